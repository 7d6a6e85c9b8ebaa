// Owns what follows from a booking that was stated at a table where no list had it: which booking is meant, and what its codes say.
// The tablet could check nothing, so a wrong code here is nobody's slip that was refused in time: it tells.

import { judgeCodeSet, type CodeSetOutcome } from './security-code.ts';

export interface KnownBooking {
  readonly centreId: number;
  readonly appointmentNo: number;
  readonly day: string;
  readonly birthYear: number;
}

/** Of several bookings of one number: the one of the day, then of the person's year, then the latest. Null when there is none. */
export function chooseBooking<Booking extends KnownBooking>(
  bookings: readonly Booking[],
  stated: { readonly day: string | null; readonly birthYear: number | null },
): Booking | null {
  const worth = (booking: Booking): readonly (number | string)[] => [
    booking.day === stated.day ? 1 : 0,
    booking.birthYear === stated.birthYear ? 1 : 0,
    booking.day,
    booking.appointmentNo,
    booking.centreId,
  ];
  return bookings.reduce<Booking | null>(
    (best, booking) => (best === null || isMore(worth(booking), worth(best)) ? booking : best),
    null,
  );
}

function isMore(a: readonly (number | string)[], b: readonly (number | string)[]): boolean {
  for (const [i, value] of a.entries()) if (value !== b[i]) return value > b[i]!;
  return false;
}

/** Different codes that one person may say of one booking. Nobody misreads four digits more often; whoever goes on is guessing. */
export const statedCodesMax = 3;

/**
 * The set rule for a case that stated codes. `own`: what it said itself; `all`: what anybody ever said for the booking, at its
 * own table too. A wrong code that could not have been right counts only while no right one was said beside it; but not without end,
 * else one code of each remainder would find the right one once in 97 times.
 */
export function judgeStatedCodes(
  own: readonly number[],
  all: readonly number[],
  rightCode: number,
): CodeSetOutcome {
  if (own.length === 0) return 'none';
  if (new Set(own).size > statedCodesMax) return 'several';
  const outcome = judgeCodeSet(all, rightCode);
  if (outcome === 'several') return 'several';
  return own.includes(rightCode) ? 'right' : 'wrong';
}
