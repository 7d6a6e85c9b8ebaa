// Owns one row of a paper register while it is typed: who it is, when, from which vial, and what is odd about it. Pure.

import type { PersonRow, VialRow } from '../../tablet.ts';
import type { TextKey } from '../../i18n/index.ts';
import { istDayOf, istDayStart } from '../../../schemas/rules/day.ts';
import { judgeDoseInterval } from '../../../schemas/rules/dose-interval.ts';
import type { RuleSet } from '../../../schemas/rules/rule-set.ts';
import { normaliseDigits } from '../../../schemas/rules/security-code.ts';

export interface PaperRow {
  /** A reference number, the end of a phone, or parts of a name. */
  readonly who: string;
  /** Four digits, 24 hours. */
  readonly time: string;
  readonly vial: string;
  /** The four digits of the slip, where the paper has them. */
  readonly code: string;
}

export type PaperField = 'who' | 'time' | 'vial' | 'code';
export type PaperFaults = Partial<Readonly<Record<PaperField, TextKey>>>;
/** Said once; Enter once more records the row as it is. */
export type PaperWarning =
  | 'already-dosed'
  | 'still-to-come'
  | 'before-vial'
  | 'past-vial-time'
  | 'too-early'
  | 'earlier-day'
  | 'not-as-recorded';

/** Digits are a reference number or the end of a phone; words are parts of the name, in any order. */
export function findWho(people: readonly PersonRow[], typed: string): readonly PersonRow[] {
  const digits = normaliseDigits(typed).trim();
  if (digits === '') return [];
  if (/^\d+$/.test(digits)) {
    const exact = people.filter((person) => person.referenceId === digits);
    if (exact.length > 0) return exact;
    if (digits.length < 3) return [];
    return people.filter(
      (person) =>
        (person.referenceId?.endsWith(digits) === true && digits.length > 4) ||
        (person.mobileNumber ?? person.mobileLast4 ?? '').endsWith(digits),
    );
  }
  const words = typed.normalize('NFC').toLowerCase().split(/\s+/).filter(Boolean);
  return people.filter((person) => words.every((word) => person.searchText.includes(word)));
}

/** Epoch seconds; null when it is no time of that day. */
export function readPaperTime(day: string, typed: string): number | null {
  const digits = normaliseDigits(typed).replace(/[:.\s]/g, '');
  const match = /^([01]?\d|2[0-3])([0-5]\d)$/.exec(digits);
  const start = istDayStart(day);
  if (match === null || start === null) return null;
  return start + Number(match[1]) * 3600 + Number(match[2]) * 60;
}

export function findVial(vials: readonly VialRow[], typed: string): VialRow | null {
  const name = normaliseDigits(typed).trim().toUpperCase();
  return vials.find((vial) => vial.name === name) ?? null;
}

export interface PaperFacts {
  readonly people: readonly PersonRow[];
  readonly vials: readonly VialRow[];
  /** YYYY-MM-DD of the paper. */
  readonly day: string;
  readonly rules: RuleSet;
  readonly now: number;
}

export interface ReadPaperRow {
  readonly person: PersonRow;
  readonly vial: VialRow;
  readonly administeredAt: number;
  readonly code: string;
  readonly warnings: readonly PaperWarning[];
}

export type PaperReading =
  | { readonly outcome: 'read'; readonly row: ReadPaperRow }
  | { readonly outcome: 'faults'; readonly faults: PaperFaults };

export function readPaperRow(row: PaperRow, facts: PaperFacts): PaperReading {
  const found = findWho(facts.people, row.who);
  const vial = findVial(facts.vials, row.vial);
  const administeredAt = readPaperTime(facts.day, row.time);
  const code = normaliseDigits(row.code).trim();
  const [person] = found;
  const isCodeGood = code === '' || /^\d{4}$/.test(code);
  const isOne = found.length === 1;
  if (person === undefined || !isOne || vial === null || administeredAt === null || !isCodeGood)
    return {
      outcome: 'faults',
      faults: {
        ...(found.length === 0 && { who: 'paper.fault.nobody' as const }),
        ...(found.length > 1 && { who: 'paper.fault.several' as const }),
        ...(vial === null && { vial: 'paper.fault.vial' as const }),
        ...(administeredAt === null && { time: 'paper.fault.time' as const }),
        ...(!isCodeGood && { code: 'paper.fault.code' as const }),
      },
    };
  const warnings = warningsOf(person, vial, administeredAt, facts);
  return { outcome: 'read', row: { person, vial, administeredAt, code, warnings } };
}

function warningsOf(
  person: PersonRow,
  vial: VialRow,
  administeredAt: number,
  facts: PaperFacts,
): readonly PaperWarning[] {
  const { day, now, rules } = facts;
  const interval = judgeDoseInterval(
    rules,
    vial.product,
    person.doseNumber,
    person.appointment?.earlierDoseDay ?? null,
    day,
  );
  const rule = rules.products.find((each) => each.product === vial.product);
  const minutesOpen = (administeredAt - vial.openedAt) / 60;
  return [
    ...(person.folded.progress === 'dosed' ? (['already-dosed'] as const) : []),
    ...(administeredAt > now ? (['still-to-come'] as const) : []),
    ...(minutesOpen < -1 ? (['before-vial'] as const) : []),
    ...(rule !== undefined && minutesOpen > rule.openVialMinutes
      ? (['past-vial-time'] as const)
      : []),
    ...(interval.outcome === 'too-early' ? (['too-early'] as const) : []),
    ...(day < istDayOf(now) ? (['earlier-day'] as const) : []),
  ];
}
