// Owns the third step's view: the vial, what is to be said before, and the one big button.

import type { JSX } from 'preact';
import { formatTime, t } from '../../i18n/index.ts';
import { OpenVialForm } from '../../parts/open-vial.tsx';
import { productLabel } from '../../parts/person-words.ts';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import type { DayView, PersonRow, VialRow } from '../../tablet.ts';
import { Button } from '../../ui/button.tsx';
import { ChooseOne } from '../../ui/choice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AlreadyDosed } from './already-dosed.tsx';
import type { PersonModel } from './person-model.ts';
import { warningWords } from './warning-words.ts';

const doseNumbers = [1, 2, 3] as const;

export function DoseStep(props: {
  readonly model: PersonModel;
  readonly person: PersonRow;
  readonly day: DayView;
}): JSX.Element {
  const { model, person, day } = props;
  const vial = model.vial.value;
  const problem = model.saving.problem.value;
  return (
    <>
      {(person.isWalkIn || person.folded.earlierDoses.length > 0) && (
        <ChooseOne
          legend={t('dose.which')}
          name="dose-number"
          columns
          value={String(model.doseNumber.value)}
          choices={doseNumbers.map((number) => ({
            value: String(number),
            label: t('dose.number', { number }),
          }))}
          onChoose={(number) => model.chooseDoseNumber(Number(number))}
        />
      )}
      <VialChoice {...props} />
      <RoomDoubtNotice model={model} />
      {model.warnings.value.map((warning) => {
        const words = warningWords(warning, day.rules, day.day);
        return (
          <Notice key={words.title} tone="warn" title={words.title}>
            <p>{words.body}</p>
          </Notice>
        );
      })}
      <SaveProblemNotice problem={problem} />
      {problem?.outcome === 'ask-first' ? (
        <AlreadyDosed
          person={person}
          day={day}
          why={problem.why}
          isBusy={model.saving.isBusy.value}
          onRecord={() => void model.saveDose('already-dosed')}
          onCancel={model.saving.clear}
        />
      ) : (
        !model.isOpeningVial.value && (
          <Button
            look="primary"
            icon="needle"
            wide
            busy={model.saving.isBusy.value}
            disabled={vial === null}
            onPress={() => void model.saveDose()}
          >
            {t('dose.save')}
          </Button>
        )
      )}
      {vial !== null && problem === null && !model.isOpeningVial.value && (
        <p class="field-hint">
          {t('dose.summary', {
            number: model.doseNumber.value,
            product: productLabel(day.rules, vial.product),
            vial: vial.name,
            batch: vial.vaccineBatch,
          })}
        </p>
      )}
    </>
  );
}

function RoomDoubtNotice({ model }: { readonly model: PersonModel }): JSX.Element | null {
  const doubt = model.roomDoubt.value;
  if (doubt === null) return null;
  const title =
    doubt.asOf === null ? t('room.neverHeard') : t('room.asOf', { time: formatTime(doubt.asOf) });
  return (
    <Notice tone="wait" icon="otherTablet" title={title}>
      <p>{t('room.askPerson')}</p>
    </Notice>
  );
}

function VialChoice({
  model,
  day,
}: {
  readonly model: PersonModel;
  readonly day: DayView;
}): JSX.Element {
  const vials = model.vials.value;
  if (model.isOpeningVial.value)
    return (
      <OpenVialForm
        model={model.openVial}
        onOpened={model.chooseVial}
        onCancel={() => model.showOpenVial(false)}
      />
    );
  return (
    <>
      {vials.length === 0 ? (
        <Notice tone="plain" icon="vial" title={t('vial.noneOpen')}>
          <p>{t('vial.noneOpenDo')}</p>
        </Notice>
      ) : (
        <ChooseOne
          legend={t('vial.choose')}
          name="vial"
          columns
          value={model.vial.value?.name ?? null}
          choices={vials.map((vial) => ({
            value: vial.name,
            label: `${vial.name} · ${productLabel(day.rules, vial.product)}`,
            detail: vialDetail(vial),
          }))}
          onChoose={model.chooseVial}
        />
      )}
      <Button icon="plus" onPress={() => model.showOpenVial(true)}>
        {t('vial.open')}
      </Button>
    </>
  );
}

function vialDetail(vial: VialRow): string {
  const time = vial.isPastTime
    ? t('vial.pastTime')
    : t('vial.minutesLeft', { count: vial.minutesLeft });
  return `${t('vial.dosesLeft', { count: vial.dosesLeft })} · ${time} · ${vial.vaccineBatch}`;
}
