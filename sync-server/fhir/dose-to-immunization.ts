// Owns how one dose is exported: which of FHIR's three words it gets, and how a dose in doubt says that it is.

import type { Immunization } from 'fhir/r4';
import type { DoseState } from '../../schemas/fold/case.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { eventToId } from './fhir-id.ts';
import {
  toLocationReference,
  toMeta,
  toPatientReference,
  toPerformers,
  type RecordFacts,
} from './parts.ts';
import { extensions, systems } from './systems.ts';
import { toFhirDay, toFhirText, toInstant, toOccurrence } from './values.ts';
import { covid19, productToVaccineCode } from './vaccine-codes.ts';

export interface DoseRecordFacts extends RecordFacts {
  readonly ref: EventReference;
  /** Day it stands on at the desk, IST. */
  readonly day: string;
  readonly givenAt: number;
  readonly doseNumber: number;
  readonly product: string;
  readonly vaccineBatch: string;
  readonly expiry: string | null;
  readonly state: DoseState;
  readonly isError: boolean;
}

/** `given`: nothing is open or a supervisor accepted it. `withdrawn`: a mistake, or revoked. `in-doubt`: recorded, and being checked. */
export type DoseStanding = 'given' | 'withdrawn' | 'in-doubt';

export function standingOf({ state, isError }: Pick<DoseRecordFacts, 'state' | 'isError'>) {
  if (isError || state === 'revoked') return 'withdrawn' satisfies DoseStanding;
  return state === 'confirmed' || state === 'accepted'
    ? ('given' satisfies DoseStanding)
    : ('in-doubt' satisfies DoseStanding);
}

export function doseToImmunization(facts: DoseRecordFacts): Immunization {
  const standing = standingOf(facts);
  const lotNumber = toFhirText(facts.vaccineBatch);
  const expirationDate = toFhirDay(facts.expiry);
  return {
    resourceType: 'Immunization',
    id: eventToId(facts),
    meta: toMeta(facts.changedAt, {
      tag: [{ system: systems.doseState, code: facts.state }],
      ...(standing === 'in-doubt' ? { security: [uncertain] } : {}),
    }),
    ...(standing === 'in-doubt'
      ? { modifierExtension: [{ url: extensions.beingChecked, valueCode: facts.state }] }
      : {}),
    identifier: [
      { system: systems.doseRecord, value: `${facts.centreId}/${referenceKey(facts.ref)}` },
    ],
    status: standing === 'withdrawn' ? 'entered-in-error' : 'completed',
    vaccineCode: productToVaccineCode(facts.product),
    patient: toPatientReference(facts),
    occurrenceDateTime: toOccurrence(facts.givenAt, facts.day),
    recorded: toInstant(facts.receivedAt),
    // Only what nothing contradicts is vouched for as the word of whoever gave it.
    ...(standing === 'given' ? { primarySource: true } : {}),
    location: toLocationReference(facts),
    ...(lotNumber === null ? {} : { lotNumber }),
    ...(expirationDate === null ? {} : { expirationDate }),
    ...toPerformers(facts),
    protocolApplied: [{ targetDisease: [covid19], doseNumberPositiveInt: facts.doseNumber }],
  };
}

const uncertain = {
  system: systems.observationValue,
  code: 'UNCERTREL',
  display: 'uncertain reliability',
};
