// Owns who cases are about, for export: the booking's person or the one a walk-in's registration names, many at once.

import { foldCase } from '../../schemas/fold/fold.ts';
import type { PersonFacts } from '../fhir/person-to-patient.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { readBooked, readEventsOfKind } from './case-facts.ts';

export interface PersonRecord extends PersonFacts {
  readonly idType: string | null;
  readonly idLast4: string | null;
  readonly earlierDoseDay: string | null;
}

/** By case key. A case that names nobody who is known here has no person: none is guessed. */
export async function readPersons(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<ReadonlyMap<string, PersonRecord>> {
  const persons = new Map<string, PersonRecord>();
  for (const [caseKey, row] of await readBooked(reach, centreId, caseKeys))
    persons.set(caseKey, {
      centreId,
      caseKey,
      name: row.name,
      birthYear: row.birth_year,
      gender: row.gender,
      mobileNumber: row.mobile_number,
      referenceId: row.reference_id,
      idType: row.id_type,
      idLast4: row.id_last4,
      earlierDoseDay: row.earlier_dose_day,
    });
  const walkIns = caseKeys.filter((key) => key.startsWith('w'));
  const registered = await readEventsOfKind(reach, centreId, walkIns, 'walk-in-registered');
  for (const [caseKey, events] of Map.groupBy(registered, (each) => each.caseKey)) {
    const folded = foldCase(
      caseKey,
      events.map(({ logged }) => logged),
    );
    const body = folded.registration?.body;
    if (body === undefined) continue;
    persons.set(caseKey, {
      centreId,
      caseKey,
      name: body.name,
      birthYear: body.birthYear,
      gender: body.gender,
      mobileNumber: body.mobileNumber,
      referenceId: body.statedReferenceId ?? null,
      idType: body.idType,
      idLast4: body.idLast4,
      earlierDoseDay: null,
    });
  }
  return persons;
}
