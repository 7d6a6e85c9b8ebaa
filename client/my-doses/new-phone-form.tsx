// Owns the form for another phone: the new number, then the code that came to it.

import type { JSX } from 'preact';
import { Button, Field, Form } from './my-parts.tsx';
import { say } from './my-texts.ts';
import type { NewPhoneModel } from './new-phone-model.ts';

export function NewPhoneForm(props: {
  readonly model: NewPhoneModel;
  readonly isBusy: boolean;
}): JSX.Element | null {
  const { model, isBusy } = props;
  const draft = model.draft.value;
  if (draft === null) return null;
  const fault = model.fault.value;
  return (
    <div class="no-print wishes">
      <h3>{say('newPhone')}</h3>
      <Form
        label={say('newPhone')}
        onSend={() => void (draft.isAsked ? model.change() : model.askCode())}
      >
        <p>{say('newPhoneIntro')}</p>
        <Field
          id="new-phone"
          label={say('newPhoneNumber')}
          value={draft.mobileNumber}
          fault={fault === 'phone' ? say('fault.phone') : null}
          isNumber
          autoComplete="tel-national"
          onInput={model.typeNumber}
        />
        {draft.isAsked && (
          <Field
            id="new-phone-code"
            label={say('newPhoneCode')}
            hint={say('codeHint')}
            value={draft.code}
            fault={fault === 'code' || fault === 'refused' ? say(`fault.${fault}`) : null}
            isNumber
            autoComplete="one-time-code"
            onInput={model.typeCode}
          />
        )}
        <p class="row">
          <Button look="main" type="submit" busy={isBusy}>
            {draft.isAsked ? say('changePhone') : say('sendCode')}
          </Button>
          <Button onPress={model.cancel}>{say('back')}</Button>
        </p>
      </Form>
    </div>
  );
}
