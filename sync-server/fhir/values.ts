// Owns how our values become FHIR's: instants, India's date-times, texts and codes without signs FHIR refuses.

import { dayToDayNumber, istDayOf } from '../../schemas/rules/day.ts';

const istOffsetSeconds = 5.5 * 3600;

/** When something was received here: by the server's clock. */
export function toInstant(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace('.000Z', 'Z');
}

/**
 * When something was done at the table: the minute where the tablet's clock agrees with the day it stands on,
 * else that day alone. A clock at 1970 costs the minute, never the dose.
 */
export function toOccurrence(epochSeconds: number, day: string): string {
  if (istDayOf(epochSeconds) !== day) return day;
  return `${new Date((epochSeconds + istOffsetSeconds) * 1000).toISOString().slice(0, 19)}+05:30`;
}

/**
 * FHIR's strings hold no other white space than blank, tab and line ends, and are never empty; its codes single blanks only,
 * none around. One form serves both. Null: nothing is left.
 */
export function toFhirText(text: string | null | undefined): string | null {
  const clean = (text ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return clean === '' ? null : clean;
}

export function toFhirDay(text: string | null): string | null {
  return text !== null && dayToDayNumber(text) !== null ? text : null;
}
