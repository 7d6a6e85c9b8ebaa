// Owns the store's memory of verified backups: how far each contains every tablet's log. Numbers that can matter no more are forgotten.

import { base64urlToBytes } from '../../schemas/bytes.ts';
import type { BackupTable, DatabaseReach, DatabaseTransaction } from '../store/schema.ts';
import type { Survey } from './survey.ts';

export async function recordBackup(
  transaction: DatabaseTransaction,
  backup: BackupTable,
  survey: Survey,
): Promise<void> {
  await transaction.insertInto('backup').values(backup).execute();
  const rows = survey.logs.map((log) => ({
    backup_id: backup.backup_id,
    centre_id: log.centreId,
    log: log.log,
    seq: log.seq,
    head_hash: base64urlToBytes(log.headHash)!,
    latest_received_at: log.latestReceivedAt,
  }));
  for (let i = 0; i < rows.length; i += 200)
    await transaction
      .insertInto('backup_log')
      .values(rows.slice(i, i + 200))
      .execute();
  const all = await transaction
    .selectFrom('backup')
    .select(['backup_id', 'taken_at', 'is_off_machine'])
    .execute();
  for (const backupId of backupsToForget(all, backup.taken_at))
    await transaction.deleteFrom('backup_log').where('backup_id', '=', backupId).execute();
}

const latestKept = 3;
const daysKept = 10;
const daySeconds = 86_400;

/**
 * Of each kind, on this machine and off it: the latest three, the latest of every day for ten days, and one older.
 * A later backup contains what an earlier one did; the earlier ones only tell how long.
 */
export function backupsToForget(
  backups: readonly Pick<BackupTable, 'backup_id' | 'taken_at' | 'is_off_machine'>[],
  now: number,
): string[] {
  const kept = new Set<string>();
  for (const isOff of [0, 1]) {
    const ofKind = backups
      .filter((backup) => backup.is_off_machine === isOff)
      .sort((a, b) => b.taken_at - a.taken_at);
    const days = new Set<number>();
    let hasOlder = false;
    ofKind.forEach((backup, i) => {
      const day = Math.floor(backup.taken_at / daySeconds);
      const isRecent = now - backup.taken_at <= daysKept * daySeconds;
      const isFirstOfDay = isRecent && !days.has(day);
      const isFirstOlder = !isRecent && !hasOlder;
      if (i < latestKept || isFirstOfDay || isFirstOlder) kept.add(backup.backup_id);
      days.add(day);
      hasOlder ||= !isRecent;
    });
  }
  return backups.map((backup) => backup.backup_id).filter((id) => !kept.has(id));
}

/** Epoch seconds of the latest verified backup, and of the latest off the machine; null where there is none. */
export async function readLatestBackups(
  reach: DatabaseReach,
): Promise<{ readonly any: number | null; readonly offMachine: number | null }> {
  const rows = await reach.selectFrom('backup').select(['taken_at', 'is_off_machine']).execute();
  const latest = (some: typeof rows): number | null =>
    some.length === 0 ? null : Math.max(...some.map((row) => row.taken_at));
  return { any: latest(rows), offMachine: latest(rows.filter((row) => row.is_off_machine === 1)) };
}
