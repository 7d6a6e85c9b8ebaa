// Owns finding people in one field: digits of a slip, a phone or a reference id; words of a name in either script, however they are spelt.

import { foldName, matchName, type FoldedWord } from '../../schemas/names/fold-name.ts';
import { normaliseDigits } from '../../schemas/rules/security-code.ts';
import type { PersonRow } from '../tablet.ts';

/** Names are folded once: it takes longer than matching them. */
const folded = new Map<string, readonly FoldedWord[]>();
const foldedMax = 10_000;
const phoneDigitsMin = 3;

function foldedNameOf(name: string): readonly FoldedWord[] {
  const known = folded.get(name);
  if (known !== undefined) return known;
  if (folded.size >= foldedMax) folded.clear();
  const words = foldName(name);
  folded.set(name, words);
  return words;
}

/** Folds some names ahead of the first key press; false when all of them are folded. */
export function foldAhead(people: readonly PersonRow[], count: number): boolean {
  let done = 0;
  for (const { name } of people) {
    if (folded.has(name)) continue;
    if (done === count) return true;
    foldedNameOf(name);
    done += 1;
  }
  return false;
}

/** Smaller is a better fit; null for no fit. */
export type FitOf = (person: PersonRow) => number | null;

export function fitsTyped(typed: string): FitOf {
  const digits = normaliseDigits(typed);
  if (/^\d+$/.test(digits)) return (person) => (fitsDigits(person, digits) ? 0 : null);
  const text = typed.normalize('NFC').toLocaleLowerCase('en').trim();
  const parts = text.split(/\s+/).filter(Boolean);
  const words = foldName(text);
  // One letter has no sound yet, and signs alone have none at all.
  const hasSound = words.length > 0 && words.every((word) => word.plain.length > 1);
  return (person) => {
    if (parts.every((part) => person.searchText.includes(part))) return 0;
    if (!hasSound) return null;
    const match = matchName(words, foldedNameOf(person.name));
    return match === null ? null : match === 'same-bones' ? 2 : 1;
  };
}

function fitsDigits(person: PersonRow, digits: string): boolean {
  if (person.referenceId?.includes(digits) === true) return true;
  const phone = person.mobileNumber ?? person.mobileLast4 ?? '';
  return digits.length >= phoneDigitsMin && phone.endsWith(digits);
}
