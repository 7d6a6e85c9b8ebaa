// Owns the form for a correction: what is recorded now stands beside what is to be.

import type { JSX } from 'preact';
import type { CorrectionModel } from './correction-model.ts';
import { Button, Field, Form } from './my-parts.tsx';
import { say } from './my-texts.ts';
import { sayGender } from './say-gender.ts';

const genders = ['Female', 'Male', 'Other'] as const;

export function CorrectionForm(props: {
  readonly model: CorrectionModel;
  readonly isBusy: boolean;
}): JSX.Element | null {
  const { model, isBusy } = props;
  const draft = model.draft.value;
  if (draft === null) return null;
  const fault = model.fault.value;
  return (
    <div class="no-print wishes">
      <h3>{say('correct')}</h3>
      <Form label={say('correct')} onSend={() => void model.send()}>
        <p>{say('correctIntro')}</p>
        <Field
          id="name"
          label={say('name')}
          hint={say('now', { value: draft.of.name })}
          value={draft.name}
          fault={fault === 'name' ? say('fault.name') : null}
          onInput={(name) => model.type({ name: name.slice(0, 200) })}
        />
        <Field
          id="birth-year"
          label={say('birthYear')}
          hint={say('now', { value: String(draft.of.birthYear) })}
          value={draft.birthYear}
          fault={fault === 'year' ? say('fault.year') : null}
          isNumber
          onInput={(birthYear) => model.type({ birthYear: birthYear.slice(0, 4) })}
        />
        <div class="field">
          <label for="gender">{say('gender')}</label>
          <p class="hint">{say('now', { value: sayGender(draft.of.gender) })}</p>
          <select
            id="gender"
            value={draft.gender}
            onChange={(event) => model.type({ gender: event.currentTarget.value })}
          >
            {genders.map((gender) => (
              <option key={gender} value={gender}>
                {sayGender(gender)}
              </option>
            ))}
          </select>
        </div>
        <p class="row">
          <Button look="main" type="submit" busy={isBusy}>
            {say('ask')}
          </Button>
          <Button onPress={model.cancel}>{say('back')}</Button>
        </p>
      </Form>
    </div>
  );
}
