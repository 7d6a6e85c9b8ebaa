// Owns "what changed today": the list in force against the last one of an earlier day, and against this morning's. Pure.
// What is remembered of a list holds numbers, versions and staff ids, and nothing of the people on it.

import type { DayPack } from '../../schemas/records/roster.ts';

export interface PackSummary {
  readonly day: string;
  readonly rulesVersion: string;
  readonly staffIds: readonly string[];
  readonly vaccineBatches: readonly string[];
  /** Dense numbers of the centre: they name nobody. */
  readonly appointmentNos: readonly number[];
}

/** The last list of an earlier day, and the first of the day in force. */
export interface RememberedPacks {
  readonly earlier: PackSummary | null;
  readonly morning: PackSummary | null;
}

export interface PackChanges {
  /** The day compared with; null on the first list of a tablet. */
  readonly since: string | null;
  readonly newRules: string | null;
  readonly newStaff: readonly string[];
  readonly staffGone: number;
  readonly newBatches: readonly string[];
  readonly products: readonly string[];
  readonly addedToday: number;
  readonly goneToday: number;
}

export function summaryOf(pack: DayPack): PackSummary {
  return {
    day: pack.day,
    rulesVersion: pack.rules.rulesVersion,
    staffIds: pack.staff.map((person) => person.staffId).sort(),
    vaccineBatches: pack.stock.map((stock) => stock.vaccineBatch).sort(),
    appointmentNos: pack.appointments.map((a) => a.appointmentNo).sort((a, b) => a - b),
  };
}

/** What is to be remembered once a list is in force; the same object when nothing moves. */
export function rememberPack(before: RememberedPacks, pack: DayPack): RememberedPacks {
  if (before.morning?.day === pack.day) return before;
  return { earlier: before.morning, morning: summaryOf(pack) };
}

export function findPackChanges(remembered: RememberedPacks, pack: DayPack): PackChanges {
  const now = summaryOf(pack);
  const { earlier } = remembered;
  const morning = remembered.morning?.day === pack.day ? remembered.morning : now;
  const wasThere = new Set(earlier?.staffIds ?? []);
  const isThere = new Set(now.staffIds);
  const morningNos = new Set(morning.appointmentNos);
  const nowNos = new Set(now.appointmentNos);
  return {
    since: earlier?.day ?? null,
    newRules:
      earlier !== null && earlier.rulesVersion !== now.rulesVersion ? now.rulesVersion : null,
    newStaff:
      earlier === null
        ? []
        : pack.staff.filter((person) => !wasThere.has(person.staffId)).map((person) => person.name),
    staffGone: [...wasThere].filter((staffId) => !isThere.has(staffId)).length,
    newBatches:
      earlier === null
        ? []
        : now.vaccineBatches.filter((batch) => !earlier.vaccineBatches.includes(batch)),
    products: [...new Set(pack.vaccinationSessions.map((s) => s.product))].sort(),
    addedToday: [...nowNos].filter((number) => !morningNos.has(number)).length,
    goneToday: [...morningNos].filter((number) => !nowNos.has(number)).length,
  };
}
