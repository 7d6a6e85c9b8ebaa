// Owns what honest rooms must come to: sums over all rooms, held against what trust asks for. Pure.

import type { HonestOrder, HonestResult } from './honest-room.ts';
import { createDice } from '../dice.ts';

export interface HonestLimits {
  readonly tasksPerThousandMax: number;
  readonly falseHoldsPerTenThousandMax: number;
}

export const honestLimits: HonestLimits = {
  tasksPerThousandMax: 5,
  falseHoldsPerTenThousandMax: 1,
};

const dosesPerRoom = 250;
const camp = { doses: 2_000, tablets: 4, lateDays: 0, isOneLost: false };
const lateShare = 0.06;
const lostShare = 0.01;

/** Ordinary rooms, one of them in a hundred with a tablet that never comes back, six with one that comes days later; and one camp. */
export function planHonestRooms(doses: number, seed: number): HonestOrder[] {
  const dice = createDice(seed);
  const rooms: HonestOrder[] = [];
  let left = doses;
  if (doses >= 20_000) {
    rooms.push({ seed: seed * 100_000, ...camp });
    left -= camp.doses;
  }
  for (let i = 1; left > 0; i++) {
    const here = Math.min(left, dosesPerRoom);
    rooms.push({
      seed: seed * 100_000 + i,
      doses: here,
      tablets: 2 + dice.below(3),
      lateDays: dice.chance(lateShare) ? 1 + dice.below(7) : 0,
      isOneLost: dice.chance(lostShare),
    });
    left -= here;
  }
  return rooms;
}

export type HonestSum = Omit<HonestResult, 'reasons'> & {
  readonly rooms: number;
  readonly reasons: ReadonlyMap<string, number>;
};

export function sumHonest(results: readonly HonestResult[]): HonestSum {
  const sum = (of: (one: HonestResult) => number): number =>
    results.reduce((total, one) => total + of(one), 0);
  const reasons = new Map<string, number>();
  for (const result of results)
    for (const [name, count] of Object.entries(result.reasons))
      reasons.set(name, (reasons.get(name) ?? 0) + count);
  return {
    rooms: results.length,
    given: sum((one) => one.given),
    walkIns: sum((one) => one.walkIns),
    lostSms: sum((one) => one.lostSms),
    withoutPhone: sum((one) => one.withoutPhone),
    mistyped: sum((one) => one.mistyped),
    tablets: sum((one) => one.tablets),
    late: sum((one) => one.late),
    lost: sum((one) => one.lost),
    arrived: sum((one) => one.arrived),
    confirmed: sum((one) => one.confirmed),
    waitingForWord: sum((one) => one.waitingForWord),
    inTask: sum((one) => one.inTask),
    unsettled: sum((one) => one.unsettled),
    falseCodeHolds: sum((one) => one.falseCodeHolds),
    tasks: sum((one) => one.tasks),
    clinicalTasks: sum((one) => one.clinicalTasks),
    flags: sum((one) => one.flags),
    reasons,
  };
}

/** Sentences of what is wrong; none when everything is as trust asks. */
export function findHonestFaults(sum: HonestSum): string[] {
  const faults: string[] = [];
  const { tasksPerThousandMax, falseHoldsPerTenThousandMax } = honestLimits;
  if (sum.arrived === 0) faults.push('no dose arrived');
  const tasks = (sum.tasks / sum.arrived) * 1_000;
  if (tasks > tasksPerThousandMax)
    faults.push(`${tasks.toFixed(2)} tasks for each 1,000 doses, at most ${tasksPerThousandMax}`);
  // Of a few thousand doses a single one says nothing yet.
  const holdsMax = Math.max(1, (sum.arrived / 10_000) * falseHoldsPerTenThousandMax);
  if (sum.falseCodeHolds > holdsMax)
    faults.push(`${sum.falseCodeHolds} false code holds of ${sum.arrived} doses`);
  if (sum.unsettled > 0) faults.push(`${sum.unsettled} doses wait, and nobody is asked about them`);
  if (sum.lost === 0 && sum.arrived < sum.given)
    faults.push(`${sum.given - sum.arrived} doses did not arrive, and no tablet was lost`);
  return faults;
}
