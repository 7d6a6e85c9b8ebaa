// Owns naming who worked on rows that came before the sign-in of their span, in another log or a copy.

import { rememberQuery } from '../store/remembered-query.ts';
import type { RowTable } from '../store/schema.ts';
import type { FeedEntry } from './feed.ts';
import type { StoreContext } from './store-rows.ts';

/** A sign-in whose author is known now. */
export type NamingSignIn = Pick<
  RowTable,
  'origin_log' | 'origin_seq' | 'span' | 'by_staff' | 'by_proved'
>;

export interface NamedRow extends FeedEntry {
  readonly caseKey: string | null;
}

/**
 * Whoever worked is the same in any order of arrival. The named rows go into the feed once more, so that every tablet hears
 * the name; those of this transaction are there anyway.
 */
export async function nameEarlierArrivals(
  context: StoreContext,
  signIns: readonly NamingSignIn[],
  own: ReadonlySet<number>,
): Promise<NamedRow[]> {
  const { transaction, centreId } = context;
  const named: NamedRow[] = [];
  for (const signIn of signIns) {
    const { by_staff: staff, by_proved: proved } = signIn;
    const ofSpan = await selectOtherwiseNamed(transaction, {
      centreId,
      log: signIn.origin_log,
      span: signIn.span,
      from: signIn.origin_seq,
      staff: staff ?? nobody,
      proved,
    });
    // The sign-in itself may stand here, when it is judged anew.
    const next = ofSpan.findIndex(
      ({ kind, origin_seq }) => kind === 'signed-in' && origin_seq > signIn.origin_seq,
    );
    const others = ofSpan
      .slice(0, next < 0 ? ofSpan.length : next)
      .filter((row) => row.by_staff !== staff || row.by_proved !== proved);
    for (const { log, seq, row_hash, case_key } of others) {
      await updateAuthor(transaction, { centreId, log, seq, staff, proved });
      if (log === context.log && own.has(seq)) continue;
      named.push({ log, seq, rowHash: row_hash, caseKey: case_key });
    }
  }
  return named;
}

/** In the place of no name: no staff id is empty. */
const nobody = '';

/** Readable rows from a sign-in on that bear another name, and the sign-ins among them: of a whole span, hardly ever one. */
const selectOtherwiseNamed = rememberQuery<{
  readonly centreId: number;
  readonly log: string;
  readonly span: string | null;
  readonly from: number;
  readonly staff: string;
  readonly proved: number;
}>()((reach, { one }) =>
  reach
    .selectFrom('log_row')
    .select(['log', 'seq', 'origin_seq', 'row_hash', 'kind', 'case_key', 'by_staff', 'by_proved'])
    .where('centre_id', '=', one('centreId'))
    .where('origin_log', '=', one('log'))
    .where('span', '=', one('span'))
    .where('origin_seq', '>=', one('from'))
    .where('kind', '!=', '')
    .where((row) =>
      row.or([
        row('kind', '=', 'signed-in'),
        row(row.fn.coalesce('by_staff', row.val(nobody)), '!=', one('staff')),
        row('by_proved', '!=', one('proved')),
      ]),
    )
    .orderBy('origin_seq'),
);

const updateAuthor = rememberQuery<{
  readonly centreId: number;
  readonly log: string;
  readonly seq: number;
  readonly staff: string | null;
  readonly proved: number;
}>()((reach, { one }) =>
  reach
    .updateTable('log_row')
    .set({ by_staff: one('staff'), by_proved: one('proved') })
    .where('centre_id', '=', one('centreId'))
    .where('log', '=', one('log'))
    .where('seq', '=', one('seq')),
);
