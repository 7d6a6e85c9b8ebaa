// Owns --on: by how many days a list is moved so that a real list of another day can be rehearsed. Pure.

import { daysBetween } from '../../schemas/rules/day.ts';

export type ShiftOutcome =
  | { readonly outcome: 'shift'; readonly days: number; readonly from: string }
  | { readonly outcome: 'refused'; readonly because: string };

/** `linesByDay`: lines of the roster, or sessions where there is no roster, by their day. */
export function chooseShift(
  on: string,
  linesByDay: ReadonlyMap<string, number>,
  what: string,
): ShiftOutcome {
  const days = [...linesByDay.keys()].sort();
  const [from] = days;
  if (from === undefined)
    return { outcome: 'refused', because: `--on ${on}: the ${what} has no readable day to move.` };
  if (days.length > 1) {
    const list = days.map((day) => `${day} (${linesByDay.get(day)})`).join(', ');
    return {
      outcome: 'refused',
      because: `--on ${on} moves a list of one day, and the ${what} holds ${days.length}: ${list}. Split it by day, or leave --on out.`,
    };
  }
  return { outcome: 'shift', days: daysBetween(from, on) ?? 0, from };
}
