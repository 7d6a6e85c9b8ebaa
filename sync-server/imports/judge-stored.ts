// Owns the comparison of a booking with what is stored under its reference id: unchanged, changed in place, or a new number.

import type { Findings } from './findings.ts';
import type { PlacedBooking } from './judge-booking.ts';
import { isSamePerson } from './same-person.ts';

/** A stored booking with its code opened, for comparison in memory. */
export interface StoredBooking {
  readonly centreId: number;
  readonly appointmentNo: number;
  readonly isEnded: boolean;
  readonly referenceId: string;
  readonly vaccinationSession: string;
  readonly day: string;
  readonly name: string;
  readonly birthYear: number;
  readonly gender: string;
  readonly mobileNumber: string | null;
  readonly idType: string | null;
  readonly idLast4: string | null;
  readonly idHmac: string | null;
  readonly slot: string;
  readonly product: string;
  readonly doseNumber: number;
  readonly earlierDoseDay: string | null;
  readonly earlierDoseProduct: string | null;
  readonly code: string | null;
  readonly flags: readonly string[];
}

/** What a later list may change under the same number; each with its column. */
const comparedFields = [
  ['day', 'day'],
  ['name', 'name'],
  ['birthYear', 'birth_year'],
  ['gender', 'gender'],
  ['mobileNumber', 'mobile_number'],
  ['idType', 'id_type'],
  ['idLast4', 'id_last4'],
  ['idHmac', 'id_hmac'],
  ['slot', 'slot'],
  ['product', 'product'],
  ['doseNumber', 'dose_number'],
  ['earlierDoseDay', 'earlier_dose_day'],
  ['earlierDoseProduct', 'earlier_dose_product'],
] as const;

export type StoredOutcome =
  | { readonly outcome: 'refused'; readonly because: readonly string[] }
  | { readonly outcome: 'new' }
  | { readonly outcome: 'unchanged'; readonly stored: StoredBooking }
  | {
      readonly outcome: 'changed';
      readonly stored: StoredBooking;
      readonly fields: readonly string[];
    }
  | {
      readonly outcome: 'new-number';
      readonly stored: StoredBooking;
      readonly why: 'code' | 'place';
    };

export function judgeAgainstStored(
  booking: PlacedBooking,
  stored: readonly StoredBooking[],
  findings: Findings,
): StoredOutcome {
  const isHere = (row: StoredBooking): boolean =>
    row.centreId === booking.centreId && row.vaccinationSession === booking.vaccinationSession;
  const live = stored.filter((row) => !row.isEnded);
  const here = live.find(isHere);
  const elsewhere = live.find((row) => !isHere(row) && row.doseNumber === booking.doseNumber);
  const match = here ?? elsewhere;
  if (match === undefined) return { outcome: 'new' };
  if (!isSamePerson(booking, match))
    return {
      outcome: 'refused',
      because: ['the reference id belongs to another person in this register'],
    };
  if (here === undefined) return judgeMove(booking, match, stored.filter(isHere), findings);
  if (!isCodeKept(booking, here)) return { outcome: 'new-number', stored: here, why: 'code' };
  if (booking.code === null && here.code !== null)
    findings.flagged('code-missing', 'this list has no code; the one from an earlier list stays');
  const fields = comparedFields
    .filter(([field]) => booking[field] !== here[field])
    .map(([, column]) => column);
  return fields.length === 0
    ? { outcome: 'unchanged', stored: here }
    : { outcome: 'changed', stored: here, fields };
}

/** A list that leaves the code out does not take it away. */
function isCodeKept(booking: PlacedBooking, stored: StoredBooking): boolean {
  return booking.code === stored.code || booking.code === null;
}

/** Reading an older list again must not undo a later move. */
function judgeMove(
  booking: PlacedBooking,
  match: StoredBooking,
  endedHere: readonly StoredBooking[],
  findings: Findings,
): StoredOutcome {
  if (match.day > booking.day && endedHere.some((row) => isCodeKept(booking, row))) {
    findings.flagged(
      'moved-since',
      `an older list: this booking has since moved to ${match.day} and stays there`,
    );
    return { outcome: 'unchanged', stored: match };
  }
  return { outcome: 'new-number', stored: match, why: 'place' };
}
