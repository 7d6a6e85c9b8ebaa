// Owns the form of a booking that is on no list here, and the line that says what was stated and where it stands.

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import type { PersonRow } from '../../tablet.ts';
import { Button, ButtonRow } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { BookingModel } from './booking-model.ts';
import { maskEnd, statedBookingWords } from './booking-words.ts';

export function BookingForm(props: {
  readonly model: BookingModel;
  readonly person: PersonRow;
  readonly onDone: () => void;
}): JSX.Element {
  const { model, person } = props;
  const draft = model.draft.value;
  const faults = model.faults.value;
  return (
    <Sheet margin label={t('booking.open')}>
      <h2>{t('booking.open')}</h2>
      <Notice tone="plain">
        <p>{t('booking.means')}</p>
      </Notice>
      <div class="form">
        <TextField
          id="booking-reference"
          inputMode="numeric"
          label={t('booking.reference')}
          hint={t('recordOnly.referenceHint')}
          value={draft.referenceId}
          fault={faults.referenceId === undefined ? null : t(faults.referenceId)}
          onInput={(referenceId) => model.change({ referenceId })}
        />
        <TextField
          id="booking-code"
          inputMode="numeric"
          label={t('code.label')}
          hint={t('booking.readBack')}
          value={draft.code}
          fault={faults.code === undefined ? null : t(faults.code)}
          onInput={(code) => model.change({ code })}
          onEnter={() => void model.record(person).then((isSaved) => isSaved && props.onDone())}
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
          {t('booking.save')}
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

/** What was stated, and what the district has said of it as far as staff can do something. */
export function BookingsStated({ person }: { readonly person: PersonRow }): JSX.Element | null {
  const stated = person.folded.bookingsStated;
  if (stated.length === 0) return null;
  const words = statedBookingWords(person);
  return (
    <Notice tone={words.tone} icon={words.icon} title={t(words.title)}>
      <p>{stated.map(({ body }) => maskEnd(body.referenceId)).join(' · ')}</p>
      <p>{t(words.body)}</p>
    </Notice>
  );
}
