// Owns the queries about one tablet log: where it stands and its chain.

import { isSqlite } from '../store/bulk-insert.ts';
import { rememberQuery } from '../store/remembered-query.ts';

interface OfLog {
  readonly centreId: number;
  readonly log: string;
}

/** At every centre: a log belongs to one for ever, and whoever asks sees when it does not. */
export const selectTabletLog = rememberQuery<{ readonly log: string }>()((reach, { one }) =>
  reach.selectFrom('tablet_log').select(['centre_id', 'seq']).where('log', '=', one('log')),
);

export const selectChain = rememberQuery<OfLog & { readonly from: number }>()((reach, { one }) =>
  reach
    .selectFrom('log_row')
    .select(['seq', 'chain_hash'])
    .where('centre_id', '=', one('centreId'))
    .where('log', '=', one('log'))
    .where('seq', '>=', one('from')),
);

export const putTabletLog = rememberQuery<
  OfLog & {
    readonly device: string;
    readonly seq: number;
    readonly hash: Uint8Array;
    readonly signature: Uint8Array | null;
  }
>()((reach, { one }) =>
  reach
    .insertInto('tablet_log')
    .values({
      centre_id: one('centreId'),
      log: one('log'),
      device: one('device'),
      seq: one('seq'),
      head_hash: one('hash'),
      head_signature: one('signature'),
    })
    .onConflict((conflict) =>
      conflict.columns(['centre_id', 'log']).doUpdateSet((row) => ({
        seq: row.ref('excluded.seq'),
        head_hash: row.ref('excluded.head_hash'),
        head_signature: row.ref('excluded.head_signature'),
      })),
    ),
);

/** Events held from a run of places of one log, whatever log brought them. */
export const selectSamePlaces = rememberQuery<
  OfLog & { readonly from: number; readonly to: number }
>()((reach, { one }) =>
  reach
    .selectFrom('log_row')
    .select(['log', 'origin_log', 'origin_seq', 'row_hash', 'case_key', 'kind', 'by_staff'])
    .where('centre_id', '=', one('centreId'))
    .where('origin_log', '=', one('log'))
    .where('origin_seq', '>=', one('from'))
    .where('origin_seq', '<=', one('to'))
    // An erased event is held as well: who brings it again brings nothing new.
    .where((row) => row.or([row('event', 'is not', null), row('kind', '=', 'erased')])),
);

/** Logs kept apart whose rows may follow a head: their names begin with `prefix`. SQLite compares bytes, and then finds them by the key. */
export const selectLogsApart = rememberQuery<
  Pick<OfLog, 'centreId'> & {
    readonly prefix: string;
    readonly pattern: string;
    readonly last: string;
    readonly seq: number;
  }
>()((reach, { one }) =>
  reach
    .selectFrom('tablet_log')
    .select('log')
    .where('centre_id', '=', one('centreId'))
    .where('seq', '>', one('seq'))
    .where((row) =>
      isSqlite(reach)
        ? row.and([row('log', '>=', one('prefix')), row('log', '<=', one('last'))])
        : row('log', 'like', one('pattern')),
    ),
);
