// Owns finding the rows of a rare kind by when they arrived: the kind stands in the statement itself, so that its own index serves.

import { sql } from 'kysely';
import { piecesOf } from './remembered-query.ts';
import type { DatabaseReach } from './schema.ts';

export type RareKind = 'not-today' | 'aefi-reported';

/** Epoch seconds, both included. */
export interface ReceivedRange {
  readonly from: number;
  readonly to: number;
}

export interface KindCursor {
  readonly receivedAt: number;
  readonly log: string;
  readonly seq: number;
}

const ofKind = (kind: RareKind) => sql<boolean>`log_row.kind = ${sql.lit(kind)}`;

export async function readCentresWithKind(
  reach: DatabaseReach,
  kind: RareKind,
  range: ReceivedRange,
): Promise<number[]> {
  const rows = await reach
    .selectFrom('log_row')
    .select('centre_id')
    .distinct()
    .where(ofKind(kind))
    .where('received_at', '>=', range.from)
    .where('received_at', '<=', range.to)
    .orderBy('centre_id')
    .execute();
  return rows.map((row) => row.centre_id);
}

export type KindRow = Awaited<ReturnType<typeof readRowsOfKind>>[number];

/** Rows that only point to an event, and erased ones, have no content and are not among them. */
function selectRows(reach: DatabaseReach, kind: RareKind, centreIds: readonly number[]) {
  return reach
    .selectFrom('log_row')
    .innerJoin('centre', 'centre.centre_id', 'log_row.centre_id')
    .leftJoin('staff', (join) =>
      join
        .onRef('staff.centre_id', '=', 'log_row.centre_id')
        .onRef('staff.staff_id', '=', 'log_row.by_staff'),
    )
    .select([
      'log_row.centre_id',
      'log_row.log',
      'log_row.seq',
      'origin_log',
      'origin_seq',
      'row_hash',
      'event',
      'case_key',
      'by_staff',
      'received_at',
      'centre.name as centre_name',
      'staff.name as staff_name',
    ])
    .where(ofKind(kind))
    .where('log_row.centre_id', 'in', centreIds)
    .where('event', 'is not', null)
    .where('case_key', 'is not', null);
}

/** In the order of arrival. */
export async function readRowsOfKind(
  reach: DatabaseReach,
  kind: RareKind,
  centreId: number,
  range: ReceivedRange,
  after: KindCursor | null,
  limit: number,
) {
  let query = selectRows(reach, kind, [centreId])
    .where('received_at', '>=', range.from)
    .where('received_at', '<=', range.to);
  if (after !== null)
    query = query.where((row) =>
      row.or([
        row('received_at', '>', after.receivedAt),
        row.and([
          row('received_at', '=', after.receivedAt),
          row.or([
            row('log_row.log', '>', after.log),
            row.and([row('log_row.log', '=', after.log), row('log_row.seq', '>', after.seq)]),
          ]),
        ]),
      ]),
    );
  return query
    .orderBy('received_at')
    .orderBy('log_row.log')
    .orderBy('log_row.seq')
    .limit(limit)
    .execute();
}

/** Of several centres, the latest first. */
export async function readLatestRowsOfKind(
  reach: DatabaseReach,
  kind: RareKind,
  centreIds: readonly number[],
  from: number,
  limit: number,
): Promise<KindRow[]> {
  const rows: KindRow[] = [];
  for (const piece of piecesOf(centreIds))
    rows.push(
      ...(await selectRows(reach, kind, piece)
        .where('received_at', '>=', from)
        .orderBy('received_at', 'desc')
        .orderBy('log_row.log')
        .orderBy('log_row.seq')
        .limit(limit)
        .execute()),
    );
  return rows.sort((a, b) => b.received_at - a.received_at).slice(0, limit);
}

/** All rows held of one place of a log: two with other content tell a copied tablet. */
export async function readRowsAt(
  reach: DatabaseReach,
  kind: RareKind,
  centreId: number,
  place: { readonly log: string; readonly seq: number },
): Promise<KindRow[]> {
  return selectRows(reach, kind, [centreId])
    .where('origin_log', '=', place.log)
    .where('origin_seq', '=', place.seq)
    .execute();
}
