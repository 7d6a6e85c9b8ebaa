// Owns the advice before a vial is opened: how many doses of it would be left over, by who is here and who may still come.
// MoHFW operational guidelines, 28 Dec 2020: wastage of at most 10 % is planned for. Advice only: a vial may always be opened.

export interface VialQuestion {
  /** Checked in and not dosed yet. */
  readonly waitingHere: number;
  /** Booked for a slot that is not over, and not here yet. */
  readonly stillExpected: number;
  /** Doses left in open vials of the product that still have time. */
  readonly dosesLeftOpen: number;
  readonly dosesInVial: number;
  /** Sizes the product comes in. */
  readonly sizes: readonly number[];
}

export type VialAdvice =
  | { readonly advice: 'open' }
  /** What is open is enough for everybody. */
  | { readonly advice: 'use-open-first'; readonly dosesLeftOpen: number; readonly waiting: number }
  | {
      readonly advice: 'would-waste';
      readonly waiting: number;
      readonly stillExpected: number;
      readonly wasted: number;
      /** A smaller size that would waste less, when there is one. */
      readonly smaller: { readonly doses: number; readonly wasted: number } | null;
    };

const wastagePlanned = 0.1;

export function adviseVial(question: VialQuestion): VialAdvice {
  const { waitingHere, stillExpected, dosesLeftOpen, dosesInVial } = question;
  const comers = waitingHere + stillExpected;
  if (dosesLeftOpen > 0 && dosesLeftOpen >= comers)
    return { advice: 'use-open-first', dosesLeftOpen, waiting: waitingHere };
  const needed = comers - dosesLeftOpen;
  const wastedOf = (doses: number): number => Math.max(0, doses - needed);
  const wasted = wastedOf(dosesInVial);
  if (wasted <= dosesInVial * wastagePlanned) return { advice: 'open' };
  const better = question.sizes
    .filter((doses) => wastedOf(doses) < wasted)
    .sort((a, b) => wastedOf(a) - wastedOf(b))[0];
  return {
    advice: 'would-waste',
    waiting: waitingHere,
    stillExpected,
    wasted,
    smaller: better === undefined ? null : { doses: better, wasted: wastedOf(better) },
  };
}
