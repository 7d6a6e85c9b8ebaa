// Owns the walk-in form: name, birth year or age, phone read back, ID, and people who may be the same.

import type { JSX } from 'preact';
import { t, type TextKey } from '../../i18n/index.ts';
import { groupMobile, productLabel } from '../../parts/person-words.ts';
import type { ScanOnce } from '../../parts/scan-once.ts';
import { ScanOnceView } from '../../parts/scan-once-view.tsx';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import { Button } from '../../ui/button.tsx';
import { ChooseOne, Filters } from '../../ui/choice.tsx';
import { FieldFault, TextField } from '../../ui/field.tsx';
import { PageHead, Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { genders, photoIdTypes } from '../../../schemas/records/roster.ts';
import { LikelySame } from './likely-same.tsx';
import { categories, type WalkInModel } from './walk-in-model.ts';
import { guardianRelations, type WalkInFault } from './walk-in-rules.ts';

const noId = 'none';

export function WalkInView(props: {
  readonly model: WalkInModel;
  readonly idScan: ScanOnce;
  readonly onRegister: () => void;
}): JSX.Element {
  const { model } = props;
  const draft = model.draft.value;
  const faults = model.faults.value;
  const words = (fault: WalkInFault | undefined): string | null =>
    fault === undefined ? null : t(keyOf(fault), { count: model.mobile.value.length });
  const isFaulty = Object.keys(faults).length > 0;
  return (
    <main class="page page-narrow">
      <PageHead title={t('walkIn.title')} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.onRegister();
        }}
      >
        <Sheet margin>
          <p>{t('walkIn.searchFirst')}</p>
          <ScanOnceView scan={props.idScan} label={t('aadhaarScan.start')} />
          <AadhaarWords model={model} />
          <TextField
            id="walk-in-name"
            label={t('walkIn.name')}
            hint={t('walkIn.nameHint')}
            value={draft.name}
            fault={words(faults.name)}
            onInput={(name) => model.change({ name })}
          />
          <MobileField model={model} fault={words(faults.mobile)} />
          <LikelySame people={model.likelySame.value} thisYear={model.thisYear.value} />
          <TextField
            id="walk-in-birth-year"
            label={t('walkIn.birthYear')}
            hint={yearWords(model)}
            inputMode="numeric"
            maxLength={4}
            value={draft.birthYearOrAge}
            fault={words(faults.birthYear)}
            onInput={(birthYearOrAge) => model.change({ birthYearOrAge })}
          />
          <ChooseOne
            legend={t('walkIn.gender')}
            name="walk-in-gender"
            columns
            value={draft.gender}
            choices={genders.map((value) => ({ value, label: t(`gender.${value}`) }))}
            onChoose={(gender) => model.change({ gender })}
          />
          <FieldFault id="walk-in-gender-fault" fault={words(faults.gender)} />
          <ChildFields
            model={model}
            guardianFault={words(faults.guardian)}
            birthDateFault={words(faults.birthDate)}
          />
          <IdFields model={model} fault={words(faults.idLast4)} />
          <ChooseOne
            legend={t('walkIn.category')}
            name="walk-in-category"
            columns
            value={draft.category}
            choices={categories.map((value) => ({
              value: value as string,
              label: t(`category.${value}`),
            }))}
            onChoose={(category) => model.change({ category })}
          />
          <VillageField model={model} />
          <ChooseOne
            legend={t('booking.ask')}
            name="walk-in-booked"
            columns
            value={draft.isBookedElsewhere ? 'yes' : 'no'}
            choices={[
              { value: 'no', label: t('booking.none') },
              { value: 'yes', label: t('booking.elsewhere') },
            ]}
            onChoose={(chosen) => model.change({ isBookedElsewhere: chosen === 'yes' })}
          />
          {model.sessions.value.length > 1 && (
            <ChooseOne
              legend={t('walkIn.session')}
              name="walk-in-session"
              columns
              value={draft.vaccinationSession}
              choices={model.sessions.value.map((session) => ({
                value: session.vaccinationSession,
                label: productLabel(undefined, session.product),
                detail: t('walkIn.sessionAge', { age: session.ageMin }),
              }))}
              onChoose={(vaccinationSession) => model.change({ vaccinationSession })}
            />
          )}
          <FieldFault id="walk-in-session-fault" fault={words(faults.session)} />
          {isFaulty && (
            <Notice tone="warn" live="now" title={t('walkIn.lookAgain')}>
              <ul>
                {Object.values(faults).map((fault) => (
                  <li key={fault}>{words(fault)}</li>
                ))}
              </ul>
            </Notice>
          )}
          <SaveProblemNotice problem={model.saving.problem.value} />
          <Button look="primary" type="submit" icon="walkIn" wide busy={model.saving.isBusy.value}>
            {t('walkIn.register')}
          </Button>
        </Sheet>
      </form>
    </main>
  );
}

function AadhaarWords({ model }: { readonly model: WalkInModel }): JSX.Element | null {
  const outcome = model.aadhaar.value;
  if (outcome === null) return null;
  const isShown = outcome === 'shown';
  return (
    <Notice
      tone={isShown ? 'good' : 'warn'}
      icon={isShown ? 'confirmed' : 'warning'}
      title={t(`aadhaarScan.${outcome}`)}
      live="polite"
    >
      <p>{t(isShown ? 'aadhaarScan.kept' : 'aadhaarScan.byHand')}</p>
    </Notice>
  );
}

function MobileField(props: {
  readonly model: WalkInModel;
  readonly fault: string | null;
}): JSX.Element {
  const { model } = props;
  const draft = model.draft.value;
  const digits = model.mobile.value;
  return (
    <div class="form">
      {!draft.hasNoPhone && (
        <>
          <TextField
            id="walk-in-mobile"
            label={t('walkIn.mobile')}
            inputMode="numeric"
            type="tel"
            value={draft.mobileNumber}
            fault={props.fault}
            onInput={(mobileNumber) => model.change({ mobileNumber })}
          />
          <output class="read-back">
            {digits === ''
              ? t('walkIn.mobileHint')
              : t('walkIn.readBack', { number: groupMobile(digits), count: digits.length })}
          </output>
        </>
      )}
      <Button
        pressed={draft.hasNoPhone}
        onPress={() => model.change({ hasNoPhone: !draft.hasNoPhone })}
      >
        {t('walkIn.noPhone')}
      </Button>
    </div>
  );
}

function ChildFields(props: {
  readonly model: WalkInModel;
  readonly guardianFault: string | null;
  readonly birthDateFault: string | null;
}): JSX.Element | null {
  const { model } = props;
  const draft = model.draft.value;
  const asked = model.child.value;
  if (!asked.guardian) return null;
  return (
    <div class="form">
      {asked.birthDate && (
        <TextField
          id="walk-in-birth-date"
          type="date"
          label={t('walkIn.birthDate')}
          hint={t('walkIn.birthDateHint')}
          value={draft.birthDate}
          fault={props.birthDateFault}
          onInput={(birthDate) => model.change({ birthDate })}
        />
      )}
      <TextField
        id="walk-in-guardian"
        label={t('walkIn.guardian')}
        hint={t('walkIn.guardianHint')}
        value={draft.guardianName}
        fault={props.guardianFault}
        onInput={(guardianName) => model.change({ guardianName })}
      />
      <ChooseOne
        legend={t('walkIn.relation')}
        name="walk-in-relation"
        columns
        value={draft.guardianRelation}
        choices={guardianRelations.map((value) => ({ value, label: t(`relation.${value}`) }))}
        onChoose={(guardianRelation) => model.change({ guardianRelation })}
      />
    </div>
  );
}

/** A tap for a village that was written before; typed once for a new one. */
function VillageField({ model }: { readonly model: WalkInModel }): JSX.Element {
  const draft = model.draft.value;
  return (
    <div class="form">
      <TextField
        id="walk-in-village"
        label={t('walkIn.village')}
        maxLength={80}
        value={draft.village}
        onInput={(village) => model.change({ village })}
      />
      {model.villages.value.length > 0 && (
        <Filters
          label={t('walkIn.villages')}
          value={draft.village}
          choices={model.villages.value.map((value) => ({ value, label: value }))}
          onChoose={(village) => model.change({ village })}
        />
      )}
    </div>
  );
}

function IdFields(props: {
  readonly model: WalkInModel;
  readonly fault: string | null;
}): JSX.Element {
  const { model } = props;
  const draft = model.draft.value;
  return (
    <>
      <ChooseOne
        legend={t('walkIn.idType')}
        name="walk-in-id-type"
        columns
        value={draft.idType ?? noId}
        choices={[
          ...photoIdTypes.map((value) => ({ value: value as string, label: t(`idType.${value}`) })),
          { value: noId, label: t('check.facilitated') },
        ]}
        onChoose={(idType) => model.change({ idType: idType === noId ? null : idType })}
      />
      {draft.idType !== null && (
        <TextField
          id="walk-in-id-last4"
          label={t('walkIn.idLast4')}
          value={draft.idLast4}
          maxLength={8}
          fault={props.fault}
          onInput={(idLast4) => model.change({ idLast4 })}
        />
      )}
    </>
  );
}

function yearWords(model: WalkInModel): string {
  const year = model.birthYear.value;
  const age = year === null ? -1 : model.thisYear.value - year;
  return year === null || age < 0 || age > 120
    ? t('walkIn.birthYearHint')
    : t('walkIn.birthYearMeans', { year: String(year), age });
}

function keyOf(fault: WalkInFault): TextKey {
  return `walkInFault.${fault}`;
}
