// Owns what the vial adviser is told of the day, and whom to call when doses would be left over.

import type { DayView, PersonRow, VialRow } from '../tablet.ts';
import { istTimeOf } from '../../schemas/rules/day.ts';
import { adviseVial, type VialAdvice } from '../../schemas/rules/vial-adviser.ts';

export interface StandbyAdvice {
  readonly advice: VialAdvice;
  /** People who could still be called, nearest first; at most as many as doses would be left. */
  readonly standby: readonly PersonRow[];
}

export interface AdviceQuestion {
  readonly people: readonly PersonRow[];
  readonly vials: readonly VialRow[];
  readonly day: DayView | null;
  readonly now: number;
  readonly product: string | null;
  readonly dosesInVial: number;
}

const standbyMax = 12;

export function adviceBeforeOpening(question: AdviceQuestion): StandbyAdvice {
  const { people, vials, day, product, dosesInVial } = question;
  const time = istTimeOf(question.now);
  const ofProduct = people.filter((person) => person.product === product || person.product === '');
  const here = ofProduct.filter((person) => person.folded.progress === 'arrived');
  const due = ofProduct.filter((person) => person.folded.progress === 'due');
  const expected = due.filter((person) => !isSlotOver(person.slot, time));
  const dosesLeftOpen = vials
    .filter((vial) => vial.product === product && !vial.isDiscarded && !vial.isPastTime)
    .reduce((sum, vial) => sum + vial.dosesLeft, 0);
  const sizes = day?.rules.products.find((rule) => rule.product === product)?.dosesPerVial ?? [
    dosesInVial,
  ];
  const advice = adviseVial({
    waitingHere: here.length,
    stillExpected: expected.length,
    dosesLeftOpen,
    dosesInVial,
    sizes,
  });
  if (advice.advice !== 'would-waste') return { advice, standby: [] };
  const standby = standbyOf(ofProduct, due, time);
  return { advice, standby: standby.slice(0, Math.min(advice.wasted, standbyMax)) };
}

/** Booked and not come though the slot is over, then those noted as absent; only who can be called, and nobody who died or moved. */
function standbyOf(
  people: readonly PersonRow[],
  due: readonly PersonRow[],
  time: string,
): readonly PersonRow[] {
  const late = due.filter((person) => isSlotOver(person.slot, time));
  const absent = people.filter((person) => {
    const last = person.folded.notToday.at(-1)?.body;
    const mayCome = last?.reason === 'did-not-come' || last?.reason === 'left-before-turn';
    return person.folded.progress === 'not-today' && last?.outcome === 'absent' && mayCome;
  });
  return [...late, ...absent].filter((person) => person.mobileNumber !== null);
}

/** Walk-ins have no slot: who is registered stands at the table. */
export function isSlotOver(slot: string | null, time: string): boolean {
  const end = slot?.split('-')[1];
  return end !== undefined && end <= time;
}
