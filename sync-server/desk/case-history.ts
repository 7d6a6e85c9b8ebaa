// Owns what happened to a case, line by line as it reached the server: the whole of it, or what came after somebody looked.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import type { DeskHistoryLine } from '../../schemas/desk.ts';
import type { SuchiEvent } from '../../schemas/events/event.ts';
import { logAlias, serverLogEpoch } from '../../schemas/log/log-id.ts';
import type { DatabaseReach } from '../store/schema.ts';

/** More lines than a page of a person needs; the latest stand. */
const linesMax = 300;

/** `after`: a feed number; 0 for everything. A row that was named later stands in the feed twice and here once. */
export async function readHistory(
  reach: DatabaseReach,
  centreId: number,
  caseKey: string,
  after = 0,
): Promise<DeskHistoryLine[]> {
  const rows = await reach
    .selectFrom('log_row')
    .innerJoin('feed', (join) =>
      join
        .onRef('feed.centre_id', '=', 'log_row.centre_id')
        .onRef('feed.log', '=', 'log_row.log')
        .onRef('feed.seq', '=', 'log_row.seq'),
    )
    .leftJoin('tablet_log', (join) =>
      join
        .onRef('tablet_log.centre_id', '=', 'log_row.centre_id')
        .onRef('tablet_log.log', '=', 'log_row.origin_log'),
    )
    .leftJoin('device', 'device.device', 'tablet_log.device')
    .leftJoin('staff', (join) =>
      join
        .onRef('staff.centre_id', '=', 'log_row.centre_id')
        .onRef('staff.staff_id', '=', 'log_row.by_staff'),
    )
    .select([
      'feed.feed_seq',
      'log_row.log',
      'log_row.seq',
      'log_row.origin_log',
      'log_row.kind',
      'log_row.event',
      'log_row.received_at',
      'log_row.by_staff',
      'staff.name as staff_name',
      'device.alias',
    ])
    .where('log_row.centre_id', '=', centreId)
    .where('log_row.case_key', '=', caseKey)
    .where('log_row.event', 'is not', null)
    .where('feed.feed_seq', '>', after)
    .orderBy('feed.feed_seq')
    .execute();
  const names = await readAccountNames(reach);
  const seen = new Set<string>();
  return rows
    .filter(({ log, seq }) => {
      const isNew = !seen.has(`${log}/${seq}`);
      seen.add(`${log}/${seq}`);
      return isNew;
    })
    .slice(-linesMax)
    .map((row): DeskHistoryLine => {
      const isServer = serverLogEpoch(row.origin_log) !== null;
      const { body } = JSON.parse(bytesToUtf8(row.event!)) as SuchiEvent<
        Readonly<Record<string, unknown>>
      >;
      const account = isServer ? textOf(body['account']) : null;
      return {
        what: row.kind,
        receivedAt: row.received_at,
        who: isServer
          ? account && (names.get(account) ?? account)
          : (row.staff_name ?? row.by_staff),
        tablet: isServer ? null : (row.alias ?? logAlias(row.origin_log)),
        note: noteOf(body),
      };
    });
}

/** How supervisors are called, by account. */
export async function readAccountNames(reach: DatabaseReach): Promise<ReadonlyMap<string, string>> {
  const rows = await reach.selectFrom('account').select(['account', 'name']).execute();
  return new Map(rows.map((row) => [row.account, row.name]));
}

/** Picked words before typed ones: never digits of a code, which no body holds in clear. */
function noteOf(body: Readonly<Record<string, unknown>>): string | null {
  const said = [body['topic'], body['answer'], body['note'], body['text']].map(textOf);
  return said.filter((each) => each !== null).join(' · ') || null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
