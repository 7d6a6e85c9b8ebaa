// Owns the code that a supervisor reads over the phone when a PIN is forgotten: its forms, and what binds it to one tablet and one question.

import * as z from 'zod/mini';
import { normaliseCrockford, utf8ToBytes, type Bytes } from './bytes.ts';

z.config({ jitless: true });

/** 80 bits: nobody tries them. The question is what the tablet shows, and only tells codes apart. */
export const phoneCodeBytes = 10;
const phoneCodeCharacters = 16;
const questionCharacters = 6;
export const phoneKeyBytes = 32;

export const phoneQuestion = z.string().check(z.regex(/^[0-9A-HJKMNP-TV-Z]{6}$/));
export const phoneKeySchema = z.looseObject({
  question: phoneQuestion,
  /** base64url, 32 bytes. The tablet wraps its keys under it and forgets it. */
  key: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
});
export type PhoneKey = z.infer<typeof phoneKeySchema>;

/** What the server derives a code from: no code fits another tablet, or another question of the same one. */
export function phoneCodeMessage(device: string, question: string): Bytes {
  return utf8ToBytes(`suchi/phone-code/1\n${device}\n${question}`);
}

/** HKDF `info` by which the spoken code gives the key. */
export const phoneKeyInfo = 'suchi/phone-key/1';

/** As it was heard: small letters, spaces, O for 0 and I or L for 1 are read. Null when it cannot be a code. */
export function readPhoneCode(typed: string): string | null {
  const text = normaliseCrockford(typed);
  return text?.length === phoneCodeCharacters ? text : null;
}

export function readPhoneQuestion(typed: string): string | null {
  const text = normaliseCrockford(typed);
  return text?.length === questionCharacters ? text : null;
}

/** In fours, as it is read aloud. */
export function groupPhoneCode(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1 ');
}
