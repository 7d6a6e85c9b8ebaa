// Owns what npm run account says: a password once, never a hash, and a sentence for every slip.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { accountCommands, type AccountFlags } from './account-commands.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.stop());

const run = async (command: keyof typeof accountCommands, flags: AccountFlags = {}) => {
  const answer = await accountCommands[command](t.parts, flags);
  return { isDone: answer.isDone, text: answer.lines.join('\n') };
};
const flags = {
  account: 'Meera',
  name: 'Meera Patil',
  role: 'district-supervisor',
  district: 'District',
};
const passwordIn = (text: string): string => /Password {3}(\S+)/.exec(text)?.[1] ?? '';
const signIn = async (password: string): Promise<number> => {
  const code = await t.digitsOf('meera');
  return (await t.post('/v1/desk/sign-in', { account: 'meera', password, code })).status;
};

it('makes an account whose printed password signs in, and lists it without a hash', async () => {
  expect((await run('list')).text).toContain('no account yet');
  const added = await run('add', flags);
  expect(added.isDone).toBe(true);
  expect(added.text).toMatch(/otpauth:\/\/totp\/Suchi%3Ameera\?secret=[A-Z2-7]{32}&issuer=Suchi/);
  expect(await signIn(passwordIn(added.text))).toBe(200);
  const listed = await run('list');
  expect(listed.text).toBe('meera · Meera Patil · district-supervisor · District');
});

it('gives a new password, disables, and opens again', async () => {
  const password = passwordIn((await run('reset', { account: 'meera' })).text);
  expect(await signIn(password)).toBe(200);
  expect((await run('disable', { account: 'meera' })).isDone).toBe(true);
  expect(await signIn(password)).toBe(401);
  expect((await run('list')).text).toContain('disabled');
  expect(await signIn(passwordIn((await run('reset', { account: 'meera' })).text))).toBe(200);
});

it.each([
  ['add', flags, 'There is an account meera already'],
  ['add', { ...flags, account: 'x' }, '--account NAME'],
  ['add', { ...flags, account: 'anil', name: ' ' }, '--name'],
  ['add', { ...flags, account: 'anil', role: 'boss' }, 'district-supervisor'],
  ['add', { ...flags, account: 'anil', district: undefined }, '--district DISTRICT'],
  ['add', { ...flags, account: 'anil', district: 'Nowhere' }, 'Known: '],
  ['reset', { account: 'nobody' }, 'There is no account nobody'],
  ['disable', {}, '--account NAME'],
] as const)('says what is wrong with %s %o', async (command, typed, words) => {
  const { isDone, text } = await run(command, typed);
  expect(isDone).toBe(false);
  expect(text).toContain(words);
});
