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
