// Owns a search for AEFI reports, in the order they arrived at each centre.

import type { AdverseEvent } from 'fhir/r4';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import type { RecordReader } from '../accounts/tokens.ts';
import { aefiToAdverseEvent } from '../fhir/aefi-to-adverse-event.ts';
import type { RecordSearch } from '../fhir/search-parameters.ts';
import type { ServerParts } from '../parts.ts';
import { readCentresWithKind, readRowsOfKind, type KindRow } from '../store/rows-of-kind.ts';
import { toAefi } from './rare-events.ts';
import { auditReads, centreNamedBy, readCentres } from './scope.ts';
import type { RecordPage } from './search-immunizations.ts';

/** Null: the cursor is none of ours. */
export async function searchAdverseEvents(
  parts: Pick<ServerParts, 'store' | 'clock' | 'random'>,
  reader: RecordReader,
  search: RecordSearch,
): Promise<RecordPage<AdverseEvent> | null> {
  const cursor = readCursor(search.after);
  if (cursor === 'none-of-ours') return null;
  const reach = parts.store.database;
  const named = centreNamedBy(search);
  const centres =
    named === null
      ? []
      : await readCentres(reach, reader, named === 'all' ? {} : { centreId: named });
  const mine = new Set(centres.map(({ centreId }) => centreId));
  // Arrived at or after: a case changes by what arrives, so nothing that arrived later is before it.
  const range = {
    from: search.changed.from ?? 0,
    to: search.changed.to ?? Number.MAX_SAFE_INTEGER,
  };
  const rows: KindRow[] = [];
  const wanted = search.count + 1;
  for (const centreId of await readCentresWithKind(reach, 'aefi-reported', range)) {
    if (!mine.has(centreId) || centreId < (cursor?.centreId ?? 0)) continue;
    const after = centreId === cursor?.centreId ? cursor.after : null;
    const left = wanted - rows.length;
    if (left > 0)
      rows.push(...(await readRowsOfKind(reach, 'aefi-reported', centreId, range, after, left)));
  }
  const page = rows.slice(0, search.count);
  const resources: AdverseEvent[] = [];
  for (const [centreId, ofCentre] of Map.groupBy(page, (row) => row.centre_id)) {
    const facts = await toAefi(reach, centreId, ofCentre);
    await auditReads(
      parts,
      reader,
      facts.map(({ ref }) => ({ centreId, subject: referenceKey(ref) })),
    );
    resources.push(...facts.map(aefiToAdverseEvent));
  }
  const last = page.at(-1);
  const isMore = last !== undefined && rows.length > page.length;
  return { resources, next: isMore ? writeCursor(last) : null, notice: null };
}

function writeCursor(row: KindRow): string {
  return `${row.centre_id}~${row.received_at}~${row.log}~${row.seq}`;
}

function readCursor(text: string | null) {
  if (text === null) return null;
  const row = /^(\d{1,12})~(\d{1,15})~([\w.~-]{1,80})~(\d{1,16})$/.exec(text);
  if (row === null) return 'none-of-ours' as const;
  return {
    centreId: Number(row[1]),
    after: { receivedAt: Number(row[2]), log: row[3]!, seq: Number(row[4]) },
  };
}
