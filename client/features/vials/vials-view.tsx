// Owns the vials page: each open vial as a label with its countdown, the form for a new one, the discarding.

import type { JSX } from 'preact';
import { formatTime, t } from '../../i18n/index.ts';
import { OpenVialForm } from '../../parts/open-vial.tsx';
import { productLabel } from '../../parts/person-words.ts';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import type { VialRow } from '../../tablet.ts';
import { Button } from '../../ui/button.tsx';
import { ActionList } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState, PageHead, Sheet } from '../../ui/layout.tsx';
import { Notice, StatusWords } from '../../ui/notice.tsx';
import type { RuleSet } from '../../../schemas/rules/rule-set.ts';
import { discardReasons, type DiscardReason, type VialsModel } from './vials-model.ts';

export function VialsView(props: {
  readonly model: VialsModel;
  readonly rules: RuleSet | undefined;
}): JSX.Element {
  const { model, rules } = props;
  const open = model.open.value;
  const opened = model.lastOpened.value;
  const discarding = model.discarding.value;
  return (
    <main class="page page-narrow">
      <PageHead title={t('vial.title')} />
      {opened !== null && (
        <Notice tone="saved" title={t('vial.opened', { name: opened })} live="polite">
          <p>{t('vial.writeName', { name: opened })}</p>
        </Notice>
      )}
      {model.isOpening.value ? (
        <Sheet margin label={t('vial.open')}>
          <OpenVialForm
            model={model.openVial}
            onOpened={model.opened}
            onCancel={() => model.showForm(false)}
          />
        </Sheet>
      ) : (
        <Button look="primary" icon="plus" onPress={() => model.showForm(true)}>
          {t('vial.open')}
        </Button>
      )}
      {open.length === 0 && !model.isOpening.value && (
        <EmptyState icon="vial" title={t('vial.noneOpen')}>
          <p>{t('vial.noneOpenDo')}</p>
        </EmptyState>
      )}
      <ul class="vials">
        {open.map((vial) => (
          <li key={`${vial.vaccinationSession}/${vial.name}`}>
            <VialLabel vial={vial} rules={rules} onDiscard={() => model.askDiscard(vial.name)} />
          </li>
        ))}
      </ul>
      {model.discarded.value.length > 0 && (
        <p class="field-hint">
          {t('vial.discardedList', {
            names: model.discarded.value.map((vial) => vial.name).join(', '),
          })}
        </p>
      )}
      {discarding !== null && <DiscardDialog model={model} vial={discarding} />}
    </main>
  );
}

function VialLabel(props: {
  readonly vial: VialRow;
  readonly rules: RuleSet | undefined;
  readonly onDiscard: () => void;
}): JSX.Element {
  const { vial } = props;
  return (
    <article class="vial" aria-label={t('vial.label', { name: vial.name })}>
      <p class="vial-name">{vial.name}</p>
      <div class="vial-words">
        <h2>{productLabel(props.rules, vial.product)}</h2>
        <p>
          {t('vial.batchIs', { batch: vial.vaccineBatch })} ·{' '}
          {t('vial.openedAt', { time: formatTime(vial.openedAt) })}
        </p>
        <p class="vial-counts">
          <strong>{t('vial.dosesLeft', { count: vial.dosesLeft })}</strong>
          <span>{t('vial.drawn', { drawn: vial.drawn, nominal: vial.dosesNominal })}</span>
        </p>
        {vial.isPastTime ? (
          <StatusWords tone="bad" icon="warning">
            {t('vial.pastTimeLong')}
          </StatusWords>
        ) : (
          <StatusWords tone={vial.minutesLeft <= 30 ? 'wait' : 'good'} icon="clock">
            {t('vial.timeLeft', {
              hours: Math.floor(vial.minutesLeft / 60),
              minutes: vial.minutesLeft % 60,
            })}
          </StatusWords>
        )}
      </div>
      <Button onPress={props.onDiscard} label={t('vial.discardNamed', { name: vial.name })}>
        {t('vial.discard')}
      </Button>
    </article>
  );
}

function DiscardDialog({
  model,
  vial,
}: {
  readonly model: VialsModel;
  readonly vial: VialRow;
}): JSX.Element {
  return (
    <Dialog
      title={t('vial.discardNamed', { name: vial.name })}
      onClose={() => model.askDiscard(null)}
    >
      <p>{t('vial.discardMeans', { count: vial.dosesLeft })}</p>
      <ActionList<DiscardReason>
        legend={t('vial.discardWhy')}
        choices={discardReasons.map((value) => ({ value, label: t(`discardReason.${value}`) }))}
        onAct={(reason) => void model.discard(reason)}
      />
      <SaveProblemNotice problem={model.saving.problem.value} />
      <Button onPress={() => model.askDiscard(null)}>{t('ui.cancel')}</Button>
    </Dialog>
  );
}
