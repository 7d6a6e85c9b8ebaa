// Owns the proof that the desk speaks three languages alike: same keys, same placeholders, no word that belongs to programmers.

import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import en from '../../i18n/desk.en.json';
import hi from '../../i18n/desk.hi.json';
import mr from '../../i18n/desk.mr.json';
import { acceptGrounds, knownReasons, withdrawGrounds } from './review/reasons.ts';

const texts: Record<string, Record<string, string>> = { en, hi, mr };

/** The names a message needs, found in its parsed form, plurals included. */
function placeholdersOf(message: string): string[] {
  const names = new Set<string>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (typeof node !== 'object' || node === null) return;
    const { type, value } = node as { type?: number; value?: unknown };
    if (type !== undefined && type > 0 && type !== 7 && typeof value === 'string') names.add(value);
    Object.values(node).forEach(walk);
  };
  walk(new IntlMessageFormat(message, 'en').getAst());
  return [...names].sort();
}

test.each(['hi', 'mr'])('%s has every text of English, with the same placeholders', (language) => {
  const other = texts[language]!;
  expect(Object.keys(other)).toEqual(Object.keys(en));
  for (const [key, message] of Object.entries(en)) {
    expect([key, placeholdersOf(other[key]!)]).toEqual([key, placeholdersOf(message)]);
    expect(other[key]?.trim(), key).not.toBe('');
  }
});

test('every reason and every ground has its sentence and its advice', () => {
  const keys = new Set(Object.keys(en));
  for (const reason of [...knownReasons, 'unknown']) {
    expect(keys.has(`desk.reason.${reason}`), reason).toBe(true);
    expect(keys.has(`desk.reasonAdvice.${reason}`), reason).toBe(true);
  }
  for (const ground of [...acceptGrounds, ...withdrawGrounds]) {
    expect(keys.has(`desk.ground.${ground}`), ground).toBe(true);
  }
});

test('no word of the program stands on a screen', () => {
  const forbidden = /\b(sync|queue|conflict|fork|quarantine|sealed|poison|epoch|segment|cursor)/i;
  expect(Object.entries(en).filter(([, message]) => forbidden.test(message))).toEqual([]);
});

test('a text that ends with a sentence’s mark in English does so in Hindi and Marathi', () => {
  const ends = (message: string): boolean => /[.।?…:)]$/.test(message);
  const uneven = Object.entries(en)
    .filter(
      ([key, message]) =>
        ends(message) !== ends(texts['hi']![key]!) || ends(message) !== ends(texts['mr']![key]!),
    )
    .map(([key]) => key);
  expect(uneven).toEqual([]);
});
