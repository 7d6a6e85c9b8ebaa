// Owns the tablet's page: what is still here, who works, the storage's promise, and the app's version.

import type { JSX } from 'preact';
import { formatDayTime, t } from '../../i18n/index.ts';
import { AddStaff } from '../../parts/add-staff.tsx';
import { useKept, useServices } from '../../services.tsx';
import { Button, ButtonRow, LinkButton } from '../../ui/button.tsx';
import { Facts, PageHead, Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProveView } from './prove-view.tsx';
import { createStatusModel } from './status-model.ts';

export function StatusPage(): JSX.Element {
  const { tablet, storage, appVersion, practice } = useServices();
  const model = useKept('status', () => createStatusModel(tablet));
  const connection = tablet.connection.value;
  const stage = tablet.stage.value;
  const isPersisted = storage.isPersisted.value;
  const carried = tablet.carry.carriedCount.value;
  if (model.isAddingStaff.value)
    return (
      <main class="page page-narrow">
        <Sheet margin>
          <AddStaff model={model.addStaff} />
          <Button onPress={() => model.showAddStaff(false)}>{t('ui.cancel')}</Button>
        </Sheet>
      </main>
    );
  return (
    <main class="page page-narrow">
      <PageHead title={t('status.title')} />
      <Sheet margin label={t('status.title')}>
        <p class="status-count">
          <strong>{connection.unsent}</strong>
          <span>{t('status.stillHere', { count: connection.unsent })}</span>
        </p>
        <Notice tone={connection.unsent === 0 ? 'good' : 'saved'} live="polite">
          <p>{t(model.why.value)}</p>
        </Notice>
        <Facts
          facts={[
            {
              name: t('status.lastContact'),
              value:
                connection.lastExchangeAt === null
                  ? t('status.never')
                  : formatDayTime(connection.lastExchangeAt),
            },
            {
              name: t('status.signedIn'),
              value: stage.stage === 'unlocked' ? stage.staff.name : t('status.nobody'),
            },
            {
              name: t('status.storage'),
              value: t(
                isPersisted === null
                  ? 'status.storageUnknown'
                  : isPersisted
                    ? 'status.storageKept'
                    : 'status.storageAtRisk',
              ),
            },
            ...(carried === 0
              ? []
              : [{ name: t('status.carried'), value: t('carry.carried', { count: carried }) }]),
            { name: t('status.version'), value: appVersion },
          ]}
        />
        <ButtonRow>
          <Button look="primary" icon="sent" onPress={tablet.exchangeNow}>
            {t('status.sendNow')}
          </Button>
          <LinkButton icon="list" href="/session">
            {t('session.open')}
          </LinkButton>
          <LinkButton icon="copy" href="/carry">
            {t('status.copies')}
          </LinkButton>
          {isPersisted === false && (
            <Button onPress={() => void storage.ask()}>{t('status.askStorage')}</Button>
          )}
          <LinkButton icon="tablet" href="/rescue">
            {t('status.details')}
          </LinkButton>
        </ButtonRow>
      </Sheet>
      <Sheet label={t('status.staff')}>
        <h2>{t('status.staff')}</h2>
        <ButtonRow>
          <Button icon="lock" onPress={() => void tablet.lock()}>
            {t('status.lock')}
          </Button>
          <Button icon="person" onPress={() => void tablet.lock()}>
            {t('status.changeStaff')}
          </Button>
          <Button icon="plus" onPress={() => model.showAddStaff(true)}>
            {t('status.addStaff')}
          </Button>
        </ButtonRow>
        <ProveView model={model.prove} />
      </Sheet>
      {!practice.isOn && (
        <Button look="quiet" icon="person" onPress={() => void practice.begin()}>
          {t('practice.begin')}
        </Button>
      )}
      <LinkButton look="quiet" href="/desk" outside>
        {t('enrol.toDesk')}
      </LinkButton>
    </main>
  );
}
