// Owns reading one vaccination session of a CoWIN file: drifting slots, empty vaccines, age limits that came later.

import type { ProductRule } from '../../schemas/rules/rule-set.ts';
import { shown } from './findings.ts';
import { readInteger, readText, textOf, type CentreRecord, type Tell } from './read-centre.ts';
import { readProduct, unknownProductSentence } from './read-product.ts';
import { readListDay, readSlot } from './read-times.ts';

export interface SessionRecord {
  readonly centreId: number;
  readonly vaccinationSession: string;
  readonly day: string;
  /** Empty when CoWIN left it out: then each booking says it. */
  readonly product: string;
  readonly slots: readonly string[];
  readonly ageMin: number;
  readonly ageMax: number | null;
  readonly capacity: number;
}

type Entry = Readonly<Record<string, unknown>>;

const usualAgeMin = 18;
/** Tablets carry the id in their events. */
const sessionIdForm = /^[\w.:-]{1,64}$/;

export function readVaccinationSession(
  entry: Entry,
  centre: CentreRecord,
  products: readonly ProductRule[],
  tell: Tell,
): SessionRecord | null {
  const vaccinationSession = readText(entry['session_id'], tell, 'session_id');
  const day = readListDay(readText(entry['date'], tell, 'date'));
  if (!sessionIdForm.test(vaccinationSession))
    tell('refused', 'session_id is missing or not an id');
  if (day === null)
    tell('refused', `the date ${shown(textOf(entry['date']))} is not a day written DD-MM-YYYY`);
  if (!sessionIdForm.test(vaccinationSession) || day === null) return null;
  return {
    centreId: centre.centreId,
    vaccinationSession,
    day: day.day,
    product: readSessionProduct(entry['vaccine'], products, tell),
    slots: readSlots(entry['slots'], tell),
    ...readAges(entry, tell),
    capacity: Math.max(0, Math.floor(Number(entry['available_capacity'] ?? 0)) || 0),
  };
}

/** An unknown vaccine is kept as printed: the session is true, only this program has no rules for it. */
function readSessionProduct(value: unknown, products: readonly ProductRule[], tell: Tell): string {
  const text = readText(value, tell, 'vaccine');
  if (text === '') return '';
  const read = readProduct(text, products);
  if (read.outcome === 'known') return read.product;
  tell('flagged', unknownProductSentence(shown(text), read.suggestion, products));
  return text;
}

/** `["10:00AM-12:00PM"]` of 2021 and `[{time, seats}]` of 2022. */
function readSlots(value: unknown, tell: Tell): string[] {
  const slots: string[] = [];
  for (const item of Array.isArray(value) ? (value as unknown[]) : []) {
    const text = textOf(typeof item === 'object' && item !== null ? (item as Entry)['time'] : item);
    const read = readSlot(text);
    if (read === null)
      tell('flagged', `the slot ${shown(text)} is not a time from-to and was left out`);
    else if (!slots.includes(read.slot)) slots.push(read.slot);
  }
  return slots.sort();
}

/** `allow_all_age` lifts the upper limit: it came when 45+ sessions were opened. */
function readAges(entry: Entry, tell: Tell): Pick<SessionRecord, 'ageMin' | 'ageMax'> {
  const ageMin = readInteger(entry['min_age_limit']);
  const ageMax = entry['allow_all_age'] === true ? null : readInteger(entry['max_age_limit']);
  if (ageMin === null) tell('corrected', `no lowest age given, ${usualAgeMin} is used`);
  return {
    ageMin: ageMin ?? usualAgeMin,
    ageMax: ageMax !== null && ageMax > 0 && ageMax < 200 ? ageMax : null,
  };
}
