// Owns the pieces that several exported resources share: who did it, where, about whom, and since when it reads so.

import type { CodeableConcept, ImmunizationPerformer, Meta, Reference } from 'fhir/r4';
import { caseToId, type CasePlace } from './fhir-id.ts';
import { systems } from './systems.ts';
import { toFhirText, toInstant } from './values.ts';

export interface CentreFacts {
  readonly centreId: number;
  readonly centreName: string;
}

export interface StaffFacts {
  readonly staffId: string;
  readonly name: string | null;
}

/** What every record of an event says beside its content. Times in epoch seconds. */
export interface RecordFacts extends CentreFacts {
  readonly caseKey: string;
  readonly receivedAt: number;
  /** When the last event of the person's case arrived. */
  readonly changedAt: number;
  readonly by: StaffFacts | null;
}

export function toPatientReference(place: CasePlace): Reference {
  const id = caseToId(place);
  return id === null ? { display: 'registered in no known log' } : { reference: `Patient/${id}` };
}

export function toLocationReference({ centreId, centreName }: CentreFacts): Reference {
  const display = toFhirText(centreName);
  return { reference: `Location/${centreId}`, ...(display === null ? {} : { display }) };
}

export function toStaffReference({ centreId }: CentreFacts, by: StaffFacts): Reference {
  const display = toFhirText(by.name);
  return {
    identifier: { system: systems.staff, value: toFhirText(`${centreId}/${by.staffId}`) ?? '-' },
    ...(display === null ? {} : { display }),
  };
}

/** Whoever was signed in. Nobody: the record says so by saying nothing. */
export function toPerformers(facts: RecordFacts): { performer?: ImmunizationPerformer[] } {
  if (facts.by === null) return {};
  const role: CodeableConcept = { coding: [{ system: systems.providerRole, code: 'AP' }] };
  return { performer: [{ function: role, actor: toStaffReference(facts, facts.by) }] };
}

export function toMeta(changedAt: number, more: Meta = {}): Meta {
  return { lastUpdated: toInstant(changedAt), ...more };
}
