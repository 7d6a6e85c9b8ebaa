// Owns how the rescue page looks: the one number, what is wrong and what to do, notebook by notebook, and the tablet itself.

import type { JSX } from 'preact';
import { formatDayTime, formatNumber, t, tText } from '../../i18n/index.ts';
import type { Notebook } from '../../tablet.ts';
import { Button, ButtonRow } from '../../ui/button.tsx';
import { Facts, PageHead, Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { meaningOf, placeOf, type RescueModel } from './rescue-model.ts';

export function RescueView(props: {
  readonly model: RescueModel;
  readonly backHref: string;
  readonly backLabel: string;
  /** An unlocked tablet knows how old its oldest record is. */
  readonly isUnlocked: boolean;
}): JSX.Element {
  const { model } = props;
  const unsent = model.unsent.value;
  return (
    <main class="page page-narrow">
      <PageHead title={t('rescue.title')} backHref={props.backHref} backLabel={props.backLabel}>
        <p>{t('rescue.onlyNumbers')}</p>
      </PageHead>
      <Sheet margin label={t('rescue.title')}>
        <p class="rescue-count">
          <strong>{formatNumber(unsent)}</strong>
          <span>{t('status.stillHere', { count: unsent })}</span>
        </p>
        {unsent === 0 && !model.hasSeriousFault.value && (
          <Notice tone="good" live="polite">
            <p>{t('status.nothingHere')}</p>
          </Notice>
        )}
        <Faults model={model} />
        <Steps model={model} />
        <ButtonRow>
          <Button
            look="primary"
            icon="refresh"
            busy={model.isChecking.value}
            onPress={model.checkAgain}
          >
            {t('rescue.checkAgain')}
          </Button>
          {unsent > 0 && (
            <Button icon="sent" onPress={model.sendNow}>
              {t('status.sendNow')}
            </Button>
          )}
          {model.isPersisted.value === false && (
            <Button onPress={model.protectStorage}>{t('status.askStorage')}</Button>
          )}
        </ButtonRow>
      </Sheet>
      {model.notebooks.value.map((notebook) => (
        <NotebookSheet key={notebook.name} notebook={notebook} isUnlocked={props.isUnlocked} />
      ))}
      <TheTablet model={model} />
    </main>
  );
}

function Faults({ model }: { readonly model: RescueModel }): JSX.Element | null {
  if (model.isUnreadable.value)
    return (
      <Notice tone="warn" title={t('rescue.notChecked')} live="now">
        <p>{t('rescue.notCheckedDo')}</p>
      </Notice>
    );
  const faults = model.faults.value;
  if (faults.length === 0) return null;
  const isSerious = model.hasSeriousFault.value;
  return (
    <Notice tone={isSerious ? 'bad' : 'warn'} title={t('rescue.faultTitle')} live="now">
      <p>{t('rescue.faultMeans')}</p>
      <ul class="rescue-faults">
        {faults.map((fault) => (
          <li key={`${fault.notebook} ${fault.fault} ${fault.from}`}>
            <strong>{tText(placeOf(fault))}</strong>: {t(`rescue.fault.${fault.fault}`)}{' '}
            {t(meaningOf(fault))}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Steps({ model }: { readonly model: RescueModel }): JSX.Element | null {
  const steps = model.steps.value;
  if (steps.length === 0) return null;
  return (
    <section class="rescue-steps">
      <h2>{t('rescue.whatToDo')}</h2>
      <ol>
        {steps.map((step) => (
          <li key={step.key}>{tText(step)}</li>
        ))}
      </ol>
    </section>
  );
}

function NotebookSheet(props: {
  readonly notebook: Notebook;
  readonly isUnlocked: boolean;
}): JSX.Element {
  const {
    name,
    isCurrent,
    unsent,
    oldestUnsentAt,
    why,
    sent,
    beingChecked,
    needHelp,
    recordedOnly,
  } = props.notebook;
  const title = t(isCurrent ? 'rescue.notebookInUse' : 'rescue.notebook', { name });
  const oldest = oldestUnsentAt === null ? t('rescue.oldestLocked') : formatDayTime(oldestUnsentAt);
  const isOldestKnown = oldestUnsentAt !== null || !props.isUnlocked;
  return (
    <Sheet label={title}>
      <h2>{title}</h2>
      <Facts
        facts={[
          { name: t('rescue.notYetSent'), value: formatNumber(unsent) },
          ...(unsent > 0 && isOldestKnown ? [{ name: t('rescue.oldest'), value: oldest }] : []),
          ...(why === null
            ? []
            : [{ name: t('rescue.whyWaiting'), value: t(`rescue.why.${why}`) }]),
          ...(sent === 0
            ? []
            : [
                {
                  name: t('rescue.safetyCopy'),
                  value: (
                    <>
                      {formatNumber(sent)}{' '}
                      <span class="rescue-until">{t('rescue.safetyCopyUntil')}</span>
                    </>
                  ),
                },
              ]),
          ...counted('rescue.beingChecked', beingChecked),
          ...counted('rescue.needHelp', needHelp),
          ...(recordedOnly === 0
            ? []
            : [
                {
                  name: t('rescue.recordedOnly'),
                  value: t('rescue.recordedOnlyMeans', { count: recordedOnly }),
                },
              ]),
        ]}
      />
    </Sheet>
  );
}

function counted(key: 'rescue.beingChecked' | 'rescue.needHelp', count: number) {
  return count === 0 ? [] : [{ name: t(key), value: formatNumber(count) }];
}

function TheTablet({ model }: { readonly model: RescueModel }): JSX.Element {
  const lastLook = model.lastLook.value;
  const isPersisted = model.isPersisted.value;
  const storage =
    isPersisted === null
      ? 'status.storageUnknown'
      : isPersisted
        ? 'status.storageKept'
        : 'status.storageAtRisk';
  return (
    <Sheet label={t('rescue.device')}>
      <h2>{t('rescue.device')}</h2>
      <Facts
        facts={[
          { name: t('rescue.tabletName'), value: model.tabletName.value ?? t('rescue.noKey') },
          {
            name: t('rescue.checkedAt'),
            value: lastLook === null ? t('rescue.looking') : tText(lastLook),
          },
          { name: t('status.storage'), value: t(storage) },
          { name: t('rescue.freeRoom'), value: tText(model.freeRoom.value) },
          { name: t('rescue.clock'), value: tText(model.clock.value) },
        ]}
      />
    </Sheet>
  );
}
