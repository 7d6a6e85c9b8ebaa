// Owns who is under observation: thirty minutes from each needle, and an hour on the board at the longest.

import { administeredAtOf, isFromPaper } from '../../schemas/fold/administered-at.ts';
import type { DoseInCase } from '../../schemas/fold/case.ts';
import { referenceKey, type EventReference } from '../../schemas/log/hash-chain.ts';
import type { PersonRow } from '../tablet.ts';
import type { BoardEntry } from './port.ts';

/** MoHFW, COVID-19 Vaccines Operational Guidelines, 28 Dec 2020: thirty minutes at the session site. */
export const observationSeconds = 30 * 60;
/** Initials and end times are in clear on the disk for this long after a dose, and never longer. */
export const boardSecondsMax = 60 * 60;
const initialsMax = 3;
/** Without I and O, which a pen makes into 1 and 0. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

export interface Observed {
  readonly person: PersonRow;
  readonly dose: DoseInCase;
  readonly entry: BoardEntry;
}

/** Everybody whose thirty minutes run or have run out without a word that they left. A row from paper observed nobody. */
export function findObserved(people: readonly PersonRow[], now: number): readonly Observed[] {
  const observed = people.flatMap((person) =>
    person.folded.doses
      .filter((dose) => isObserved(person, dose, now))
      .map((dose) => ({ person, dose, entry: entryOf(person, dose) })),
  );
  return observed.sort((a, b) => inOrder(a.entry, b.entry));
}

function isObserved(person: PersonRow, dose: DoseInCase, now: number): boolean {
  if (dose.enteredInError !== null || dose.state === 'revoked' || isFromPaper(dose)) return false;
  if (administeredAtOf(dose) + boardSecondsMax <= now) return false;
  const key = referenceKey(dose.ref);
  return !person.folded.observationsEnded.some((end) => referenceKey(end.body.doseEvent) === key);
}

/** By dose: a case that changes is folded anew, so that its doses are other objects. The board is looked at after every record. */
const entries = new WeakMap<DoseInCase, BoardEntry>();

function entryOf(person: PersonRow, dose: DoseInCase): BoardEntry {
  const known = entries.get(dose) ?? makeEntry(person, dose);
  entries.set(dose, known);
  return known;
}

function makeEntry(person: PersonRow, dose: DoseInCase): BoardEntry {
  const givenAt = administeredAtOf(dose);
  return {
    token: tokenOf(dose.ref),
    initials: initialsOf(person.name),
    givenAt,
    until: givenAt + observationSeconds,
  };
}

/** What the person is called by in the waiting room, and what stands on the slip: "K142". Every tablet comes to the same. */
export function tokenOf({ log, seq }: Pick<EventReference, 'log' | 'seq'>): string {
  let sum = 0;
  for (const sign of log) sum = (sum * 31 + sign.charCodeAt(0)) % 65_521;
  return `${letters[sum % letters.length]!}${String(seq % 1000).padStart(3, '0')}`;
}

/** The first letter of each word, a conjunct as a whole; a name without any letter gives a dot. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s.’']+/u).filter((word) => /\p{L}/u.test(word));
  const initials = words.slice(0, initialsMax).map((word) => firstSyllable(word));
  return initials.length === 0 ? '·' : initials.join(' ');
}

/** Letter, marks, and what a virama joins to it: half a conjunct would be another letter. */
function firstSyllable(word: string): string {
  const match = /\p{L}\p{M}*(?:(?<=\u094D)\u200D?\p{L}\p{M}*)*/u.exec(word);
  return (match?.[0] ?? '·').toLocaleUpperCase('en').slice(0, 8);
}

/** What may still stand in clear. */
export function pruneBoard(entries: readonly BoardEntry[], now: number): readonly BoardEntry[] {
  return entries.filter(
    (entry) => entry.givenAt <= now + 60 && now < entry.givenAt + boardSecondsMax,
  );
}

export function inOrder(a: BoardEntry, b: BoardEntry): number {
  return a.until - b.until || (a.token < b.token ? -1 : a.token > b.token ? 1 : 0);
}
