// Owns how a person is exported: what a register needs to know them again, and no more. No address, no part of an ID number.

import type { ContactPoint, Patient } from 'fhir/r4';
import { caseToId } from './fhir-id.ts';
import { systems } from './systems.ts';
import { toFhirText } from './values.ts';

export interface PersonFacts {
  readonly centreId: number;
  readonly caseKey: string;
  readonly name: string;
  readonly birthYear: number | null;
  readonly gender: string | null;
  readonly mobileNumber: string | null;
  readonly referenceId: string | null;
}

const genders: ReadonlyMap<string, 'female' | 'male' | 'other'> = new Map([
  ['Female', 'female'],
  ['Male', 'male'],
  ['Other', 'other'],
]);

/** Null: a walk-in without a registration that could be named. */
export function personToPatient(facts: PersonFacts): Patient | null {
  const id = caseToId(facts);
  if (id === null) return null;
  const { birthYear, gender, referenceId } = facts;
  const text = toFhirText(facts.name);
  return {
    resourceType: 'Patient',
    id,
    ...(referenceId === null
      ? {}
      : { identifier: [{ system: systems.beneficiaryReferenceId, value: referenceId }] }),
    ...(text === null ? {} : { name: [{ text }] }),
    ...toTelecom(facts.mobileNumber),
    ...(gender === null ? {} : { gender: genders.get(gender) ?? 'unknown' }),
    ...(isYear(birthYear) ? { birthDate: String(birthYear) } : {}),
  };
}

function toTelecom(mobileNumber: string | null): { telecom?: ContactPoint[] } {
  if (mobileNumber === null || !/^\d{10}$/.test(mobileNumber)) return {};
  return { telecom: [{ system: 'phone', use: 'mobile', value: `+91${mobileNumber}` }] };
}

/** A bare year is a whole birth date to FHIR: none is made up. */
function isYear(year: number | null): year is number {
  return year !== null && Number.isInteger(year) && year >= 1000 && year <= 9999;
}
