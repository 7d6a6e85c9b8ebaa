// Owns which cases of a centre are one person beyond doubt, as far as cards go: a supervisor's links, and bookings under one reference id in one name. Pure.

import type { Case, DoseInCase } from '../../schemas/fold/case.ts';
import { byServerLog } from '../../schemas/fold/fold.ts';
import { nameKey } from '../imports/same-person.ts';
import { isSameDose, linkedCasesMax } from '../judge/linked-cases.ts';

export interface Words {
  readonly name: string;
  readonly birthYear: number;
}

export interface PersonsCase {
  readonly caseKey: string;
  /** Cases that links in force name. */
  readonly links: readonly string[];
  /** Cases that a supervisor said are somebody else: no number joins them. */
  readonly parted: readonly string[];
  /** The booking's, from the register; what somebody states at the table proves nothing here. */
  readonly referenceId: string | null;
  /** As booked, and as it was corrected since. */
  readonly words: readonly Words[];
  /** Doses that may stand on a card. */
  readonly settled: readonly DoseInCase[];
  readonly corrections: Case['acceptedCorrections'];
}

export interface OnePerson {
  /** Every case that is connected at all: a card over them is nobody else's. */
  readonly related: readonly string[];
  /** Those whose doses may stand on one card. */
  readonly together: readonly string[];
}

/**
 * The same from whichever of the cases it is asked. Links are judged together, so whatever stands in linked cases was
 * held against each other; bookings under one number are not, so two of them with the same dose stay apart.
 */
export function findPerson(cases: ReadonlyMap<string, PersonsCase>, caseKey: string): OnePerson {
  const linked = (key: string): readonly string[] => closureOf(cases, key, linksOf);
  const related = closureOf(cases, caseKey, (of) => [...linksOf(of), ...bookedAlike(cases, of)]);
  if (related.length > linkedCasesMax) return { related, together: [caseKey] };
  const groupOf = new Map(related.map((key) => [key, linked(key)[0]!]));
  const doses = related.flatMap((key) =>
    (cases.get(key)?.settled ?? []).map((dose) => ({ dose, group: groupOf.get(key)! })),
  );
  const isTwice = doses.some(({ dose, group }) =>
    doses.some((other) => other.group !== group && isSameDose(dose, other.dose)),
  );
  return { related, together: isTwice ? linked(caseKey) : related };
}

type EdgesOf = (of: PersonsCase) => readonly string[];

function closureOf(
  cases: ReadonlyMap<string, PersonsCase>,
  from: string,
  edgesOf: EdgesOf,
): readonly string[] {
  const found = new Set([from]);
  for (const key of found)
    for (const other of edgesOf(cases.get(key)!)) if (cases.has(other)) found.add(other);
  return [...found].sort();
}

const linksOf: EdgesOf = (of) => of.links;

function bookedAlike(cases: ReadonlyMap<string, PersonsCase>, of: PersonsCase): readonly string[] {
  if (of.referenceId === null) return [];
  return [...cases.values()]
    .filter(
      (other) =>
        other.referenceId === of.referenceId &&
        !of.parted.includes(other.caseKey) &&
        !other.parted.includes(of.caseKey) &&
        of.words.some((one) => other.words.some((two) => isSameWords(one, two))),
    )
    .map((other) => other.caseKey);
}

/** Letter by letter: names that sound alike find people, they never decide that two are one. */
function isSameWords(one: Words, other: Words): boolean {
  const name = nameKey(one.name);
  return name !== '' && name === nameKey(other.name) && one.birthYear === other.birthYear;
}

/**
 * Name and year of one person who stands in several cases: as the case with the first settled dose has them, for that
 * is what the first card said, with all that was accepted for any of the cases since.
 */
export function wordsOf(
  cases: readonly {
    readonly person: Words | null;
    readonly corrections: Case['acceptedCorrections'];
    /** Of its first settled dose; null while it has none. */
    readonly firstDay: string | null;
  }[],
): { readonly name: string; readonly birthYear: number | null } {
  const named = cases.filter((each) => (each.person?.name.trim() ?? '') !== '');
  const [first] = [...named].sort((a, b) =>
    compareText(a.firstDay ?? afterAll, b.firstDay ?? afterAll),
  );
  if (!first?.person) return { name: '', birthYear: null };
  let { name, birthYear } = first.person;
  const accepted = cases.flatMap((each) => each.corrections);
  for (const { body } of accepted.sort((a, b) => byServerLog(a.ref, b.ref))) {
    name = body.name ?? name;
    birthYear = body.birthYear ?? birthYear;
  }
  return { name: name.trim(), birthYear };
}

const afterAll = '9999-12-31';

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
