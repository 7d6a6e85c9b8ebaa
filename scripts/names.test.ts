// Tests the folding of names over lists of real names, where they lie beside the project: each is found, few others are.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { devanagariToLatin } from '../schemas/names/devanagari.ts';
import { foldName, matchName } from '../schemas/names/fold-name.ts';

const file = join(import.meta.dirname, '../../shared/data/names/indian-names-multiscript.csv');
const rows = existsSync(file)
  ? readFileSync(file, 'utf8')
      .split('\n')
      .slice(1)
      .filter(Boolean)
      .map((line) => line.split(','))
  : [];
const namesIn = (script: string): string[] => [
  ...new Set(rows.filter((row) => row[1] === script).map((row) => row[3]!.trim())),
];

describe.skipIf(rows.length === 0)('a list of Indian names', () => {
  const latin = namesIn('Latn');
  const devanagari = namesIn('Deva');

  it('is read: names in both scripts', () => {
    expect(latin.length).toBeGreaterThan(500);
    expect(devanagari.length).toBeGreaterThan(200);
  });

  it('leaves no Devanagari sign unread, but for the rare ones', () => {
    const unread = devanagari.filter((name) => /[\u0900-\u097F]/.test(devanagariToLatin(name)));
    expect(unread.length / devanagari.length).toBeLessThan(0.01);
  });

  it('finds every Devanagari name by the way it is plainly written in Latin letters', () => {
    for (const name of devanagari) {
      const plain = devanagariToLatin(name).replaceAll('aa', 'a').replaceAll('ii', 'ee');
      expect([name, plain, matchName(foldName(plain), foldName(name))]).not.toContain(null);
    }
  });

  it('finds every Latin name by the spellings people use for its sounds', () => {
    const variants: readonly ((name: string) => string)[] = [
      (name) => name.replaceAll('v', 'w'),
      (name) => name.replaceAll('ee', 'i'),
      (name) => name.replaceAll('oo', 'u'),
      (name) => name.replace(/([bdgjkt])h/g, '$1'),
      (name) => name.replaceAll('a', 'aa'),
      (name) => name.replaceAll('sh', 's'),
    ];
    for (const name of latin)
      for (const vary of variants) {
        const typed = vary(name.toLowerCase());
        expect([name, typed, matchName(foldName(typed), foldName(name))]).not.toContain(null);
      }
  });

  it('shows few others beside the one that was typed in full', () => {
    const folded = latin.map((name) => foldName(name));
    const alike = latin.map(
      (name) => folded.filter((other) => matchName(foldName(name), other) !== null).length - 1,
    );
    const mean = alike.reduce((sum, count) => sum + count, 0) / alike.length;
    expect(mean).toBeLessThan(latin.length / 100);
  });
});
