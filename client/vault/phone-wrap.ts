// Owns the wrap that a code read over the phone opens: pack and work key under a key that the server made and this tablet forgot.

import { concatBytes, utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import { phoneKeyInfo } from '../../schemas/phone-code.ts';
import type { Randomness } from '../device/random.ts';
import { hkdf, importAesKey, open, seal, type Sealed } from './aes.ts';
import type { DataKeys } from './staff-wrap.ts';

export interface PhoneWrap {
  /** What the tablet shows, so that the right code is read out. */
  readonly question: string;
  readonly box: Sealed;
}

export async function makePhoneWrap(
  random: Randomness,
  question: string,
  key: Bytes,
  { packKey, workKey }: DataKeys,
): Promise<PhoneWrap> {
  const aes = await importAesKey(key);
  const box = await seal(random, aes, contextOf(question), concatBytes(packKey, workKey));
  return { question, box };
}

/** Null for a code of another tablet or question. */
export async function openWithPhoneCode(wrap: PhoneWrap, code: string): Promise<DataKeys | null> {
  const key = await importAesKey(await hkdf(utf8ToBytes(code), utf8ToBytes(phoneKeyInfo)));
  const plain = await open(key, contextOf(wrap.question), wrap.box);
  return plain === null ? null : { packKey: plain.slice(0, 32), workKey: plain.slice(32, 64) };
}

function contextOf(question: string): Bytes {
  return utf8ToBytes(`suchi/phone-wrap/1\n${question}`);
}
