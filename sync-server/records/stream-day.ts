// Owns the bulk export of a day: one kind of resource as lines, a few hundred at a time, so that a district's day fits any memory.

import type { FhirResource } from 'fhir/r4';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { istDayStart } from '../../schemas/rules/day.ts';
import type { RecordReader } from '../accounts/tokens.ts';
import { aefiToAdverseEvent } from '../fhir/aefi-to-adverse-event.ts';
import { centreToLocation, type CentreRecord } from '../fhir/centre-to-location.ts';
import { doseToImmunization, type DoseRecordFacts } from '../fhir/dose-to-immunization.ts';
import { notTodayToImmunization, type NotTodayFacts } from '../fhir/not-today-to-immunization.ts';
import { personToPatient } from '../fhir/person-to-patient.ts';
import type { ServerParts } from '../parts.ts';
import {
  readRowsOfKind,
  type KindCursor,
  type KindRow,
  type RareKind,
  type ReceivedRange,
} from '../store/rows-of-kind.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { anyDose, readDoses, type DoseCursor } from './dose-rows.ts';
import { readPersons } from './persons.ts';
import { daysToReceived, toAefi, toNotToday } from './rare-events.ts';
import { auditReads } from './scope.ts';

export const bulkTypes = ['Immunization', 'Patient', 'AdverseEvent', 'Location'] as const;
export type BulkType = (typeof bulkTypes)[number];

export interface BulkRequest {
  readonly type: BulkType;
  /** IST. Of AEFI reports: the day they arrived. */
  readonly day: string;
  readonly centres: readonly CentreRecord[];
}

type Parts = Pick<ServerParts, 'store' | 'clock' | 'random'>;

/** Resources in memory at one time, whatever the day's size. */
export const linesAtOnceMax = 500;
const secondsPerDay = 86_400;

/** Each piece: whole lines of NDJSON. What is about a person is in the audit before its line is handed out. */
export async function* streamDay(
  parts: Parts,
  reader: RecordReader,
  request: BulkRequest,
): AsyncGenerator<string> {
  const { centres, type, day } = request;
  for (const centre of centres) {
    if (type === 'Location') yield toLines([centreToLocation(centre)]);
    else
      for await (const { resources, subjects } of pagesOf(parts, centre.centreId, type, day)) {
        const { centreId } = centre;
        await auditReads(
          parts,
          reader,
          subjects.map((subject) => ({ centreId, subject })),
        );
        if (resources.length > 0) yield toLines(resources);
      }
  }
}

function toLines(resources: readonly FhirResource[]): string {
  return resources.map((resource) => `${JSON.stringify(resource)}\n`).join('');
}

interface Page {
  readonly resources: readonly FhirResource[];
  readonly subjects: readonly string[];
}

function pagesOf(
  { store }: Parts,
  centreId: number,
  type: Exclude<BulkType, 'Location'>,
  day: string,
): AsyncGenerator<Page> {
  const reach = store.database;
  if (type === 'Immunization') return immunizationsOf(reach, centreId, day);
  return type === 'Patient'
    ? patientsOf(reach, centreId, day)
    : adverseEventsOf(reach, centreId, day);
}

async function* immunizationsOf(
  reach: DatabaseReach,
  centreId: number,
  day: string,
): AsyncGenerator<Page> {
  for await (const doses of dosePages(reach, centreId, day))
    yield {
      resources: doses.map(doseToImmunization),
      subjects: doses.map((each) => referenceKey(each.ref)),
    };
  for await (const facts of notTodayPages(reach, centreId, day))
    yield {
      resources: facts.map(notTodayToImmunization),
      subjects: facts.map((each) => referenceKey(each.ref)),
    };
}

/** Each person of the day once: a centre's day of keys is what is remembered. */
async function* patientsOf(
  reach: DatabaseReach,
  centreId: number,
  day: string,
): AsyncGenerator<Page> {
  const told = new Set<string>();
  const pages = [dosePages(reach, centreId, day), notTodayPages(reach, centreId, day)];
  for (const each of pages)
    for await (const records of each) {
      const fresh = [...new Set(records.map(({ caseKey }) => caseKey))].filter(
        (key) => !told.has(key),
      );
      for (const key of fresh) told.add(key);
      const persons = [...(await readPersons(reach, centreId, fresh)).values()];
      yield {
        resources: persons.flatMap((person) => personToPatient(person) ?? []),
        subjects: persons.map(({ caseKey }) => caseKey),
      };
    }
}

async function* adverseEventsOf(
  reach: DatabaseReach,
  centreId: number,
  day: string,
): AsyncGenerator<Page> {
  const start = istDayStart(day) ?? 0;
  const range = { from: start, to: start + secondsPerDay - 1 };
  for await (const rows of rowPages(reach, 'aefi-reported', centreId, range)) {
    const facts = await toAefi(reach, centreId, rows);
    yield {
      resources: facts.map(aefiToAdverseEvent),
      subjects: facts.map((each) => referenceKey(each.ref)),
    };
  }
}

async function* dosePages(
  reach: DatabaseReach,
  centreId: number,
  day: string,
): AsyncGenerator<DoseRecordFacts[]> {
  const filter = { ...anyDose, doseStates: null, days: { from: day, to: day } };
  let after: DoseCursor | null = null;
  for (;;) {
    const doses: DoseRecordFacts[] = await readDoses(
      reach,
      centreId,
      filter,
      after,
      linesAtOnceMax,
    );
    if (doses.length > 0) yield doses;
    const last = doses.at(-1);
    if (last === undefined || doses.length < linesAtOnceMax) return;
    after = { day: last.day, doseKey: referenceKey(last.ref) };
  }
}

async function* notTodayPages(
  reach: DatabaseReach,
  centreId: number,
  day: string,
): AsyncGenerator<NotTodayFacts[]> {
  const range = daysToReceived({ from: day, to: day });
  for await (const rows of rowPages(reach, 'not-today', centreId, range))
    yield (await toNotToday(reach, centreId, rows)).filter((facts) => facts.day === day);
}

async function* rowPages(
  reach: DatabaseReach,
  kind: RareKind,
  centreId: number,
  range: ReceivedRange,
): AsyncGenerator<KindRow[]> {
  let after: KindCursor | null = null;
  for (;;) {
    const rows: KindRow[] = await readRowsOfKind(
      reach,
      kind,
      centreId,
      range,
      after,
      linesAtOnceMax,
    );
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < linesAtOnceMax) return;
    after = { receivedAt: last.received_at, log: last.log, seq: last.seq };
  }
}
