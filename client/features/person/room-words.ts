// Owns when it is said that another tablet may have given this dose: others are at work here, and nothing was heard of them for a while. Pure.

import type { Connection, PersonRow } from '../../tablet.ts';

const freshSeconds = 5 * 60;

export interface RoomDoubt {
  /** Epoch seconds of the last contact; null when there was none. */
  readonly asOf: number | null;
}

/** Null while the tablets see each other, and where this one is alone. */
export function roomDoubt(
  people: readonly PersonRow[],
  connection: Connection,
  now: number,
): RoomDoubt | null {
  const { lastExchangeAt: asOf } = connection;
  if (asOf !== null && now - asOf <= freshSeconds) return null;
  const areOthersAtWork = people.some((person) =>
    person.dosePlaces.some((dose) => dose.place === 'from-other-tablet'),
  );
  return areOthersAtWork ? { asOf } : null;
}
