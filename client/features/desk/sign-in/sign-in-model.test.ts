// Owns the proof that a failed sign-in loses nothing that was typed and says how long to wait.

import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import type { SignInOutcome } from '../desk-client.ts';
import { fakeAccount } from '../testing/fake-desk-client.ts';
import { createSignInModel } from './sign-in-model.ts';

function createTry(outcome: SignInOutcome) {
  const now = signal(1_000);
  const entered: string[] = [];
  const model = createSignInModel({
    client: { signIn: () => Promise.resolve(outcome) },
    now,
    onSignedIn: (account) => entered.push(account.account),
  });
  model.typeAccount(' district ');
  model.typePassword('secret');
  return { model, now, entered };
}

test('an empty field is named and nothing is asked of the server', async () => {
  const { model, entered } = createTry({ outcome: 'signed-in', account: fakeAccount });
  model.typePassword('');
  await model.submit();
  expect([model.isMissingAccount.value, model.isMissingPassword.value]).toEqual([false, true]);
  expect(entered).toEqual([]);
});

test.each([
  [{ outcome: 'wrong-pair' }, { why: 'wrong-pair' }],
  [
    { outcome: 'locked', seconds: 130 },
    { why: 'locked', minutes: 3 },
  ],
  [{ outcome: 'offline' }, { why: 'offline' }],
  [{ outcome: 'unreadable' }, { why: 'server-fault' }],
] as const)('after %j both fields are kept', async (outcome, notice) => {
  const { model } = createTry(outcome);
  await model.submit();
  expect(model.notice.value).toEqual(notice);
  expect([model.account.value, model.password.value]).toEqual([' district ', 'secret']);
});

test('the seconds to wait run down and the notice goes when they are over', async () => {
  const { model, now } = createTry({ outcome: 'wait', seconds: 60 });
  await model.submit();
  now.value += 45;
  expect(model.notice.value).toEqual({ why: 'wait', seconds: 15 });
  now.value += 15;
  expect(model.notice.value).toBeNull();
});

test('after a success the password is nowhere', async () => {
  const { model, entered } = createTry({ outcome: 'signed-in', account: fakeAccount });
  await model.submit();
  expect(entered).toEqual(['district']);
  expect(model.password.value).toBe('');
});

test('asks for the digits after the right password, clears wrong ones, and begins anew with another password', async () => {
  const sent: (string | null)[] = [];
  let outcome: SignInOutcome = { outcome: 'code-needed' };
  const model = createSignInModel({
    client: {
      signIn: (_account, _password, code) => {
        sent.push(code);
        return Promise.resolve(outcome);
      },
    },
    now: signal(1_000),
    onSignedIn: () => undefined,
  });
  model.typeAccount('district');
  model.typePassword('secret');
  await model.submit();
  expect([model.isCodeAsked.value, model.notice.value]).toEqual([true, { why: 'code-needed' }]);
  model.typeCode('123 456');
  outcome = { outcome: 'wrong-pair' };
  await model.submit();
  expect(model.notice.value).toEqual({ why: 'wrong-digits' });
  expect([model.code.value, model.password.value]).toEqual(['', 'secret']);
  outcome = { outcome: 'signed-in', account: fakeAccount };
  model.typeCode('654321');
  await model.submit();
  expect(sent).toEqual([null, '123 456', '654321']);
  expect(model.isCodeAsked.value).toBe(false);
});
