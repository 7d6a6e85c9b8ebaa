// Owns reading what a FHIR client asks for. A parameter that is not known is refused: left out silently it would answer more than was asked.

import { dayToDayNumber, addDays } from '../../schemas/rules/day.ts';
import { idToCase, idToEvent, type CasePlace, type EventPlace } from './fhir-id.ts';
import { fhirMediaType, systems } from './systems.ts';

/** Both ends included; null: open. */
export interface Range<End> {
  readonly from: End | null;
  readonly to: End | null;
}

export const immunizationStatuses = ['completed', 'entered-in-error', 'not-done'] as const;
export type ImmunizationStatus = (typeof immunizationStatuses)[number];

export interface RecordSearch {
  readonly count: number;
  /** Of the page before; null for the first. */
  readonly after: string | null;
  /** IST days. */
  readonly days: Range<string>;
  /** Epoch seconds. */
  readonly changed: Range<number>;
  readonly centreId: number | null;
  readonly patient: CasePlace | null;
  readonly event: EventPlace | null;
  /** Null: all of them. */
  readonly statuses: ReadonlySet<ImmunizationStatus> | null;
  /** States of doses by tag; null: whatever is not still being checked. */
  readonly doseStates: ReadonlySet<string> | null;
}

export type SearchReading =
  | { readonly outcome: 'search'; readonly search: RecordSearch }
  | { readonly outcome: 'refused'; readonly detail: string };

const countDefault = 50;
export const countMax = 200;
const doseStates = ['received', 'waiting', 'confirmed', 'held', 'accepted', 'revoked'];

type Draft = { -readonly [key in keyof RecordSearch]: RecordSearch[key] };
/** Null: taken; else what is wrong with the value. */
type ReadOne = (draft: Draft, value: string) => string | null;

const readers: Readonly<Record<string, ReadOne>> = {
  _count: (draft, value) => {
    if (!/^\d{1,6}$/.test(value) || Number(value) < 1) return 'is a number from 1 on';
    draft.count = Math.min(Number(value), countMax);
    return null;
  },
  _after: (draft, value) => {
    draft.after = value;
    return null;
  },
  _format: (_, value) =>
    [fhirMediaType, 'json', 'application/json'].includes(value) ? null : `is ${fhirMediaType}`,
  _id: (draft, value) => {
    draft.event = idToEvent(value);
    return draft.event === null ? 'is no id of this server' : null;
  },
  _lastUpdated: (draft, value) => narrow(draft, 'changed', value, readInstant, (at, by) => at + by),
  date: (draft, value) => narrow(draft, 'days', value, readDay, (day, by) => addDays(day, by)),
  location: (draft, value) => {
    const id = /^(?:Location\/)?(\d{1,12})$/.exec(value)?.[1];
    draft.centreId = Number(id ?? 0);
    return id === undefined ? 'is Location/ and a number' : null;
  },
  patient: (draft, value) => {
    draft.patient = idToCase(value.replace(/^Patient\//, ''));
    return draft.patient === null ? 'is Patient/ and an id of this server' : null;
  },
  status: (draft, value) => {
    const wanted = value.split(',') as ImmunizationStatus[];
    draft.statuses = new Set(wanted);
    return wanted.every((each) => immunizationStatuses.includes(each))
      ? null
      : `is one of ${immunizationStatuses.join(', ')}`;
  },
  _tag: (draft, value) => {
    const wanted = value.split(',').map((token) => token.replace(`${systems.doseState}|`, ''));
    draft.doseStates = new Set(wanted);
    return wanted.every((each) => doseStates.includes(each))
      ? null
      : `is ${systems.doseState}| and one of ${doseStates.join(', ')}`;
  },
};

/** `allowed`: what this kind of resource is searched by, beside paging. */
export function readSearch(
  query: Iterable<readonly [string, string]>,
  allowed: readonly string[],
): SearchReading {
  const draft: Draft = {
    count: countDefault,
    after: null,
    days: { from: null, to: null },
    changed: { from: null, to: null },
    centreId: null,
    patient: null,
    event: null,
    statuses: null,
    doseStates: null,
  };
  const known = new Set([...allowed, '_count', '_after', '_format']);
  const seen = new Set<string>();
  for (const [name, value] of query) {
    if (!known.has(name)) return refuse(`This search knows no parameter of that name.`);
    if (seen.has(name) && !ranges.has(name)) return refuse(`${name} was said twice.`);
    seen.add(name);
    const fault = readers[name]!(draft, value);
    if (fault !== null) return refuse(`${name} ${fault}.`);
  }
  return { outcome: 'search', search: draft };
}

/** Said twice, they narrow: from and to. */
const ranges = new Set(['date', '_lastUpdated']);

function refuse(detail: string): SearchReading {
  return { outcome: 'refused', detail };
}

/** FHIR's prefixes: eq, ge, gt, le, lt. `step`: the next value up or down. */
function narrow<Name extends 'days' | 'changed', End extends string | number>(
  draft: Draft,
  name: Name,
  text: string,
  read: (text: string) => End | null,
  step: (end: End, by: 1 | -1) => End | null,
): string | null {
  const [, prefix = '', rest = ''] = /^(eq|ge|gt|le|lt)?(.*)$/s.exec(text) ?? [];
  const end = read(rest);
  if (end === null) return name === 'days' ? 'is a day, YYYY-MM-DD' : 'is an instant with its zone';
  const now = draft[name] as Range<End>;
  const from = prefix === 'gt' ? step(end, 1) : prefix.startsWith('l') ? null : end;
  const to = prefix === 'lt' ? step(end, -1) : prefix.startsWith('g') ? null : end;
  const narrowed = { from: later(now.from, from, 1), to: later(now.to, to, -1) };
  Object.assign(draft, { [name]: narrowed });
  return null;
}

/** The stricter of two ends. */
function later<End extends string | number>(
  a: End | null,
  b: End | null,
  sign: 1 | -1,
): End | null {
  if (a === null || b === null) return a ?? b;
  return a > b === sign > 0 ? a : b;
}

function readDay(text: string): string | null {
  return dayToDayNumber(text) === null ? null : text;
}

function readInstant(text: string): number | null {
  if (dayToDayNumber(text) !== null) return Date.parse(`${text}T00:00:00+05:30`) / 1000;
  const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;
  const at = form.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.floor(at / 1000);
}
