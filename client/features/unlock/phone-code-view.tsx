// Owns the view of the forgotten PIN: what to say, the code as it is heard, then the new PIN.

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { SetPin } from '../../parts/set-pin.tsx';
import { Button, ButtonRow } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { PhoneCodeModel } from './phone-code-model.ts';

export function PhoneCodeView(props: {
  readonly model: PhoneCodeModel;
  readonly onCancel: () => void;
}): JSX.Element {
  const { model } = props;
  const newPin = model.newPin.value;
  if (newPin !== null) return <SetPin model={newPin} />;
  const question = model.question.value;
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void model.submit();
      }}
    >
      <h1>{t('phoneCode.title')}</h1>
      <p>
        <strong>{model.person.name}</strong>
      </p>
      {question === null ? (
        <Notice tone="warn" title={t('phoneCode.none')} live="polite">
          <p>{t('phoneCode.noneDo')}</p>
        </Notice>
      ) : (
        <>
          <p>{t('phoneCode.call')}</p>
          <output class="phone-question">{question}</output>
          <TextField
            id="phone-code"
            label={t('phoneCode.code')}
            hint={t('phoneCode.codeHint')}
            value={model.typed.value}
            maxLength={30}
            fault={model.fault.value === null ? null : t(model.fault.value)}
            onInput={model.type}
          />
        </>
      )}
      <ButtonRow>
        {question !== null && (
          <Button look="primary" type="submit" icon="lock" busy={model.isBusy.value}>
            {t('ui.next')}
          </Button>
        )}
        <Button onPress={props.onCancel}>{t('ui.cancel')}</Button>
      </ButtonRow>
    </form>
  );
}
