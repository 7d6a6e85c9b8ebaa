// Owns the geometry of a centre's bar: which state takes which part of a line of 100.

import type { DeskCountState } from '../../../../schemas/desk.ts';
import type { StateCounts } from './day-model.ts';

export interface BarSegment {
  readonly state: DeskCountState;
  readonly x: number;
  readonly width: number;
}

export interface BarShape {
  readonly segments: readonly BarSegment[];
  /** Where the number of booked people lies on the line; null when nobody was booked. */
  readonly bookedAt: number | null;
}

/** From settled to open, so that what needs work stands at the end of the line. */
export const barOrder = [
  'confirmed',
  'accepted',
  'received',
  'waiting',
  'held',
  'revoked',
] as const satisfies readonly DeskCountState[];

/** One single held dose among thousands must still be seen. */
const segmentWidthMin = 1.5;

/** The whole line stands for the people booked, or for the doses where these are more: walk-ins. */
export function countsToBar(counts: StateCounts, booked: number): BarShape {
  const recorded = barOrder.reduce((sum, state) => sum + counts[state], 0);
  const whole = Math.max(booked, recorded);
  if (whole === 0) return { segments: [], bookedAt: null };
  const wanted = barOrder
    .filter((state) => counts[state] > 0)
    .map((state) => ({
      state,
      width: Math.max(segmentWidthMin, (counts[state] / whole) * 100),
    }));
  const sum = wanted.reduce((total, segment) => total + segment.width, 0);
  const shrink = sum > 100 ? 100 / sum : 1;
  let x = 0;
  const segments = wanted.map(({ state, width }) => {
    const segment = { state, x: round(x), width: round(width * shrink) };
    x += width * shrink;
    return segment;
  });
  return { segments, bookedAt: booked === 0 ? null : round((booked / whole) * 100) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
