// Owns the sign-in page of the desk.

import type { JSX } from 'preact';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Notice, type Tone } from '../../../ui/notice.tsx';
import { say, saySpan } from '../desk-texts.ts';
import type { SignInModel, SignInNotice } from './sign-in-model.ts';

export function SignInPage({ model }: { readonly model: SignInModel }): JSX.Element {
  const submit = (event: Event): void => {
    event.preventDefault();
    void model.submit();
  };
  return (
    <main class="page page-narrow" id="desk-main">
      <form class="sheet" noValidate onSubmit={submit}>
        <h1>{say('signIn.title')}</h1>
        <p>{say('signIn.intro')}</p>
        <SignInWords notice={model.notice.value} />
        <TextField
          id="desk-account"
          label={say('signIn.account')}
          value={model.account.value}
          onInput={model.typeAccount}
          autoComplete="username"
          maxLength={80}
          fault={model.isMissingAccount.value ? say('signIn.accountMissing') : null}
        />
        <TextField
          id="desk-password"
          label={say('signIn.password')}
          value={model.password.value}
          onInput={model.typePassword}
          type={model.isPasswordShown.value ? 'text' : 'password'}
          autoComplete="current-password"
          maxLength={200}
          fault={model.isMissingPassword.value ? say('signIn.passwordMissing') : null}
        />
        <label class="desk-check">
          <input
            type="checkbox"
            checked={model.isPasswordShown.value}
            onChange={(event) => model.showPassword(event.currentTarget.checked)}
          />
          <span>{say('signIn.showPassword')}</span>
        </label>
        {model.isCodeAsked.value && (
          <TextField
            id="desk-digits"
            label={say('signIn.digits')}
            hint={say('signIn.digitsHint')}
            value={model.code.value}
            onInput={model.typeCode}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
          />
        )}
        <Button type="submit" look="primary" wide busy={model.isBusy.value}>
          {say(model.isBusy.value ? 'signIn.busy' : 'signIn.submit')}
        </Button>
        <p class="field-hint">{say('signIn.help')}</p>
      </form>
    </main>
  );
}

/** Always in the page, so that what came of a try is spoken. */
function SignInWords({ notice }: { readonly notice: SignInNotice | null }): JSX.Element {
  return (
    <div role="status">
      {notice !== null && (
        <Notice tone={toneOf(notice)} title={say(`signIn.notice.${notice.why}`)}>
          <p>{adviceOf(notice)}</p>
        </Notice>
      )}
    </div>
  );
}

function toneOf(notice: SignInNotice): Tone {
  if (notice.why === 'code-needed') return 'plain';
  if (notice.why === 'signed-out') return 'good';
  return notice.why === 'ran-out' ? 'plain' : 'warn';
}

function adviceOf(notice: SignInNotice): string {
  if (notice.why === 'wait') return say('signIn.advice.wait', { span: saySpan(notice.seconds) });
  if (notice.why === 'locked' && notice.minutes !== null) {
    return say('signIn.advice.lockedFor', { span: saySpan(notice.minutes * 60) });
  }
  return say(`signIn.advice.${notice.why}`);
}
