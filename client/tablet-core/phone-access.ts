// Owns the way back in by a code over the phone: asked for while unlocked, kept as a wrap, opened once.

import { base64urlToBytes, bytesToCrockford } from '../../schemas/bytes.ts';
import { readPhoneCode, type PhoneKey } from '../../schemas/phone-code.ts';
import type { Randomness } from '../device/random.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { readSetting, writeSetting } from '../journal/settings.ts';
import { makePhoneWrap, openWithPhoneCode } from '../vault/phone-wrap.ts';
import type { DataKeys } from '../vault/staff-wrap.ts';

/** 30 bits are 6 characters: enough to tell the codes of one tablet apart. */
const questionBytes = 4;
const questionCharacters = 6;

/** A new question while there is no wrap: at the first contact, and at the first one after a code was spent. */
export async function nextPhoneQuestion(
  database: JournalDatabase,
  random: Randomness,
): Promise<string | null> {
  if ((await readSetting(database, 'phone-wrap')) !== null) return null;
  return bytesToCrockford(random.bytes(questionBytes)).slice(0, questionCharacters);
}

/** A full disk is no reason to stop an exchange: the next one asks again. */
export async function keepPhoneWrap(
  database: JournalDatabase,
  random: Randomness,
  { question, key }: PhoneKey,
  dataKeys: DataKeys,
): Promise<void> {
  const bytes = base64urlToBytes(key);
  if (bytes?.length !== 32) return;
  const wrap = await makePhoneWrap(random, question, bytes, dataKeys);
  bytes.fill(0);
  await writeSetting(database, 'phone-wrap', wrap).catch(() => undefined);
}

export async function readPhoneWrapQuestion(database: JournalDatabase): Promise<string | null> {
  return (await readSetting(database, 'phone-wrap'))?.question ?? null;
}

/** Null for a code that is malformed, of another tablet, or spent. */
export async function openPhoneWrap(
  database: JournalDatabase,
  typed: string,
): Promise<DataKeys | null> {
  const code = readPhoneCode(typed);
  const wrap = await readSetting(database, 'phone-wrap');
  return code === null || wrap === null ? null : openWithPhoneCode(wrap, code);
}
