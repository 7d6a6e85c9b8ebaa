// Owns the view in which a supervisor reads out a code for a forgotten PIN.

import type { JSX } from 'preact';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Sheet } from '../../../ui/layout.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { sayFault } from '../shell/fault-notice.tsx';
import type { PhoneCodeOfferModel } from './phone-code-model.ts';

export function PhoneCodeOffer(props: {
  readonly model: PhoneCodeOfferModel;
  readonly device: string;
}): JSX.Element {
  const { model } = props;
  const fault = model.fault.value;
  const code = model.code.value;
  return (
    <Sheet label={say('phoneCode.title')}>
      <h2>{say('phoneCode.title')}</h2>
      <p>{say('phoneCode.means')}</p>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void model.ask(props.device);
        }}
      >
        <TextField
          id="desk-phone-question"
          label={say('phoneCode.question')}
          maxLength={12}
          value={model.question.value}
          fault={model.isNoQuestion.value ? say('phoneCode.notAQuestion') : null}
          onInput={model.type}
        />
        <Button type="submit" icon="code" busy={model.isBusy.value}>
          {say('phoneCode.make')}
        </Button>
      </form>
      <div role="status">
        {code !== null && (
          <Notice tone="good" icon="code" title={say('phoneCode.readOut')}>
            <p class="desk-phone-code">{code}</p>
          </Notice>
        )}
        {fault !== null && (
          <Notice tone="bad">
            <p>{sayFault(fault)}</p>
          </Notice>
        )}
      </div>
    </Sheet>
  );
}
