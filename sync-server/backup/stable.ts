// Owns `stable`: up to which number a log's rows may leave the tablet. Two verified backups hold them, one of them off the machine, for a week.

import type { AnswerHead } from '../../schemas/exchange.ts';
import { readAll, rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseReach } from '../store/schema.ts';

/** What one verified backup contains of one log. */
export interface Contained {
  readonly seq: number;
  readonly isOffMachine: boolean;
  /** Latest `received_at` among the rows contained, epoch seconds. */
  readonly latestReceivedAt: number;
}

export const stableAgeSeconds = 7 * 86_400;

/**
 * Rows up to this number stand in two verified backups, one off the machine, and were received a week ago or earlier.
 * `have`: what the store itself holds; no backup lets a tablet drop what the server does not have.
 * `firstUnreadable`: number of the first row that waits in quarantine; its tablet may still have to help.
 * The age is read off a backup whose rows are all old enough: never too high, and at most one backup behind.
 */
export function stableNumber(
  contained: readonly Contained[],
  {
    have,
    firstUnreadable,
    now,
  }: {
    readonly have: number;
    readonly firstUnreadable: number | null;
    readonly now: number;
  },
): number {
  const seqs = contained.map((one) => one.seq).sort((a, b) => b - a);
  const highest = (some: readonly Contained[]): number =>
    Math.max(0, ...some.map((one) => one.seq));
  const inTwo = seqs[1] ?? 0;
  const offMachine = highest(contained.filter((one) => one.isOffMachine));
  const aged = highest(contained.filter((one) => one.latestReceivedAt <= now - stableAgeSeconds));
  const readable = firstUnreadable === null ? have : firstUnreadable - 1;
  return Math.max(0, Math.min(have, readable, inTwo, offMachine, aged));
}

/** For every log of `have`. A backup counts for a log only where the hash at its number is still the one held here. */
export async function readStable(
  reach: DatabaseReach,
  have: AnswerHead['have'],
  now: number,
): Promise<Record<string, number>> {
  const logs = Object.keys(have);
  const contained = logs.length === 0 ? noneContained : await readContained(reach, logs);
  const named = [...contained.keys()];
  const unreadable = named.length === 0 ? noneUnreadable : await readUnreadable(reach, named);
  return Object.fromEntries(
    logs.map((log) => {
      const firstUnreadable = unreadable.get(log) ?? null;
      const held = { have: have[log]?.seq ?? 0, firstUnreadable, now };
      return [log, stableNumber(contained.get(log) ?? [], held)];
    }),
  );
}

const noneContained: ReadonlyMap<string, readonly Contained[]> = new Map();
const noneUnreadable: ReadonlyMap<string, number> = new Map();

async function readContained(
  reach: DatabaseReach,
  logs: readonly string[],
): Promise<typeof noneContained> {
  const rows = await readAll(logs, (piece) => selectContained(reach, { logs: piece }));
  const toContained = (row: (typeof rows)[number]): Contained => ({
    seq: row.seq,
    isOffMachine: row.is_off_machine === 1,
    latestReceivedAt: row.latest_received_at,
  });
  return new Map(
    [...Map.groupBy(rows, (row) => row.log)].map(([log, of]) => [log, of.map(toContained)]),
  );
}

const selectContained = rememberQuery<{ readonly logs: readonly string[] }>()((reach, { list }) =>
  reach
    .selectFrom('backup_log')
    .innerJoin('backup', 'backup.backup_id', 'backup_log.backup_id')
    .innerJoin('log_row', (join) =>
      join
        .onRef('log_row.centre_id', '=', 'backup_log.centre_id')
        .onRef('log_row.log', '=', 'backup_log.log')
        .onRef('log_row.seq', '=', 'backup_log.seq')
        .onRef('log_row.chain_hash', '=', 'backup_log.head_hash'),
    )
    .select(['backup_log.log', 'backup_log.seq', 'latest_received_at', 'is_off_machine'])
    .where('backup_log.log', 'in', list('logs')),
);

async function readUnreadable(
  reach: DatabaseReach,
  logs: readonly string[],
): Promise<typeof noneUnreadable> {
  const rows = await reach
    .selectFrom('quarantine')
    .innerJoin('log_row', (join) =>
      join
        .onRef('log_row.centre_id', '=', 'quarantine.centre_id')
        .onRef('log_row.log', '=', 'quarantine.log')
        .onRef('log_row.seq', '=', 'quarantine.seq'),
    )
    .select((eb) => ['quarantine.log', eb.fn.min('quarantine.seq').as('first')])
    .where('quarantine.log', 'in', [...logs])
    .where('log_row.event', 'is', null)
    .groupBy('quarantine.log')
    .execute();
  return new Map(rows.map((row) => [row.log, Number(row.first)]));
}
