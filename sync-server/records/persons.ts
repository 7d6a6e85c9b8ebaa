// Owns who cases are about, for export: the booking's person or the one a walk-in's registration names, many at once.

import { statedReferenceIdOf } from '../../schemas/fold/stated-reference.ts';
import type { Case } from '../../schemas/fold/case.ts';
import { foldCase } from '../../schemas/fold/fold.ts';
import { standingFields } from '../../schemas/fold/standing-fields.ts';
import type { PersonFacts } from '../fhir/person-to-patient.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { readBooked, readEventsOfKinds } from './case-facts.ts';

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
  const events = await readEventsOfKinds(reach, centreId, caseKeys, kindsOfPersons);
  for (const [caseKey, ofCase] of Map.groupBy(events, (each) => each.caseKey)) {
    const folded = foldCase(
      caseKey,
      ofCase.map(({ logged }) => logged),
    );
    const known = persons.get(caseKey) ?? registered(centreId, folded);
    if (known !== null) persons.set(caseKey, { ...known, ...correctedFields(folded) });
  }
  return persons;
}

/** What names a person, what was put right of it, and what of that was itself a mistake. */
const kindsOfPersons = ['walk-in-registered', 'person-corrected', 'entered-in-error'];

function registered(centreId: number, folded: Case): PersonRecord | null {
  const { key, registration } = folded;
  if (registration === null) return null;
  const { body } = registration;
  return {
    centreId,
    caseKey: key,
    name: body.name,
    birthYear: body.birthYear,
    gender: body.gender,
    mobileNumber: body.mobileNumber,
    referenceId: statedReferenceIdOf(folded),
    idType: body.idType,
    idLast4: body.idLast4,
    earlierDoseDay: null,
  };
}

function correctedFields(folded: Case): Partial<PersonRecord> {
  const { name, birthYear, gender, mobileNumber, idType, idLast4 } = standingFields(folded);
  const all = { name, birthYear, gender, mobileNumber, idType, idLast4 };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
