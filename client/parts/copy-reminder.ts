// Owns when a copy on another device is offered: every twenty doses, at low battery, and when the day's work is over.

import type { DayView, PersonRow } from '../tablet.ts';
import { istDayOf } from '../../schemas/rules/day.ts';

/** A burned tablet then loses at most an hour and a half of a busy table. */
export const dosesPerCopy = 20;

export type CopyReason = 'many-doses' | 'battery-low' | 'day-over';

export interface CopyFacts {
  /** Doses on this tablet alone: neither sent nor in a copy. */
  readonly dosesUncopied: number;
  readonly recordsUncopied: number;
  readonly isBatteryLow: boolean;
  readonly isDayOver: boolean;
}

export function findCopyReason(facts: CopyFacts): CopyReason | null {
  if (facts.recordsUncopied === 0) return null;
  if (facts.isBatteryLow) return 'battery-low';
  if (facts.isDayOver) return 'day-over';
  return facts.dosesUncopied >= dosesPerCopy ? 'many-doses' : null;
}

export function countDosesUncopied(
  people: readonly PersonRow[],
  copiedUpTo: ReadonlyMap<string, number>,
): number {
  let count = 0;
  for (const person of people)
    for (const { ref, place } of person.dosePlaces)
      if (place === 'saved-here' && ref.seq > (copiedUpTo.get(ref.log) ?? 0)) count += 1;
  return count;
}

const secondsPerDay = 86_400;
const istOffsetSeconds = 19_800;
const ordinaryEnd = '17:00';

/** Past the end of the day's last slot, or of an ordinary working day where slots say nothing. */
export function isDayOver(day: Pick<DayView, 'day' | 'vaccinationSessions'>, now: number): boolean {
  const today = istDayOf(now);
  if (today !== day.day) return today > day.day;
  const ends = day.vaccinationSessions
    .flatMap((vaccinationSession) => vaccinationSession.slots)
    .flatMap((slot) => /-(\d{2}:\d{2})$/.exec(slot)?.[1] ?? []);
  const end = ends.length === 0 ? ordinaryEnd : ends.reduce((a, b) => (a > b ? a : b));
  const minutes = Math.floor(((now + istOffsetSeconds) % secondsPerDay) / 60);
  const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return clock >= end;
}
