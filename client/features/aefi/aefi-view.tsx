// Owns the report of a reaction on the screen: picks instead of typing, the grade with its hint, and the text for the phone.

import type { JSX } from 'preact';
import { formatDayTime, formatTime, t } from '../../i18n/index.ts';
import {
  actions,
  outcomes,
  referrals,
  severities,
  sources,
  symptoms,
} from '../../parts/aefi-choices.ts';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import { tokenOf } from '../../room/board.ts';
import type { DayView, PersonRow } from '../../tablet.ts';
import { Button, ButtonRow, LinkButton } from '../../ui/button.tsx';
import { ChooseOne, ChooseSome } from '../../ui/choice.tsx';
import { FieldFault, TextField } from '../../ui/field.tsx';
import { PageHead, Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { administeredAtOf } from '../../../schemas/fold/administered-at.ts';
import { onsets, type Onset } from './aefi-form.ts';
import type { AefiModel } from './aefi-model.ts';
import { SavedReport } from './saved-report.tsx';

interface AefiViewProps {
  readonly model: AefiModel;
  readonly person: PersonRow;
  readonly day: DayView;
}

export function AefiView(props: AefiViewProps): JSX.Element {
  const { model, person } = props;
  const saved = model.saved.value;
  const reports = person.folded.aefiReports.length;
  return (
    <main class="page page-narrow aefi">
      <PageHead title={t('aefi.title')} backHref="/board" backLabel={t('aefi.backToBoard')}>
        <p class="aefi-name" dir="auto">
          {person.name}
        </p>
      </PageHead>
      {reports > 0 && saved === null && (
        <Notice tone="plain" title={t('aefi.earlier', { count: reports })}>
          <p>
            {t('aefi.followUp', {
              time: formatDayTime(person.folded.aefiReports[reports - 1]!.at),
            })}
          </p>
        </Notice>
      )}
      {saved === null ? <AefiForm {...props} /> : <SavedReport {...props} body={saved} />}
    </main>
  );
}

function AefiForm({ model }: AefiViewProps): JSX.Element {
  const form = model.form.value;
  const faults = model.faults.value;
  const suggested = model.suggested.value;
  const faultOf = (field: keyof typeof faults): string | null => {
    const key = faults[field];
    return key === undefined ? null : t(key);
  };
  return (
    <Sheet margin label={t('aefi.title')}>
      <div class="form">
        {model.doses.value.length > 1 && (
          <ChooseOne
            legend={t('aefi.ofDose')}
            name="aefi-dose"
            columns
            value={model.dose.value === null ? null : tokenOf(model.dose.value.ref)}
            choices={model.doses.value.map((dose) => ({
              value: tokenOf(dose.ref),
              label: t('dose.number', { number: dose.body.doseNumber }),
              detail: formatDayTime(administeredAtOf(dose)),
            }))}
            onChoose={model.chooseDose}
          />
        )}
        <ChooseSome
          legend={t('aefi.symptoms')}
          name="aefi-symptom"
          columns
          values={form.symptoms}
          choices={symptoms.map((value) => ({ value, label: t(`aefi.symptom.${value}`) }))}
          onToggle={(value) => model.change({ symptoms: toggled(form.symptoms, value) })}
        />
        <FieldFault id="aefi-symptoms-fault" fault={faultOf('symptoms')} />
        {form.symptoms.includes('other') && (
          <TextField
            id="aefi-other"
            multiline
            label={t('aefi.otherSymptoms')}
            maxLength={500}
            value={form.otherSymptoms}
            fault={faultOf('otherSymptoms')}
            onInput={(otherSymptoms) => model.change({ otherSymptoms })}
          />
        )}
        <OnsetFields model={model} faultOf={faultOf} />
        <ChooseSome
          legend={t('aefi.actions')}
          name="aefi-action"
          columns
          values={form.actions}
          choices={actions.map((value) => ({ value, label: t(`aefi.action.${value}`) }))}
          onToggle={(value) => model.change({ actions: toggled(form.actions, value) })}
        />
        <ChooseOne
          legend={t('aefi.referredTo')}
          name="aefi-referral"
          columns
          value={form.referral}
          choices={referrals.map((value) => ({ value, label: t(`aefi.referral.${value}`) }))}
          onChoose={(referral) => model.change({ referral })}
        />
        <ChooseOne
          legend={t('aefi.outcome')}
          name="aefi-outcome"
          columns
          value={form.outcome}
          choices={outcomes.map((value) => ({ value, label: t(`aefi.outcome.${value}`) }))}
          onChoose={(outcome) => model.change({ outcome })}
        />
        <ChooseOne
          legend={t('aefi.severity')}
          name="aefi-severity"
          value={form.severity}
          choices={severities.map((value) => ({
            value,
            label: t(`aefi.severity.${value}`),
            detail: t(`aefi.severity.${value}Means`),
          }))}
          onChoose={(severity) => model.change({ severity })}
        />
        {suggested !== null && suggested !== form.severity && (
          <Notice tone="wait" live="polite">
            <p>{t('aefi.suggested', { severity: t(`aefi.severity.${suggested}`) })}</p>
          </Notice>
        )}
        <FieldFault id="aefi-severity-fault" fault={faultOf('severity')} />
        <ChooseOne
          legend={t('aefi.source')}
          name="aefi-source"
          columns
          value={form.source}
          choices={sources.map((value) => ({ value, label: t(`aefi.source.${value}`) }))}
          onChoose={(source) => model.change({ source })}
        />
        <SaveProblemNotice problem={model.saving.problem.value} />
        <ButtonRow>
          <Button
            look="primary"
            icon="saved"
            busy={model.saving.isBusy.value}
            onPress={() => void model.save()}
          >
            {t('aefi.save')}
          </Button>
          <LinkButton icon="warning" href="/emergency">
            {t('nav.emergencyLong')}
          </LinkButton>
        </ButtonRow>
      </div>
    </Sheet>
  );
}

function OnsetFields(props: {
  readonly model: AefiModel;
  readonly faultOf: (field: 'onsetTime' | 'onsetDay') => string | null;
}): JSX.Element {
  const { model, faultOf } = props;
  const form = model.form.value;
  return (
    <>
      <ChooseOne
        legend={t('aefi.onset')}
        name="aefi-onset"
        columns
        value={form.onset}
        choices={onsets.map((value) => ({ value, label: onsetWords(value) }))}
        onChoose={(onset) => model.change({ onset })}
      />
      {form.onset === 'time' && (
        <TextField
          id="aefi-time"
          inputMode="numeric"
          label={t('aefi.onsetTime')}
          maxLength={5}
          value={form.onsetTime}
          fault={faultOf('onsetTime')}
          onInput={(onsetTime) => model.change({ onsetTime })}
        />
      )}
      {form.onset === 'day' && (
        <TextField
          id="aefi-day"
          type="date"
          label={t('aefi.onsetDay')}
          value={form.onsetDay}
          fault={faultOf('onsetDay')}
          onInput={(onsetDay) => model.change({ onsetDay })}
        />
      )}
      {model.isBeforeDose.value && (
        <Notice tone="warn" live="polite">
          <p>{t('aefi.beforeDose')}</p>
        </Notice>
      )}
      {model.dose.value !== null && (
        <p class="field-hint">
          {t('given.at')} {formatTime(administeredAtOf(model.dose.value))}
        </p>
      )}
    </>
  );
}

function onsetWords(onset: Onset): string {
  return onset === 'now' || onset === 'time' || onset === 'day'
    ? t(`aefi.onset.${onset}`)
    : t('aefi.onset.ago', { minutes: Number(onset) });
}

function toggled<Value>(values: readonly Value[], value: Value): readonly Value[] {
  return values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
}
