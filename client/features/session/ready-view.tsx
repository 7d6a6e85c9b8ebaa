// Owns the readiness screen: six points in words and icons, what changed, and the ways on: begin, count, print, paper.

import type { JSX } from 'preact';
import { formatDayShort, t, tText } from '../../i18n/index.ts';
import { productLabel } from '../../parts/person-words.ts';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import type { DayView } from '../../tablet.ts';
import type { PackChanges } from '../../room/pack-changes.ts';
import { Button, ButtonRow, LinkButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Sheet } from '../../ui/layout.tsx';
import { Notice, StatusWords } from '../../ui/notice.tsx';
import type { ReadyModel } from './ready-model.ts';

interface ReadyViewProps {
  readonly model: ReadyModel;
  readonly day: DayView;
}

export function ReadyView(props: ReadyViewProps): JSX.Element {
  const { model } = props;
  const lines = model.lines.value;
  const open = lines.filter((line) => !line.isGood).length;
  const isBegun = model.state.value !== null && model.state.value.phase !== 'not-opened';
  return (
    <>
      <Sheet margin label={t('ready.title')}>
        <h2>{t('ready.title')}</h2>
        <ul class="ready-points">
          {lines.map((line) => (
            <li key={line.point} class="ready-point">
              <StatusWords
                tone={line.isGood ? 'good' : 'warn'}
                icon={line.isGood ? 'confirmed' : 'warning'}
              >
                {t(line.isGood ? 'ready.good' : 'ready.look')}
              </StatusWords>
              <strong>{t(`ready.point.${line.point}`)}</strong>
              <span>{tText(line.words)}</span>
            </li>
          ))}
        </ul>
        <Notice tone={open === 0 ? 'good' : 'wait'}>
          <p>{open === 0 ? t('ready.allGood') : t('ready.someNot', { count: open })}</p>
        </Notice>
        {model.wasCounted.value && <Notice tone="saved" title={t('count.saved')} live="polite" />}
        <SaveProblemNotice problem={model.saving.problem.value} />
        <ButtonRow>
          {!isBegun && (
            <Button
              look="primary"
              icon="confirmed"
              busy={model.saving.isBusy.value}
              onPress={() => void model.begin()}
            >
              {t(open === 0 ? 'ready.begin' : 'ready.beginAnyway')}
            </Button>
          )}
          <Button
            icon="vial"
            expanded={model.isCounting.value}
            onPress={() => model.showCount(!model.isCounting.value)}
          >
            {t('ready.count')}
          </Button>
          <LinkButton icon="list" href="/print">
            {t('ready.print')}
          </LinkButton>
          <LinkButton icon="saved" href="/paper">
            {t('ready.paper')}
          </LinkButton>
        </ButtonRow>
      </Sheet>
      {model.isCounting.value && <CountForm {...props} />}
      <Changes changes={model.changes.value} day={props.day} />
    </>
  );
}

function CountForm({ model, day }: ReadyViewProps): JSX.Element {
  const counts = model.counts.value;
  return (
    <Sheet label={t('count.title')}>
      <h2>{t('count.title')}</h2>
      <p>{t(counts.length === 0 ? 'count.none' : 'count.means')}</p>
      <div class="form">
        {counts.map((line, i) => (
          <TextField
            key={line.key}
            id={`count-${i}`}
            inputMode="numeric"
            maxLength={3}
            label={t('count.vialsOf', {
              product: productLabel(day.rules, line.product),
              batch: line.vaccineBatch,
            })}
            value={line.typed}
            fault={model.countFaults.value.has(line.key) ? t('count.fault') : null}
            onInput={(typed) => model.typeCount(line.key, typed)}
            onEnter={() => void model.saveCount()}
          />
        ))}
        <ButtonRow>
          {counts.length > 0 && (
            <Button
              look="primary"
              icon="saved"
              busy={model.saving.isBusy.value}
              onPress={() => void model.saveCount()}
            >
              {t('count.save')}
            </Button>
          )}
          <Button onPress={() => model.showCount(false)}>{t('ui.cancel')}</Button>
        </ButtonRow>
      </div>
    </Sheet>
  );
}

function Changes(props: {
  readonly changes: PackChanges | null;
  readonly day: DayView;
}): JSX.Element | null {
  const { changes, day } = props;
  if (changes === null) return null;
  const lines = changeWords(changes, day);
  return (
    <Sheet label={t('changes.title')}>
      <h2>{t('changes.title')}</h2>
      <ul class="changes">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Sheet>
  );
}

function changeWords(changes: PackChanges, day: DayView): readonly string[] {
  const { since, newRules, newStaff, staffGone, newBatches, products } = changes;
  const { addedToday, goneToday } = changes;
  const labels = products.map((product) => productLabel(day.rules, product)).join(', ');
  const isSame = newRules === null && newStaff.length + staffGone + newBatches.length === 0;
  return [
    ...(labels === '' ? [] : [t('changes.product', { products: labels })]),
    ...(newRules === null ? [] : [t('changes.rules', { version: newRules })]),
    ...(newStaff.length === 0 ? [] : [t('changes.staffNew', { names: newStaff.join(', ') })]),
    ...(staffGone === 0 ? [] : [t('changes.staffGone', { count: staffGone })]),
    ...(newBatches.length === 0 ? [] : [t('changes.batches', { batches: newBatches.join(', ') })]),
    ...(addedToday + goneToday === 0
      ? []
      : [t('changes.roster', { added: addedToday, gone: goneToday })]),
    ...(since === null ? [t('changes.first')] : []),
    ...(since !== null && isSame ? [t('changes.none', { day: formatDayShort(since) })] : []),
  ];
}
