// Owns what changes between two packs of one day: a phone put right costs the line of one person, not the list of five hundred.

import type { DayPack, RosterAppointment } from './roster.ts';

export interface PackDelta {
  /** Everything but the appointments, where it changed. */
  readonly fields: Partial<Omit<DayPack, 'appointments'>>;
  /** Numbers that left the list. */
  readonly gone: readonly number[];
  /** Bookings that are new or changed, each at its place in the new list, places ascending. */
  readonly put: readonly (readonly [place: number, appointment: RosterAppointment])[];
}

/** Null when those who stayed stand in another order: then the whole list travels. */
export function diffDayPack(before: DayPack, after: DayPack): PackDelta | null {
  const old = new Map(before.appointments.map((one) => [one.appointmentNo, JSON.stringify(one)]));
  const numbers = new Set(after.appointments.map((one) => one.appointmentNo));
  const put = after.appointments.flatMap((one, place): [number, RosterAppointment][] =>
    old.get(one.appointmentNo) === JSON.stringify(one) ? [] : [[place, one]],
  );
  const delta = {
    fields: changedFields(before, after),
    gone: [...old.keys()].filter((no) => !numbers.has(no)),
    put,
  };
  return isSame(applyPackDelta(before, delta), after) ? delta : null;
}

export function applyPackDelta(before: DayPack, delta: PackDelta): DayPack {
  const moved = new Set([...delta.gone, ...delta.put.map(([, one]) => one.appointmentNo)]);
  const appointments = before.appointments.filter((one) => !moved.has(one.appointmentNo));
  for (const [place, one] of delta.put) appointments.splice(place, 0, one);
  return { ...before, ...delta.fields, appointments };
}

function changedFields(before: DayPack, after: DayPack): PackDelta['fields'] {
  const { appointments: _before, ...old } = before;
  const { appointments: _after, ...now } = after;
  return Object.fromEntries(
    Object.entries(now).filter(
      ([name, value]) => !isSame(value, (old as Record<string, unknown>)[name]),
    ),
  );
}

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
