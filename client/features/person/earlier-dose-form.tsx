// Owns the form of an earlier dose, mostly pick lists, and the line that says what was stated.

import type { JSX } from 'preact';
import { formatDayShort, t } from '../../i18n/index.ts';
import { productLabel } from '../../parts/person-words.ts';
import type { ScanOnce } from '../../parts/scan-once.ts';
import { ScanOnceView } from '../../parts/scan-once-view.tsx';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import type { DayView, PersonRow } from '../../tablet.ts';
import { Button, ButtonRow } from '../../ui/button.tsx';
import { ChooseOne } from '../../ui/choice.tsx';
import { FieldFault, TextField } from '../../ui/field.tsx';
import { Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { EarlierDoseBody } from '../../../schemas/fold/case.ts';
import { istDayOf } from '../../../schemas/rules/day.ts';
import {
  seenChoices,
  unknownProduct,
  type EarlierDoseDraft,
  type EarlierDoseFault,
  type EarlierDoseModel,
} from './earlier-dose-model.ts';

const doseNumbers = [1, 2] as const;

export function EarlierDoseForm(props: {
  readonly model: EarlierDoseModel;
  readonly person: PersonRow;
  readonly day: DayView;
  readonly cardScan: ScanOnce;
  readonly onDone: () => void;
}): JSX.Element {
  const { model, person, day } = props;
  const draft = model.draft.value;
  const faults = model.faults.value;
  const words = (fault: EarlierDoseFault | undefined): string | null =>
    fault === undefined ? null : t(`earlier.fault.${fault}`);
  return (
    <Sheet margin label={t('earlier.open')}>
      <h2>{t('earlier.open')}</h2>
      <div class="form">
        <ScanOnceView scan={props.cardScan} label={t('cardScan.start')} />
        <CardWords model={model} />
        <ChooseOne
          legend={t('earlier.which')}
          name="earlier-number"
          columns
          value={String(draft.doseNumber)}
          choices={doseNumbers.map((number) => ({
            value: String(number),
            label: t('dose.number', { number }),
          }))}
          onChoose={(number) => model.change({ doseNumber: Number(number) })}
        />
        <ChooseOne
          legend={t('vial.product')}
          name="earlier-product"
          columns
          value={draft.product}
          choices={[
            ...model.products.value.map((value) => ({
              value,
              label: productLabel(day.rules, value),
            })),
            { value: unknownProduct, label: t('earlier.unknownProduct') },
          ]}
          onChoose={(product) => model.change({ product })}
        />
        <FieldFault id="earlier-product-fault" fault={words(faults.product)} />
        <ChooseOne
          legend={t('earlier.seen')}
          name="earlier-seen"
          columns
          value={draft.seen}
          choices={seenIn(draft).map((value) => ({ value, label: t(`earlier.seen.${value}`) }))}
          onChoose={(seen) => model.change({ seen })}
        />
        <FieldFault id="earlier-seen-fault" fault={words(faults.seen)} />
        <TextField
          id="earlier-day"
          type="date"
          label={t('earlier.day')}
          hint={t('earlier.dayHint')}
          value={draft.day}
          fault={words(faults.day)}
          onInput={(value) => model.change({ day: value })}
        />
        <TextField
          id="earlier-place"
          label={t('earlier.place')}
          value={draft.place}
          fault={words(faults.place)}
          onInput={(place) => model.change({ place })}
        />
        <TextField
          id="earlier-mobile"
          inputMode="numeric"
          maxLength={4}
          label={t('earlier.mobile')}
          value={draft.mobileLast4}
          fault={words(faults.mobileLast4)}
          onInput={(mobileLast4) => model.change({ mobileLast4 })}
        />
      </div>
      <SaveProblemNotice problem={model.saving.problem.value} />
      <ButtonRow>
        <Button
          look="primary"
          icon="saved"
          busy={model.saving.isBusy.value}
          onPress={() => void model.record(person).then((isSaved) => isSaved && props.onDone())}
        >
          {t('earlier.save')}
        </Button>
        <Button
          onPress={() => {
            model.clear();
            props.onDone();
          }}
        >
          {t('ui.cancel')}
        </Button>
      </ButtonRow>
    </Sheet>
  );
}

/** "Checked" can only be chosen by a card. */
const seenIn = (draft: EarlierDoseDraft): readonly EarlierDoseBody['seen'][] =>
  draft.seen === 'card-checked' ? ['card-checked', ...seenChoices] : seenChoices;

function CardWords({ model }: { readonly model: EarlierDoseModel }): JSX.Element | null {
  const answer = model.cardAnswer.value;
  if (answer === null) return null;
  const isTaken = answer.outcome === 'taken';
  const day = 'asOf' in answer ? formatDayShort(istDayOf(answer.asOf)) : '';
  return (
    <Notice
      tone={isTaken ? 'good' : 'warn'}
      icon={isTaken ? 'confirmed' : 'warning'}
      title={t(`cardScan.${answer.outcome}`, { day })}
      live="polite"
    >
      {!isTaken && <p>{t('cardScan.byHand')}</p>}
    </Notice>
  );
}

export function EarlierDosesStated(props: {
  readonly person: PersonRow;
  readonly day: DayView;
}): JSX.Element | null {
  const stated = props.person.folded.earlierDoses;
  if (stated.length === 0) return null;
  return (
    <ul class="stated">
      {stated.map(({ ref, body }) => (
        <li key={`${ref.log}/${ref.seq}`}>
          {[
            t('dose.number', { number: body.doseNumber }),
            body.product === null
              ? t('earlier.unknownProduct')
              : productLabel(props.day.rules, body.product),
            body.day === null ? t('earlier.unknownDay') : formatDayShort(body.day),
            body.place,
            t(`earlier.seen.${body.seen}`),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </li>
      ))}
    </ul>
  );
}
