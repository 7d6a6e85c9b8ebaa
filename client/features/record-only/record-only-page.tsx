// Owns the page on which a dose is recorded without unlocking: one form, one button, and the number for the slip.

import type { JSX } from 'preact';
import { t, type TextKey } from '../../i18n/index.ts';
import { groupMobile, productLabel } from '../../parts/person-words.ts';
import { mobileDigitsOf } from '../../parts/person-fields.ts';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import { tokenOf } from '../../room/board.ts';
import { useKept } from '../../services.tsx';
import { Button, ButtonRow, LinkButton } from '../../ui/button.tsx';
import { ChooseOne } from '../../ui/choice.tsx';
import { FieldFault, TextField } from '../../ui/field.tsx';
import { PageHead, Sheet } from '../../ui/layout.tsx';
import { Notice, Stamp } from '../../ui/notice.tsx';
import { genders } from '../../../schemas/records/roster.ts';
import { createRecordOnlyModel, notListed, type RecordOnlyModel } from './record-only-model.ts';

const doseNumbers = [1, 2, 3] as const;

export function RecordOnlyPage(): JSX.Element {
  const model = useKept('record-only', ({ tablet }) => createRecordOnlyModel(tablet));
  const saved = model.saved.value;
  return (
    <main class="page page-narrow">
      <PageHead title={t('recordOnly.title')} backHref="/" backLabel={t('unlock.back')} />
      {saved === null ? (
        <Form model={model} />
      ) : (
        <Sheet margin label={t('given.title')}>
          <Stamp tone="saved" icon="saved">
            {t('place.saved-here')}
          </Stamp>
          <p>{t('recordOnly.number', { number: tokenOf(saved) })}</p>
          <p>{t('recordOnly.savedMeans')}</p>
          <ButtonRow>
            <Button look="primary" icon="needle" onPress={model.next}>
              {t('recordOnly.next')}
            </Button>
            <LinkButton icon="lock" href="/">
              {t('unlock.back')}
            </LinkButton>
          </ButtonRow>
        </Sheet>
      )}
    </main>
  );
}

function Form({ model }: { readonly model: RecordOnlyModel }): JSX.Element {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void model.record();
      }}
    >
      <Sheet margin>
        <Notice tone="plain" icon="lock">
          <p>{t('recordOnly.means')}</p>
        </Notice>
        <div class="form">
          <PersonFields model={model} />
          <DoseFields model={model} />
        </div>
        {Object.keys(model.faults.value).length > 0 && (
          <Notice tone="warn" live="now" title={t('walkIn.lookAgain')} />
        )}
        <SaveProblemNotice problem={model.saving.problem.value} />
        <Button look="primary" type="submit" icon="needle" wide busy={model.saving.isBusy.value}>
          {t('dose.save')}
        </Button>
      </Sheet>
    </form>
  );
}

function faultWords(model: RecordOnlyModel, key: TextKey | undefined): string | null {
  const count = mobileDigitsOf(model.draft.value.mobile).length;
  return key === undefined ? null : t(key, { count });
}

function PersonFields({ model }: { readonly model: RecordOnlyModel }): JSX.Element {
  const draft = model.draft.value;
  const faults = model.faults.value;
  const mobile = mobileDigitsOf(draft.mobile);
  return (
    <>
      <ChooseOne
        legend={t('staff.whoAreYou')}
        name="record-only-staff"
        columns
        value={draft.staffId}
        choices={[
          ...model.staff.value.map(({ staffId, name }) => ({ value: staffId, label: name })),
          { value: notListed, label: t('recordOnly.notListed') },
        ]}
        onChoose={(staffId) => model.change({ staffId })}
      />
      <FieldFault id="record-only-staff-fault" fault={faultWords(model, faults.staff)} />
      <TextField
        id="record-only-name"
        label={t('walkIn.name')}
        value={draft.name}
        fault={faultWords(model, faults.name)}
        onInput={(name) => model.change({ name })}
      />
      <TextField
        id="record-only-birth-year"
        label={t('walkIn.birthYear')}
        inputMode="numeric"
        maxLength={4}
        value={draft.birthYearOrAge}
        fault={faultWords(model, faults.birthYear)}
        onInput={(birthYearOrAge) => model.change({ birthYearOrAge })}
      />
      <ChooseOne
        legend={t('walkIn.gender')}
        name="record-only-gender"
        columns
        value={draft.gender}
        choices={genders.map((value) => ({ value, label: t(`gender.${value}`) }))}
        onChoose={(gender) => model.change({ gender })}
      />
      <FieldFault id="record-only-gender-fault" fault={faultWords(model, faults.gender)} />
      {!draft.hasNoPhone && (
        <TextField
          id="record-only-mobile"
          type="tel"
          inputMode="numeric"
          label={t('walkIn.mobile')}
          hint={
            mobile === ''
              ? t('walkIn.mobileHint')
              : t('walkIn.readBack', { number: groupMobile(mobile), count: mobile.length })
          }
          value={draft.mobile}
          fault={faultWords(model, faults.mobile)}
          onInput={(typed) => model.change({ mobile: typed })}
        />
      )}
      <Button
        pressed={draft.hasNoPhone}
        onPress={() => model.change({ hasNoPhone: !draft.hasNoPhone })}
      >
        {t('walkIn.noPhone')}
      </Button>
      <TextField
        id="record-only-reference"
        inputMode="numeric"
        maxLength={18}
        label={t('recordOnly.reference')}
        hint={t('recordOnly.referenceHint')}
        value={draft.referenceId}
        fault={faultWords(model, faults.referenceId)}
        onInput={(referenceId) => model.change({ referenceId })}
      />
    </>
  );
}

function DoseFields({ model }: { readonly model: RecordOnlyModel }): JSX.Element {
  const draft = model.draft.value;
  const faults = model.faults.value;
  return (
    <>
      <ChooseOne
        legend={t('dose.which')}
        name="record-only-dose"
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
        name="record-only-product"
        columns
        value={draft.product}
        choices={model.products.map((value) => ({ value, label: productLabel(undefined, value) }))}
        onChoose={(product) => model.change({ product })}
      />
      <TextField
        id="record-only-vial"
        label={t('vial.name')}
        maxLength={5}
        value={draft.vial}
        fault={faultWords(model, faults.vial)}
        onInput={(vial) => model.change({ vial })}
      />
      <TextField
        id="record-only-batch"
        label={t('vial.batchTyped')}
        hint={t('vial.batchHint')}
        maxLength={80}
        value={draft.batch}
        fault={faultWords(model, faults.batch)}
        onInput={(batch) => model.change({ batch })}
      />
    </>
  );
}
