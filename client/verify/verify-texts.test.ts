// Owns the proof that the verify page speaks three languages alike: same keys, same placeholders, same sentences, Latin digits.

import { expect, test } from 'vitest';
import en from '../i18n/verify.en.json';
import hi from '../i18n/verify.hi.json';
import mr from '../i18n/verify.mr.json';

const others: readonly Record<string, string>[] = [hi, mr];
const placeholdersOf = (message: string): string[] =>
  [...message.matchAll(/\{(\w+)/g)].map((match) => match[1]!).sort();
const ends = (message: string): boolean => /[.।?…:)]$/.test(message);

test('has every text, with the same placeholders and the same end of a sentence', () => {
  for (const other of others) {
    expect(Object.keys(other)).toEqual(Object.keys(en));
    for (const [key, message] of Object.entries(en)) {
      expect([key, placeholdersOf(other[key]!)]).toEqual([key, placeholdersOf(message)]);
      expect([key, ends(other[key]!)]).toEqual([key, ends(message)]);
      expect(other[key]).not.toBe(message);
      expect(other[key]).not.toMatch(/[\u0966-\u096F]/);
    }
  }
});

test('says no word of the machine room', () => {
  const forbidden =
    /\b(sync|queue|conflict|fork|quarantine|sealed|poison|epoch|segment|cursor|OTP)/i;
  expect(Object.entries(en).filter(([, text]) => forbidden.test(text))).toEqual([]);
});
