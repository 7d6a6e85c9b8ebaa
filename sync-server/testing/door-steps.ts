// Owns the steps of tests at the person's door: a walk-in's dose, the code as the desk reads it, a sign-in with it.

import type { DeskMessages, DeskMessageText } from '../../schemas/desk-messages.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import type { MyDoses } from '../../schemas/my-doses.ts';
import type { PaperTablet } from './paper-tablet.ts';
import { cookieOf, type TestApp } from './test-app.ts';

export const phone = '9812345678';

export function registerWalkIn(
  tablet: PaperTablet,
  more: { readonly name?: string; readonly mobileNumber?: string | null } = {},
): { readonly walkIn: EventReference } {
  const body = {
    name: 'Sunita Devi',
    birthYear: 1985,
    gender: 'Female',
    mobileNumber: phone,
    idType: null,
    idLast4: null,
    vaccinationSession: 'vs-1',
    category: 'citizen',
    ...more,
  };
  return {
    walkIn: tablet.append('walk-in-registered', { walkIn: 'self' }, body, { mayDose: true }),
  };
}

/** The codes the desk reads in the outbox, newest first: a supervisor's cookie. */
export async function readCodes(t: TestApp, cookie: string): Promise<string[]> {
  await t.sendRound();
  const list = (await (
    await t.get('/v1/desk/messages?state=ready', cookie)
  ).json()) as DeskMessages;
  const codes: string[] = [];
  for (const { messageId, kind } of list.messages) {
    if (kind !== 'one-time-code') continue;
    const read = (await (
      await t.post('/v1/desk/messages/read', { messageId }, cookie)
    ).json()) as DeskMessageText;
    codes.push(/^\d{6}/.exec(read.text)?.[0] ?? '');
  }
  return codes;
}

export const askCode = (t: TestApp, mobileNumber = phone): Promise<Response> =>
  t.post('/v1/my/codes', { mobileNumber, language: 'en' });

export async function enterDoor(
  t: TestApp,
  deskCookie: string,
  mobileNumber = phone,
): Promise<{ readonly cookie: string; readonly doses: MyDoses }> {
  const asked = await askCode(t, mobileNumber);
  if (asked.status !== 200) throw new Error(`door: ${asked.status} ${await asked.text()}`);
  for (const code of await readCodes(t, deskCookie)) {
    const answer = await t.post('/v1/my/sign-in', { mobileNumber, code });
    if (answer.status === 200)
      return { cookie: cookieOf(answer), doses: (await answer.json()) as MyDoses };
  }
  throw new Error('door: no code of the outbox opened it');
}
