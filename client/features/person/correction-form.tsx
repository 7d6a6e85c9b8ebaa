// Owns the form of a correction: the fields as the list has them, and what will change, before and after, to look at before saving.

import type { JSX } from 'preact';
import { t, type TextKey } from '../../i18n/index.ts';
import { genderWords, groupMobile, idTypeWords } from '../../parts/person-words.ts';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import { Button, ButtonRow } from '../../ui/button.tsx';
import { ChooseOne } from '../../ui/choice.tsx';
import { TextField } from '../../ui/field.tsx';
import { Facts, Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { genders, photoIdTypes } from '../../../schemas/records/roster.ts';
import {
  correctionReasons,
  type Change,
  type CorrectedField,
  type CorrectionModel,
} from './correction-model.ts';

const noId = 'none';
const labelOf: Readonly<Record<CorrectedField, TextKey>> = {
  name: 'walkIn.name',
  birthYear: 'walkIn.birthYear',
  gender: 'walkIn.gender',
  mobileNumber: 'walkIn.mobile',
  idType: 'check.photoId',
  idLast4: 'walkIn.idLast4',
};

export function CorrectionForm(props: {
  readonly model: CorrectionModel;
  readonly onDone: () => void;
}): JSX.Element | null {
  const { model } = props;
  const draft = model.draft.value;
  if (draft === null) return null;
  const faults = model.faults.value;
  const words = (field: CorrectedField): string | null => {
    const fault = faults[field];
    return fault === undefined ? null : t(`walkInFault.${fault}`, { count: draft.mobile.length });
  };
  return (
    <Sheet margin label={t('correct.open')}>
      <h2>{t('correct.open')}</h2>
      <div class="form">
        <TextField
          id="correct-name"
          label={t('walkIn.name')}
          value={draft.name}
          fault={words('name')}
          onInput={(name) => model.change({ name })}
        />
        <TextField
          id="correct-birth-year"
          label={t('walkIn.birthYear')}
          inputMode="numeric"
          maxLength={4}
          value={draft.birthYear}
          fault={words('birthYear')}
          onInput={(birthYear) => model.change({ birthYear })}
        />
        <ChooseOne
          legend={t('walkIn.gender')}
          name="correct-gender"
          columns
          value={draft.gender}
          choices={genders.map((value) => ({ value, label: t(`gender.${value}`) }))}
          onChoose={(gender) => model.change({ gender })}
        />
        <TextField
          id="correct-mobile"
          type="tel"
          inputMode="numeric"
          label={t('walkIn.mobile')}
          value={draft.mobile}
          fault={words('mobileNumber')}
          onInput={(mobile) => model.change({ mobile })}
        />
        <ChooseOne
          legend={t('check.photoId')}
          name="correct-id-type"
          columns
          value={draft.idType ?? noId}
          choices={[
            ...photoIdTypes.map((value) => ({
              value: value as string,
              label: t(`idType.${value}`),
            })),
            { value: noId, label: t('idType.none') },
          ]}
          onChoose={(idType) => model.change({ idType: idType === noId ? null : idType })}
        />
        {draft.idType !== null && (
          <TextField
            id="correct-id-last4"
            label={t('walkIn.idLast4')}
            maxLength={8}
            value={draft.idLast4}
            fault={words('idLast4')}
            onInput={(idLast4) => model.change({ idLast4 })}
          />
        )}
        <ChooseOne
          legend={t('correct.why')}
          name="correct-why"
          columns
          value={draft.reason}
          choices={correctionReasons.map((value) => ({ value, label: t(`correct.why.${value}`) }))}
          onChoose={(reason) => model.change({ reason })}
        />
      </div>
      <WhatChanges changes={model.changes.value} />
      <SaveProblemNotice problem={model.saving.problem.value} />
      <ButtonRow>
        <Button
          look="primary"
          icon="saved"
          busy={model.saving.isBusy.value}
          disabled={model.changes.value.length === 0}
          onPress={() => void model.record().then((isSaved) => isSaved && props.onDone())}
        >
          {t('correct.save')}
        </Button>
        <Button
          onPress={() => {
            model.close();
            props.onDone();
          }}
        >
          {t('ui.cancel')}
        </Button>
      </ButtonRow>
    </Sheet>
  );
}

export function WhatChanges({ changes }: { readonly changes: readonly Change[] }): JSX.Element {
  return (
    <output class="form">
      {changes.length === 0 ? (
        <p class="field-hint">{t('correct.nothingYet')}</p>
      ) : (
        <Notice tone="plain" title={t('correct.changes', { count: changes.length })}>
          <Facts
            facts={changes.map(({ field, before, after }) => ({
              name: t(labelOf[field]),
              value: (
                <span dir="auto">
                  <s>{valueWords(field, before)}</s> → <strong>{valueWords(field, after)}</strong>
                </span>
              ),
            }))}
          />
        </Notice>
      )}
    </output>
  );
}

function valueWords(field: CorrectedField, value: string | number | null): string {
  if (value === null) return t('correct.nothing');
  if (field === 'gender') return genderWords(String(value));
  if (field === 'idType') return idTypeWords(String(value));
  return field === 'mobileNumber' ? groupMobile(String(value)) : String(value);
}
