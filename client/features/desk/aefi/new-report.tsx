// Owns a new report at the desk: whom it is about, by centre and day of the dose; then picks as at the table.

import type { JSX } from 'preact';
import { t } from '../../../i18n/index.ts';
import {
  actions,
  outcomes,
  referrals,
  severities,
  sources,
  symptoms,
} from '../../../parts/aefi-choices.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { ChooseOne, ChooseSome } from '../../../ui/choice.tsx';
import { FieldFault, TextField } from '../../../ui/field.tsx';
import { EmptyState, Sheet } from '../../../ui/layout.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { SelectField } from '../shell/select-field.tsx';
import type { AboutPerson } from './aefi-draft.ts';
import type { AefiModel } from './aefi-model.ts';

export function WhomToReport({ model }: { readonly model: AefiModel }): JSX.Element {
  const { chosenDay } = model;
  const centreId = model.centreId.value;
  const people = model.people.value;
  return (
    <Sheet>
      <h2>{t('aefi.whom')}</h2>
      <form
        class="desk-enrol-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void model.findPeople();
        }}
      >
        <SelectField
          id="desk-aefi-centre"
          label={say('cards.centre')}
          value={centreId === null ? '' : String(centreId)}
          choices={[
            ...(model.centres.value.length === 1
              ? []
              : [{ value: '', label: say('enrol.choose') }]),
            ...model.centres.value.map(({ centreId: id, name, block }) => ({
              value: String(id),
              label: block === '' ? name : `${name} · ${block}`,
            })),
          ]}
          onChoose={(value) => model.chooseCentre(value === '' ? null : Number(value))}
          fault={null}
        />
        <TextField
          id="desk-aefi-dose-day"
          type="date"
          label={say('aefi.doseDay')}
          value={chosenDay.day.value}
          onInput={chosenDay.choose}
        />
        <Button type="submit" look="primary" busy={model.isBusy.value} disabled={centreId === null}>
          {say('cards.load')}
        </Button>
      </form>
      {people?.length === 0 && <EmptyState icon="list" title={t('aefi.nobody')} />}
      <ul class="desk-aefi-people">
        {people?.map((person) => (
          <li key={person.caseKey}>
            <span dir="auto">
              {person.name || say('common.notKnown')}
              {person.birthYear !== null && ` · ${person.birthYear}`}
              {person.mobileLast4 !== null && ` · …${person.mobileLast4}`}
            </span>
            <Button
              onPress={() =>
                model.choosePerson({
                  centreId: centreId!,
                  caseKey: person.caseKey,
                  name: person.name,
                })
              }
            >
              {say('aefi.choose')}
            </Button>
          </li>
        ))}
      </ul>
      <ButtonRow>
        {model.isMore.value && (
          <Button busy={model.isBusy.value} onPress={() => void model.findPeople(true)}>
            {say('cards.more')}
          </Button>
        )}
        <Button onPress={model.cancel}>{t('ui.cancel')}</Button>
      </ButtonRow>
    </Sheet>
  );
}

export function NewReport(props: {
  readonly model: AefiModel;
  readonly about: AboutPerson;
}): JSX.Element {
  const { model, about } = props;
  return (
    <Sheet>
      <h2>{t('aefi.title')}</h2>
      <p class="desk-aefi-name" dir="auto">
        {about.name || say('common.notKnown')}
      </p>
      <div class="form">
        <WhatHappened model={model} />
        <WhatCameOfIt model={model} />
        <ButtonRow>
          <Button
            look="primary"
            icon="sent"
            busy={model.isBusy.value}
            onPress={() => void model.send()}
          >
            {say('aefi.send')}
          </Button>
          <Button onPress={model.cancel}>{t('ui.cancel')}</Button>
        </ButtonRow>
      </div>
    </Sheet>
  );
}

function WhatHappened({ model }: { readonly model: AefiModel }): JSX.Element {
  const draft = model.draft.value;
  const faults = model.faults.value;
  return (
    <>
      <ChooseSome
        legend={t('aefi.symptoms')}
        name="desk-aefi-symptom"
        columns
        values={draft.symptoms}
        choices={symptoms.map((value) => ({ value, label: t(`aefi.symptom.${value}`) }))}
        onToggle={(value) => model.change({ symptoms: toggled(draft.symptoms, value) })}
      />
      <FieldFault
        id="desk-aefi-symptoms-fault"
        fault={faults.includes('symptoms') ? t('aefi.fault.symptoms') : null}
      />
      {draft.symptoms.includes('other') && (
        <TextField
          id="desk-aefi-other"
          multiline
          maxLength={500}
          label={t('aefi.otherSymptoms')}
          value={draft.otherSymptoms}
          fault={faults.includes('otherSymptoms') ? t('aefi.fault.otherSymptoms') : null}
          onInput={(otherSymptoms) => model.change({ otherSymptoms })}
        />
      )}
      <TextField
        id="desk-aefi-onset"
        type="date"
        label={t('aefi.onset')}
        value={draft.onsetDay}
        fault={faults.includes('onsetDay') ? say('aefi.onsetFault') : null}
        onInput={(onsetDay) => model.change({ onsetDay })}
      />
      <ChooseSome
        legend={t('aefi.actions')}
        name="desk-aefi-action"
        columns
        values={draft.actions}
        choices={actions.map((value) => ({ value, label: t(`aefi.action.${value}`) }))}
        onToggle={(value) => model.change({ actions: toggled(draft.actions, value) })}
      />
    </>
  );
}

/** A desk sees nobody: what only staff beside the person can say is not among its picks. */
const deskOutcomes = outcomes.filter((value) => value !== 'under-observation');
const deskSources = sources.filter((value) => value !== 'seen-by-staff');

function WhatCameOfIt({ model }: { readonly model: AefiModel }): JSX.Element {
  const draft = model.draft.value;
  const suggested = model.suggested.value;
  return (
    <>
      <ChooseOne
        legend={t('aefi.referredTo')}
        name="desk-aefi-referral"
        columns
        value={draft.referral}
        choices={referrals.map((value) => ({ value, label: t(`aefi.referral.${value}`) }))}
        onChoose={(referral) => model.change({ referral })}
      />
      <ChooseOne
        legend={t('aefi.outcome')}
        name="desk-aefi-outcome"
        columns
        value={draft.outcome}
        choices={deskOutcomes.map((value) => ({ value, label: t(`aefi.outcome.${value}`) }))}
        onChoose={(outcome) => model.change({ outcome })}
      />
      <ChooseOne
        legend={t('aefi.severity')}
        name="desk-aefi-severity"
        value={draft.severity}
        choices={severities.map((value) => ({
          value,
          label: t(`aefi.severity.${value}`),
          detail: t(`aefi.severity.${value}Means`),
        }))}
        onChoose={(severity) => model.change({ severity })}
      />
      {suggested !== null && suggested !== draft.severity && (
        <Notice tone="wait" live="polite">
          <p>{t('aefi.suggested', { severity: t(`aefi.severity.${suggested}`) })}</p>
        </Notice>
      )}
      <FieldFault
        id="desk-aefi-severity-fault"
        fault={model.faults.value.includes('severity') ? t('aefi.fault.severity') : null}
      />
      <ChooseOne
        legend={t('aefi.source')}
        name="desk-aefi-source"
        columns
        value={draft.source}
        choices={deskSources.map((value) => ({ value, label: t(`aefi.source.${value}`) }))}
        onChoose={(source) => model.change({ source })}
      />
    </>
  );
}

function toggled<Value>(values: readonly Value[], value: Value): readonly Value[] {
  return values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
}
