// Owns the records of a day list as tablets see them, and the day pack that carries them.

import type { RuleSet } from '../rules/rule-set.ts';

export const photoIdTypes = [
  'aadhaar',
  'driving-licence',
  'pan',
  'passport',
  'pension-passbook',
  'npr-smart-card',
  'voter-id',
  'unique-disability-id',
  'ration-card',
  'school-id',
] as const;
export type PhotoIdType = (typeof photoIdTypes)[number];

export const genders = ['Female', 'Male', 'Other'] as const;
export type Gender = (typeof genders)[number];

/** A booked person on a tablet: no code, no full ID number; of an earlier dose only date and product. */
export interface RosterAppointment {
  readonly appointmentNo: number;
  readonly check: number;
  readonly referenceId: string;
  readonly vaccinationSession: string;
  readonly name: string;
  readonly birthYear: number;
  readonly gender: Gender;
  readonly mobileNumber: string | null;
  readonly idType: PhotoIdType | null;
  readonly idLast4: string | null;
  /** HH:MM-HH:MM, 24 hours. */
  readonly slot: string;
  readonly product: string;
  readonly doseNumber: number;
  readonly earlierDoseDay: string | null;
  readonly earlierDoseProduct: string | null;
  /** code mod 103, or null when no code counts for this booking. */
  readonly codeTag: number | null;
}

export interface RosterStaff {
  readonly staffId: string;
  readonly name: string;
  readonly role: 'vaccinator' | 'verifier' | 'in-charge';
}

/** What the district said of somebody's vouch: told to the tablet that holds the key. */
export interface RosterVouch {
  readonly staffId: string;
  /** The name of the key, by `staffKeyName`. */
  readonly key: string;
  readonly said: 'confirmed' | 'refused';
}

const keyNameCharacters = 16;

/** `publicKey`: base64url. Its end tells keys apart; the key itself is no secret. */
export const staffKeyName = (publicKey: string): string => publicKey.slice(-keyNameCharacters);

export interface RosterVaccinationSession {
  readonly vaccinationSession: string;
  readonly day: string;
  readonly product: string;
  readonly slots: readonly string[];
  readonly ageMin: number;
}

export interface RosterStock {
  readonly product: string;
  readonly vaccineBatch: string;
  readonly expiry: string | null;
  readonly doses: number;
}

export interface RosterCentre {
  readonly centreId: number;
  readonly name: string;
  readonly address: string;
  readonly block: string;
  readonly district: string;
  readonly state: string;
}

/** Everything a tablet needs for one day of one centre; events up to the cursor travel beside it as feed pages. */
export interface DayPack {
  readonly packVersion: 1;
  readonly centre: RosterCentre;
  readonly day: string;
  /** Epoch seconds: after this the list no longer opens; recording goes on. */
  readonly validUntil: number;
  readonly isDemo: boolean;
  readonly staff: readonly RosterStaff[];
  /** Absent while nothing was decided lately. */
  readonly vouches?: readonly RosterVouch[];
  readonly vaccinationSessions: readonly RosterVaccinationSession[];
  readonly stock: readonly RosterStock[];
  readonly rules: RuleSet;
  /** Public key of the deployment, base64url uncompressed P-256 point, by which printed slips are known. Nothing of a slip is here. */
  readonly slipKey?: string;
  /** SPKI, base64url: checks the secure QR of an Aadhaar card. Absent where none is configured. */
  readonly aadhaarQrKey?: string;
  readonly appointments: readonly RosterAppointment[];
}

type Column<Record> = { readonly [Key in keyof Record]: readonly Record[Key][] };

/** The pack as it travels: appointments by column, which gzip halves. */
export type PackedDayPack = Omit<DayPack, 'appointments'> & {
  readonly appointments: Column<RosterAppointment>;
};

const appointmentFields = [
  'appointmentNo',
  'check',
  'referenceId',
  'vaccinationSession',
  'name',
  'birthYear',
  'gender',
  'mobileNumber',
  'idType',
  'idLast4',
  'slot',
  'product',
  'doseNumber',
  'earlierDoseDay',
  'earlierDoseProduct',
  'codeTag',
] as const satisfies readonly (keyof RosterAppointment)[];

export function packDayPack(pack: DayPack): PackedDayPack {
  const columns = Object.fromEntries(
    appointmentFields.map((field) => [field, pack.appointments.map((person) => person[field])]),
  ) as unknown as Column<RosterAppointment>;
  return { ...pack, appointments: columns };
}

export function unpackDayPack(packed: PackedDayPack): DayPack {
  const { appointments } = packed;
  return {
    ...packed,
    appointments: appointments.appointmentNo.map(
      (_, i) =>
        Object.fromEntries(
          appointmentFields.map((field) => [field, appointments[field][i]]),
        ) as unknown as RosterAppointment,
    ),
  };
}
