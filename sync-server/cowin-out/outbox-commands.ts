// Owns what npm run outbox does and says: how much waits, what was given up and why, and trying that again. No person in any line.

import type { ServerParts } from '../parts.ts';
import { istDayOf, istTimeOf } from '../../schemas/rules/day.ts';

export interface OutboxAnswer {
  readonly isDone: boolean;
  readonly lines: readonly string[];
}

type Parts = Pick<ServerParts, 'store' | 'clock'>;

export const outboxCommands = { list, retry };

const linesMax = 50;

async function list({ store }: Parts): Promise<OutboxAnswer> {
  const counts = await store.database
    .selectFrom('cowin_delivery')
    .select((of) => ['state', of.fn.countAll<number>().as('rows')])
    .groupBy('state')
    .execute();
  const countOf = (state: string): number =>
    Number(counts.find((row) => row.state === state)?.rows ?? 0);
  const failing = await store.database
    .selectFrom('cowin_delivery')
    .selectAll()
    .where('state', 'in', ['dead', 'waiting'])
    .where('fault', 'is not', null)
    .orderBy('state')
    .orderBy('queued_at')
    .orderBy('dose_key')
    .limit(linesMax)
    .execute();
  const dead = countOf('dead');
  return {
    isDone: true,
    lines: [
      `Sent: ${countOf('sent')} · waiting: ${countOf('waiting')} · given up: ${dead}`,
      ...failing.map(
        (row) =>
          `${row.state === 'dead' ? 'given up' : 'waiting'} · centre ${row.centre_id} · ${row.dose_key} · ` +
          `${row.action} · ${row.fault} · tries ${row.tries} · since ${istDayOf(row.queued_at)} ${istTimeOf(row.queued_at)}`,
      ),
      ...(dead > 0 ? ['Mend the reason, then try them again: npm run outbox -- retry --all'] : []),
    ],
  };
}

/** `dose`: one record by its key; none: all that were given up. */
async function retry({ store, clock }: Parts, dose?: string): Promise<OutboxAnswer> {
  let query = store.database
    .updateTable('cowin_delivery')
    .set({ state: 'waiting', tries: 0, next_try_at: clock.nowSeconds(), fault: null })
    .where('state', '=', 'dead');
  if (dose !== undefined) query = query.where('dose_key', '=', dose);
  const { numUpdatedRows } = await query.executeTakeFirst();
  return {
    isDone: dose === undefined || numUpdatedRows > 0n,
    lines: [`Put back to be sent: ${numUpdatedRows}.`],
  };
}
