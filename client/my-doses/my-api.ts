// Owns the page's talk with the server: the only place here that fetches. A person is named in bodies only, never in an address.

import type {
  MyCard,
  MyCorrection,
  MyCorrectionAnswer,
  MyDoses,
  MyPhoneAnswer,
  MyTwiceAnswer,
  MyWordAnswer,
} from '../../schemas/my-doses.ts';
import type { Language } from '../i18n/language.ts';

export type MyFault =
  | { readonly outcome: 'offline' | 'server' | 'https' | 'refused' | 'closed' }
  | { readonly outcome: 'wait'; readonly minutes: number };

export type MyAnswer<Value> = { readonly outcome: 'answered'; readonly value: Value } | MyFault;

export interface MyApi {
  readonly askCode: (mobileNumber: string, language: Language) => Promise<MyAnswer<unknown>>;
  readonly signIn: (mobileNumber: string, code: string) => Promise<MyAnswer<MyDoses>>;
  readonly signOut: () => Promise<MyAnswer<unknown>>;
  readonly doses: () => Promise<MyAnswer<MyDoses>>;
  readonly giveWord: (dose: string) => Promise<MyAnswer<MyWordAnswer>>;
  readonly deny: (dose: string) => Promise<MyAnswer<MyWordAnswer>>;
  readonly card: (person: string) => Promise<MyAnswer<MyCard>>;
  readonly correct: (wanted: MyCorrection) => Promise<MyAnswer<MyCorrectionAnswer>>;
  readonly tellTwice: (person: string, other: string) => Promise<MyAnswer<MyTwiceAnswer>>;
  readonly askNewPhoneCode: (
    mobileNumber: string,
    language: Language,
  ) => Promise<MyAnswer<unknown>>;
  readonly changePhone: (
    person: string,
    mobileNumber: string,
    code: string,
  ) => Promise<MyAnswer<MyPhoneAnswer>>;
}

const answerMillisecondsMax = 20_000;

export function createMyApi(): MyApi {
  const post = <Value>(path: string, body: object, field: string): Promise<MyAnswer<Value>> =>
    ask<Value>('POST', path, field, body);
  return {
    askCode: (mobileNumber, language) =>
      post('/v1/my/codes', { mobileNumber, language }, 'secondsValid'),
    signIn: (mobileNumber, code) => post('/v1/my/sign-in', { mobileNumber, code }, 'people'),
    signOut: () => post('/v1/my/sign-out', {}, ''),
    doses: () => ask('GET', '/v1/my/doses', 'people'),
    giveWord: (dose) => post('/v1/my/word', { dose }, 'outcome'),
    deny: (dose) => post('/v1/my/not-me', { dose }, 'outcome'),
    card: (person) => post('/v1/my/card', { person }, 'outcome'),
    correct: (wanted) => post('/v1/my/corrections', wanted, 'outcome'),
    tellTwice: (person, other) => post('/v1/my/twice', { person, other }, 'outcome'),
    askNewPhoneCode: (mobileNumber, language) =>
      post('/v1/my/phone/codes', { mobileNumber, language }, 'secondsValid'),
    changePhone: (person, mobileNumber, code) =>
      post('/v1/my/phone', { person, mobileNumber, code }, 'outcome'),
  };
}

/** `field`: what an answer of ours has at the least; a page of a portal has it not. Empty where there is no body. */
async function ask<Value>(
  method: 'GET' | 'POST',
  path: string,
  field: string,
  body?: object,
): Promise<MyAnswer<Value>> {
  try {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: timeoutSignal(),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = parse(await response.text());
    if (!response.ok) return toFault(response, json);
    const isOurs =
      field === '' || (typeof json === 'object' && json !== null && Object.hasOwn(json, field));
    return isOurs ? { outcome: 'answered', value: json as Value } : { outcome: 'offline' };
  } catch {
    return { outcome: 'offline' };
  }
}

/** Chrome 100 has no AbortSignal.timeout. */
function timeoutSignal(): AbortSignal {
  const giveUp = new AbortController();
  setTimeout(() => giveUp.abort(), answerMillisecondsMax);
  return giveUp.signal;
}

function toFault(response: Response, json: unknown): MyFault {
  const given = (json as { type?: unknown } | null)?.type;
  const type = typeof given === 'string' ? given : '';
  if (response.status === 429) {
    const seconds = Number(response.headers.get('retry-after') ?? 60);
    return { outcome: 'wait', minutes: Math.max(1, Math.ceil(seconds / 60)) };
  }
  if (response.status === 401)
    return { outcome: type.endsWith('/phone-code-needed') ? 'closed' : 'refused' };
  return { outcome: type.endsWith('/https-needed') ? 'https' : 'server' };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
