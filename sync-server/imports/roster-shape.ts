// Owns the shape of a roster: its columns in CoWIN's words, and a booking as it is after reading.

import type { Gender, PhotoIdType } from '../../schemas/records/roster.ts';
import type { Note } from './findings.ts';

export const rosterColumns = [
  'beneficiary_reference_id',
  'name',
  'birth_year',
  'gender',
  'mobile_number',
  'photo_id_type',
  'photo_id_number',
  'center_id',
  'session_id',
  'date',
  'slot',
  'vaccine',
  'dose',
  'dose1_date',
  'dose1_vaccine',
  'security_code',
] as const;
export type RosterColumn = (typeof rosterColumns)[number];

export type RosterFields = { readonly [column in RosterColumn]: string };

/** One person's booking as a list gives it. Holds code and ID number: it lives in memory only. */
export interface Booking {
  readonly referenceId: string;
  readonly name: string;
  readonly birthYear: number;
  readonly gender: Gender;
  readonly mobileNumber: string | null;
  readonly idType: PhotoIdType | null;
  readonly idNumber: string | null;
  readonly idLast4: string | null;
  readonly centreId: number;
  /** Empty when the list leaves it out. */
  readonly vaccinationSession: string;
  readonly day: string;
  /** Empty when the list leaves it out. */
  readonly slot: string;
  /** Empty when the list leaves it out. */
  readonly product: string;
  readonly doseNumber: number;
  readonly earlierDoseDay: string | null;
  readonly earlierDoseProduct: string | null;
  /** Four digits. */
  readonly code: string | null;
}

export type LineReading =
  | { readonly outcome: 'read'; readonly booking: Booking; readonly notes: readonly Note[] }
  | {
      readonly outcome: 'refused';
      readonly because: readonly string[];
      readonly referenceId: string;
    };
