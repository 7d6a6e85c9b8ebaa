// Owns a search for immunizations: doses first, then what was not done, in an order that lets a page end anywhere.

import type { Immunization } from 'fhir/r4';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import type { RecordReader } from '../accounts/tokens.ts';
import { doseToImmunization } from '../fhir/dose-to-immunization.ts';
import { notTodayToImmunization, type NotTodayFacts } from '../fhir/not-today-to-immunization.ts';
import type { RecordSearch } from '../fhir/search-parameters.ts';
import type { ServerParts } from '../parts.ts';
import { readCentresWithKind, readRowsOfKind, type KindCursor } from '../store/rows-of-kind.ts';
import { countLeftOut, readCentresWithDoses, readDoses, type DoseCursor } from './dose-rows.ts';
import { daysToReceived, toNotToday } from './rare-events.ts';
import { auditReads, centreNamedBy, readCentres } from './scope.ts';

export interface RecordPage<Resource> {
  readonly resources: readonly Resource[];
  /** Give it back as `_after` to get the next page; null at the end. */
  readonly next: string | null;
  readonly notice: string | null;
}

/** One found record, and where the page after it begins. */
interface Found {
  readonly resource: Immunization;
  readonly centreId: number;
  readonly subject: string;
  readonly cursor: string;
}

type Cursor =
  | { readonly of: 'doses'; readonly centreId: number; readonly after: DoseCursor | null }
  | { readonly of: 'not-done'; readonly centreId: number; readonly after: KindCursor | null };

type Parts = Pick<ServerParts, 'store' | 'clock' | 'random'>;

/** Null: the cursor is none of ours. */
export async function searchImmunizations(
  parts: Parts,
  reader: RecordReader,
  search: RecordSearch,
): Promise<RecordPage<Immunization> | null> {
  const cursor = readCursor(search.after);
  if (cursor === null) return null;
  const reach = parts.store.database;
  const named = centreNamedBy(search);
  if (named === null) return { resources: [], next: null, notice: null };
  const centres = await readCentres(reach, reader, named === 'all' ? {} : { centreId: named });
  const mine = new Set(centres.map(({ centreId }) => centreId));
  const wanted = search.count + 1;
  const found: Found[] = [];
  const ofDoses =
    named === 'all' ? await readCentresWithDoses(reach, reader, search, 0) : [...mine];
  if (cursor.of === 'doses') await findDoses(parts, search, cursor, ofDoses, wanted, found);
  if (found.length < wanted && asksForNotDone(search))
    await findNotDone(parts, search, cursor, mine, wanted, found);
  const page = found.slice(0, search.count);
  await auditReads(parts, reader, page);
  const isFirst = search.after === null;
  const leftOut = isFirst ? await countLeftOut(reach, ofDoses, search) : 0;
  return {
    resources: page.map(({ resource }) => resource),
    next: found.length > page.length ? (page.at(-1)?.cursor ?? null) : null,
    notice: leftOut === 0 ? null : sayLeftOut(leftOut),
  };
}

function sayLeftOut(doses: number): string {
  return `${doses} recorded doses are still being checked and not in this answer; _tag asks for them.`;
}

/** Tags are those of doses: whoever asks by them asks for doses. */
function asksForNotDone({ statuses, doseStates }: RecordSearch): boolean {
  if (doseStates !== null) return false;
  return statuses === null || statuses.has('not-done') || statuses.has('entered-in-error');
}

async function findDoses(
  { store }: Parts,
  search: RecordSearch,
  cursor: Extract<Cursor, { of: 'doses' }>,
  centres: readonly number[],
  wanted: number,
  found: Found[],
): Promise<void> {
  for (const centreId of centres) {
    if (centreId < cursor.centreId || found.length >= wanted) continue;
    const after = centreId === cursor.centreId ? cursor.after : null;
    const rows = await readDoses(store.database, centreId, search, after, wanted - found.length);
    for (const facts of rows) {
      const doseKey = referenceKey(facts.ref);
      found.push({
        resource: doseToImmunization(facts),
        centreId,
        subject: doseKey,
        cursor: `d~${centreId}~${facts.day}~${doseKey}`,
      });
    }
  }
}

const rowsAtOnce = 200;

async function findNotDone(
  { store }: Parts,
  search: RecordSearch,
  cursor: Cursor,
  mine: ReadonlySet<number>,
  wanted: number,
  found: Found[],
): Promise<void> {
  const reach = store.database;
  const range = daysToReceived(search.days);
  const from = cursor.of === 'not-done' ? cursor.centreId : 0;
  for (const centreId of await readCentresWithKind(reach, 'not-today', range)) {
    if (!mine.has(centreId) || centreId < from) continue;
    let after = cursor.of === 'not-done' && centreId === from ? cursor.after : null;
    while (found.length < wanted) {
      const rows = await readRowsOfKind(reach, 'not-today', centreId, range, after, rowsAtOnce);
      const facts = await toNotToday(reach, centreId, rows);
      for (const each of facts.filter((one) => isWanted(one, search)))
        found.push({
          resource: notTodayToImmunization(each),
          centreId,
          subject: referenceKey(each.ref),
          cursor: cursorAfter(rows, each),
        });
      const last = rows.at(-1);
      if (last === undefined || rows.length < rowsAtOnce) break;
      after = { receivedAt: last.received_at, log: last.log, seq: last.seq };
    }
  }
}

function isWanted(facts: NotTodayFacts, search: RecordSearch): boolean {
  const { days, changed, patient, event, statuses } = search;
  const status = facts.isError ? 'entered-in-error' : 'not-done';
  return (
    (statuses === null || statuses.has(status)) &&
    isWithin(facts.day, days) &&
    isWithin(facts.changedAt, changed) &&
    (patient === null || patient.caseKey === facts.caseKey) &&
    (event === null || referenceKey(event.ref) === referenceKey(facts.ref))
  );
}

function isWithin<End extends string | number>(
  value: End,
  { from, to }: { readonly from: End | null; readonly to: End | null },
): boolean {
  return (from === null || value >= from) && (to === null || value <= to);
}

function cursorAfter(
  rows: Awaited<ReturnType<typeof readRowsOfKind>>,
  { ref }: NotTodayFacts,
): string {
  const row = rows.find((each) => each.origin_log === ref.log && each.origin_seq === ref.seq)!;
  return `n~${row.centre_id}~${row.received_at}~${row.log}~${row.seq}`;
}

function readCursor(text: string | null): Cursor | null {
  if (text === null) return { of: 'doses', centreId: 0, after: null };
  const dose = /^d~(\d{1,12})~(\d{4}-\d{2}-\d{2})~([\w./-]{1,80})$/.exec(text);
  if (dose !== null) {
    const after = { day: dose[2]!, doseKey: dose[3]! };
    return { of: 'doses', centreId: Number(dose[1]), after };
  }
  const row = /^n~(\d{1,12})~(\d{1,15})~([\w.~-]{1,80})~(\d{1,16})$/.exec(text);
  if (row === null) return null;
  const after = { receivedAt: Number(row[2]), log: row[3]!, seq: Number(row[4]) };
  return { of: 'not-done', centreId: Number(row[1]), after };
}
