// Owns the closing screen: counts, vials against doses, what is still open, other tablets, the signature, copies.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { t, tText } from '../../i18n/index.ts';
import type { Carry } from '../../carry/port.ts';
import { productLabel } from '../../parts/person-words.ts';
import { QrCode } from '../../parts/qr-code.tsx';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import { differenceOf } from '../../room/closing.ts';
import type { DayView } from '../../tablet.ts';
import { Button, ButtonRow, LinkButton } from '../../ui/button.tsx';
import { ActionList, ChooseOne } from '../../ui/choice.tsx';
import { TextField } from '../../ui/field.tsx';
import { Sheet, Tallies } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { RuledTable } from '../../ui/table.tsx';
import { reopenReasons, type CloseModel, type ReopenReason } from './close-model.ts';
import { SignView } from './sign-view.tsx';

interface CloseViewProps {
  readonly model: CloseModel;
  readonly day: DayView;
  readonly carry: Carry;
}

export function CloseView(props: CloseViewProps): JSX.Element {
  const { model, day, carry } = props;
  const isClosed = model.state.value?.phase === 'closed';
  const uncopied = carry.uncopied.value;
  return (
    <>
      {isClosed && (
        <Notice tone="saved" title={t('close.closed')} live="polite">
          <p>{t('close.closedMeans')}</p>
        </Notice>
      )}
      {day.vaccinationSessions.length > 1 && (
        <ChooseOne
          legend={t('session.which')}
          name="close-session"
          value={model.vaccinationSession.value}
          choices={day.vaccinationSessions.map((each) => ({
            value: each.vaccinationSession,
            label: productLabel(day.rules, each.product),
            detail: each.slots.join(', '),
          }))}
          onChoose={model.chooseSession}
        />
      )}
      <Counts {...props} />
      <StillOpen model={model} />
      <OtherTablets model={model} />
      <SaveProblemNotice problem={model.saving.problem.value} />
      {isClosed ? <Reopen model={model} /> : <SignView model={model} day={day} />}
      {uncopied > 0 && (
        <Sheet label={t('close.copies')}>
          <p>{t('close.copiesDo', { count: uncopied })}</p>
          <LinkButton icon="copy" href="/carry">
            {t('close.copies')}
          </LinkButton>
        </Sheet>
      )}
    </>
  );
}

function Counts({ model, day }: CloseViewProps): JSX.Element {
  const totals = model.totals.value;
  return (
    <Sheet margin label={t('close.counts')}>
      <Tallies
        tallies={[
          {
            count: totals.dosesInAll,
            label: t('close.dosesInAll', { count: totals.dosesInAll }),
          },
        ]}
      />
      {totals.doses.length > 0 && (
        <RuledTable
          caption={t('close.counts')}
          columns={[
            { key: 'product', label: t('close.product') },
            { key: 'dose', label: t('close.doseNumber'), isNumber: true },
            { key: 'number', label: t('close.number'), isNumber: true },
          ]}
          rows={totals.doses.map((count) => ({
            key: `${count.product}-${count.doseNumber}`,
            cells: [productLabel(day.rules, count.product), count.doseNumber, count.doses],
          }))}
        />
      )}
      {totals.vaccineBatches.length === 0 ? (
        <p>{t('close.noVials')}</p>
      ) : (
        <RuledTable
          caption={t('close.vials')}
          columns={[
            { key: 'batch', label: t('close.batch') },
            { key: 'opened', label: t('close.opened'), isNumber: true },
            { key: 'drawn', label: t('close.drawn'), isNumber: true },
            { key: 'discarded', label: t('close.discarded'), isNumber: true },
            { key: 'difference', label: t('close.difference'), isNumber: true },
          ]}
          rows={totals.vaccineBatches.map((batch) => ({
            key: `${batch.product}-${batch.vaccineBatch}`,
            cells: [
              batch.vaccineBatch,
              batch.vialsOpened,
              batch.dosesDrawn,
              batch.dosesDiscarded,
              differenceOf(batch) === 0 ? t('close.adds') : differenceOf(batch),
            ],
          }))}
        />
      )}
    </Sheet>
  );
}

function StillOpen({ model }: { readonly model: CloseModel }): JSX.Element {
  const { stillObserved, notSeen, unsent } = model.remaining.value;
  return (
    <Sheet label={t('close.stillHere')}>
      <h2>{t('close.stillHere')}</h2>
      <ul class="close-open">
        <li>
          {stillObserved > 0 ? (
            <a href="/board">{t('close.stillObserved', { count: stillObserved })}</a>
          ) : (
            t('close.stillObserved', { count: 0 })
          )}
        </li>
        <li>{t('close.notSeen', { count: notSeen })}</li>
        <li>{t('close.unsent', { count: unsent })}</li>
      </ul>
    </Sheet>
  );
}

function OtherTablets({ model }: { readonly model: CloseModel }): JSX.Element {
  const isShown = useSignal(false);
  const typed = useSignal('');
  const logs = model.totals.value.countedLogs;
  const result = model.scanResult.value;
  return (
    <Sheet label={t('close.otherTablets')}>
      <h2>{t('close.otherTablets')}</h2>
      <p>{t('close.otherTabletsDo')}</p>
      <p>{t('close.tablets', { count: logs.length })}</p>
      <ul class="close-logs">
        {logs.map((each) => (
          <li key={each.log}>
            {t('close.tablet', { name: each.log.slice(0, 4), count: each.doses })}
          </li>
        ))}
      </ul>
      {result !== null && (
        <Notice
          tone={result.key === 'close.scan.added' ? 'good' : 'plain'}
          title={tText(result)}
          live="polite"
        />
      )}
      {model.isScanning.value ? (
        <Viewfinder model={model} />
      ) : (
        <ButtonRow>
          <Button icon="camera" onPress={model.scan}>
            {t('close.scanOther')}
          </Button>
          <Button
            icon="qr"
            expanded={isShown.value}
            onPress={() => void (isShown.value = !isShown.value)}
          >
            {t(isShown.value ? 'close.hideCode' : 'close.showCode')}
          </Button>
        </ButtonRow>
      )}
      {isShown.value && <QrCode text={model.code.value} label={t('close.code')} />}
      <TextField
        id="close-code"
        label={t('close.typeCode')}
        value={typed.value}
        onInput={(text) => void (typed.value = text)}
        onEnter={() => {
          model.takeCode(typed.value.trim());
          typed.value = '';
        }}
      />
    </Sheet>
  );
}

function Viewfinder({ model }: { readonly model: CloseModel }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) void model.readFrom(video.current);
    return model.stopScan;
  }, [model]);
  return (
    <div class="viewfinder">
      <video ref={video} muted playsInline aria-label={t('scan.picture')} />
      <p>{t('scan.hold')}</p>
      <Button icon="close" onPress={model.stopScan}>
        {t('scan.stop')}
      </Button>
    </div>
  );
}

function Reopen({ model }: { readonly model: CloseModel }): JSX.Element {
  if (!model.isReopening.value)
    return (
      <Button icon="undo" onPress={() => model.askReopen(true)}>
        {t('close.reopen')}
      </Button>
    );
  return (
    <Sheet label={t('close.reopen')}>
      <ActionList<ReopenReason>
        legend={t('close.reopenWhy')}
        choices={reopenReasons.map((value) => ({ value, label: t(`close.reopen.${value}`) }))}
        onAct={(reason) => void model.reopen(reason)}
      />
      <Button onPress={() => model.askReopen(false)}>{t('ui.cancel')}</Button>
    </Sheet>
  );
}
