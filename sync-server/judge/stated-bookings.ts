// Owns what the judge knows of bookings that a walk-in stated: the answers of the second step, summed up for one dose. Pure, but for the reading.

import type { Case } from '../../schemas/fold/case.ts';
import type { CodeSetOutcome } from '../../schemas/rules/security-code.ts';
import { readAll } from '../store/remembered-query.ts';
import type { DatabaseReach } from '../store/schema.ts';
import type { StatedBookingTable } from '../store/judge-tables.ts';
import { selectStatedBookings } from './gather-queries.ts';
import type { Booking, ClosingFacts, DoseFacts } from './reasons.ts';

/** Of one stated number: what was found, and what its codes say. */
export interface StatedAnswer {
  readonly outcome: 'unknown' | 'no-code' | CodeSetOutcome;
  readonly booking: (Booking & { readonly day: string; readonly product: string }) | null;
  /** Another case has a dose on this booking by a right code, or by the booking itself. */
  readonly isUsed: boolean;
}

/** What one dose of a case hears of them. */
export interface StatedBookings {
  readonly isOpen: boolean;
  readonly isUnknown: boolean;
  readonly codes: CodeSetOutcome;
  /** The booking whose code is right; null while there is none. */
  readonly booking: StatedAnswer['booking'];
  readonly isOtherDay: boolean;
}

/** More numbers than anybody has bookings: whoever states on and on is not followed. */
const numbersMax = 5;

/** Only walk-ins state bookings: what a booked case says of other numbers counts for nothing. */
export function statedNumbersOf(folded: Case): readonly string[] {
  if (!folded.key.startsWith('w')) return [];
  return [...new Set(folded.bookingsStated.map(({ body }) => body.referenceId))].slice(
    0,
    numbersMax,
  );
}

/** A wrong code tells also when no dose follows. */
export function badCodesOf(rows: readonly StatedBookingTable[]): 'wrong' | 'several' | null {
  const outcomes = rows.filter((row) => row.role === 'stated').map((row) => row.outcome);
  return outcomes.includes('several') ? 'several' : outcomes.includes('wrong') ? 'wrong' : null;
}

type StatedRows = ReadonlyMap<string, readonly StatedBookingTable[]>;

export async function readStatedRows(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<StatedRows> {
  const rows = await readAll(caseKeys, (piece) =>
    selectStatedBookings(reach, { centreId, caseKeys: piece }),
  );
  return Map.groupBy(rows, (row) => row.case_key);
}

/** A booking's own case, or a walk-in's: somebody else was dosed on it too. */
export function isBookingUsed(rows: readonly StatedBookingTable[]): boolean {
  return rows.some((row) => row.answer !== null && (JSON.parse(row.answer) as StatedAnswer).isUsed);
}

/** Null for whoever stated none. */
export function statedFor(
  folded: Case,
  rows: readonly StatedBookingTable[],
  vaccinationSession: DoseFacts['vaccinationSession'],
  closing: ClosingFacts,
): StatedBookings | null {
  const numbers = statedNumbersOf(folded);
  if (numbers.length === 0) return null;
  const answers = numbers.map((number) => {
    const answer = rows.find((row) => row.reference_id === number)?.answer ?? null;
    return answer === null ? null : (JSON.parse(answer) as StatedAnswer);
  });
  const right = answers.filter((answer) => answer?.outcome === 'right');
  const day = vaccinationSession?.day ?? null;
  const ofDay = right.find((answer) => day === null || answer!.booking?.day === day);
  const has = (outcome: StatedAnswer['outcome']): boolean =>
    answers.some((answer) => answer?.outcome === outcome);
  const codes: CodeSetOutcome = has('several')
    ? 'several'
    : has('wrong')
      ? 'wrong'
      : ofDay !== undefined && !closing.isAfterClosing
        ? 'right'
        : 'none';
  return {
    isOpen: answers.includes(null),
    isUnknown: has('unknown') && right.length === 0,
    codes,
    booking: (ofDay ?? right[0])?.booking ?? null,
    isOtherDay: right.length > 0 && ofDay === undefined,
  };
}
