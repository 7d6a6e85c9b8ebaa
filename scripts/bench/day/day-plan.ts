// Owns the plan of a measured day: who comes when, and at which second each record is made. Times matter to the bytes on the
// wire, so people come out of order, wait unevenly, and leave half an hour after their dose while others are being served.

import type { Dice } from '../../simulation/dice.ts';

export type PlannedKind =
  'vial-opened' | 'checked-in' | 'code-tried' | 'dose-administered' | 'observation-ended';

export interface PlannedRecord {
  /** Seconds after the session opens. */
  readonly at: number;
  readonly kind: PlannedKind;
  /** Which person of the list; for a vial, how many were opened before it. */
  readonly index: number;
}

export const eventsPerPerson = 4;
export const dosesPerVial = 10;
const sessionSeconds = 8 * 3_600;
const lateSecondsMax = 900;
const checkSeconds = [60, 240] as const;
const codeSeconds = [20, 120] as const;
const observationSeconds = [1_800, 2_400] as const;

/** Every record of the day in order of its time: four a person, and the opening of each vial. */
export function planDay(dice: Dice, people: number): PlannedRecord[] {
  const between = ([from, to]: readonly [number, number]): number =>
    from + dice.below(to - from + 1);
  const visits = Array.from({ length: people }, (_, index): PlannedRecord[] => {
    const arrival = Math.floor((index / people) * sessionSeconds) + dice.below(lateSecondsMax);
    const code = arrival + between(checkSeconds);
    const dose = code + between(codeSeconds);
    return [
      { at: arrival, kind: 'checked-in', index },
      { at: code, kind: 'code-tried', index },
      { at: dose, kind: 'dose-administered', index },
      { at: dose + between(observationSeconds), kind: 'observation-ended', index },
    ];
  });
  const inOrder = visits.flat().sort((a, b) => a.at - b.at);
  let doses = 0;
  return inOrder.flatMap((record): PlannedRecord[] => {
    const opensVial = record.kind === 'dose-administered' && doses++ % dosesPerVial === 0;
    if (!opensVial) return [record];
    return [{ at: record.at, kind: 'vial-opened', index: (doses - 1) / dosesPerVial }, record];
  });
}

const secondsBetween = [15, 60] as const;

/** The same records, each person whole before the next: nobody is observed, nobody waits. */
export function oneAfterTheOther(people: number): PlannedRecord[] {
  const kinds = ['checked-in', 'code-tried', 'dose-administered', 'observation-ended'] as const;
  let at = 0;
  const plan: PlannedRecord[] = [];
  for (let index = 0; index < people; index++) {
    if (index % dosesPerVial === 0)
      plan.push({ at, kind: 'vial-opened', index: index / dosesPerVial });
    for (const [i, kind] of kinds.entries()) {
      const [from, to] = secondsBetween;
      at += from + ((index * 7 + i * 13) % (to - from + 1));
      plan.push({ at, kind, index });
    }
  }
  return plan;
}
