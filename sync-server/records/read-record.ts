// Owns reading one record by its id: in the reader's places, audited where it is about a person, null wherever there is none to show.

import type { AdverseEvent, Immunization, Location, Patient } from 'fhir/r4';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { isCentreOf } from '../accounts/place.ts';
import type { RecordReader } from '../accounts/tokens.ts';
import { aefiToAdverseEvent } from '../fhir/aefi-to-adverse-event.ts';
import { centreToLocation } from '../fhir/centre-to-location.ts';
import { doseToImmunization } from '../fhir/dose-to-immunization.ts';
import type { CasePlace, EventPlace } from '../fhir/fhir-id.ts';
import { notTodayToImmunization } from '../fhir/not-today-to-immunization.ts';
import { personToPatient } from '../fhir/person-to-patient.ts';
import type { ServerParts } from '../parts.ts';
import { readRowsAt } from '../store/rows-of-kind.ts';
import { readChangedAt } from './case-facts.ts';
import { anyDose, readDoses } from './dose-rows.ts';
import { readPersons } from './persons.ts';
import { toAefi, toNotToday } from './rare-events.ts';
import { auditReads, readCentres } from './scope.ts';

type Parts = Pick<ServerParts, 'store' | 'clock' | 'random'>;

/** Whoever knows an id may see a dose that is being checked: it says itself that it is. */
export async function readImmunization(
  parts: Parts,
  reader: RecordReader,
  event: EventPlace,
): Promise<Immunization | null> {
  const reach = parts.store.database;
  const { centreId } = event;
  if (!(await isCentreOf(reach, reader, centreId))) return null;
  const [dose] = await readDoses(reach, centreId, { ...anyDose, event }, null, 1);
  const found = dose === undefined ? await findNotToday(parts, event) : doseToImmunization(dose);
  if (found !== null) await auditReads(parts, reader, [subjectOf(event)]);
  return found;
}

async function findNotToday({ store }: Parts, event: EventPlace): Promise<Immunization | null> {
  const { centreId, ref } = event;
  const rows = await readRowsAt(store.database, 'not-today', centreId, ref);
  const facts = await toNotToday(store.database, centreId, rows);
  const own = facts.find((each) => each.ref.h === ref.h);
  return own === undefined ? null : notTodayToImmunization(own);
}

export async function readAdverseEvent(
  parts: Parts,
  reader: RecordReader,
  event: EventPlace,
): Promise<AdverseEvent | null> {
  const reach = parts.store.database;
  const { centreId, ref } = event;
  if (!(await isCentreOf(reach, reader, centreId))) return null;
  const facts = await toAefi(
    reach,
    centreId,
    await readRowsAt(reach, 'aefi-reported', centreId, ref),
  );
  const own = facts.find((each) => each.ref.h === ref.h);
  if (own === undefined) return null;
  await auditReads(parts, reader, [subjectOf(event)]);
  return aefiToAdverseEvent(own);
}

/** A person of whom nothing was recorded is on a list, not in this register. */
export async function readPatient(
  parts: Parts,
  reader: RecordReader,
  { centreId, caseKey }: CasePlace,
): Promise<Patient | null> {
  const reach = parts.store.database;
  if (!(await isCentreOf(reach, reader, centreId))) return null;
  const changedAt = await readChangedAt(reach, centreId, [caseKey]);
  const person = (await readPersons(reach, centreId, [caseKey])).get(caseKey);
  if (!changedAt.has(caseKey) || person === undefined) return null;
  await auditReads(parts, reader, [{ centreId, subject: caseKey }]);
  return personToPatient(person);
}

export async function readLocation(
  parts: Pick<Parts, 'store'>,
  reader: RecordReader,
  centreId: number,
): Promise<Location | null> {
  const [centre] = await readCentres(parts.store.database, reader, { centreId });
  return centre === undefined ? null : centreToLocation(centre);
}

function subjectOf({ centreId, ref }: EventPlace): { centreId: number; subject: string } {
  return { centreId, subject: referenceKey(ref) };
}
