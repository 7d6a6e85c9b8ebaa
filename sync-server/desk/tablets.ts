// Owns the desk's list of tablets: what each said at its last contact beside what has arrived since. No query a tablet.

import type { DeskTablet } from '../../schemas/desk-tablets.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { selectCentresOf, type Place } from '../accounts/place.ts';
import { readLastContact, type LastContact } from '../ingest/last-contact.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { isOlderApp } from './app-age.ts';
import { readCentresWithSession } from './day.ts';

export type DeskTabletsParts = Pick<ServerParts, 'store' | 'clock'> & {
  readonly appVersion: string;
};

export interface DeskViewer {
  readonly place: Place;
}

export async function readDeskTablets(
  parts: DeskTabletsParts,
  account: DeskViewer,
): Promise<DeskTablet[]> {
  return readTabletRows(parts, account, null);
}

/** One tablet of the account's places, or null. */
export async function readDeskTablet(
  parts: DeskTabletsParts,
  account: DeskViewer,
  device: string,
): Promise<DeskTablet | null> {
  const [tablet] = await readTabletRows(parts, account, device);
  return tablet ?? null;
}

async function readTabletRows(
  parts: DeskTabletsParts,
  account: DeskViewer,
  device: string | null,
): Promise<DeskTablet[]> {
  const { database } = parts.store;
  const rows = await selectTabletsOf(database, account, device)
    .select(['device.device', 'alias', 'centre.centre_id', 'centre.name', 'enrolled_at'])
    .select(['last_contact_at', 'heartbeat', 'revoked_at', 'needs_confirmation'])
    .orderBy('centre.name')
    .orderBy('alias')
    .execute();
  const today = istDayOf(parts.clock.nowSeconds());
  const withSession = await readCentresWithSession(database, account, today);
  const logs = Map.groupBy(await readLogs(database, account, device), (row) => row.device);
  const unreadable = await readUnreadable(database, account, device);
  return rows.map((row): DeskTablet => {
    const contact = readLastContact(row.heartbeat);
    const heartbeat = contact?.heartbeat ?? null;
    const held = logs.get(row.device) ?? [];
    return {
      device: row.device,
      alias: row.alias,
      centreId: row.centre_id,
      centreName: row.name,
      enrolledAt: row.enrolled_at,
      lastContactAt: row.last_contact_at,
      hasSessionToday: withSession.has(row.centre_id),
      unsent: heartbeat?.unsent ?? null,
      stillOut: contact === null ? null : countStillOut(contact, held),
      waitingSince: heartbeat?.waitingSince ?? null,
      needsHelp: heartbeat?.needsHelp ?? null,
      unreadable: unreadable.get(row.device) ?? 0,
      missing: held.reduce((sum, log) => sum + countHoles(log), 0),
      driftSeconds: heartbeat?.driftSeconds ?? null,
      isPersisted: heartbeat?.isPersisted ?? null,
      freeBytes: heartbeat?.freeBytes ?? null,
      appVersion: heartbeat?.appVersion ?? null,
      isAppOlder: isOlderApp(heartbeat?.appVersion ?? null, parts.appVersion),
      needsConfirmation: row.needs_confirmation === 1,
      isRevoked: row.revoked_at !== null,
    };
  });
}

/** The one beginning of every query here: tablets of the account's places, or the one of them that is asked for. */
function selectTabletsOf(reach: DatabaseReach, account: DeskViewer, device: string | null) {
  const query = selectCentresOf(reach, account).innerJoin(
    'device',
    'device.centre_id',
    'centre.centre_id',
  );
  return device === null ? query : query.where('device.device', '=', device);
}

export interface HeldLog {
  readonly log: string;
  /** Numbers held without a hole. */
  readonly seq: number;
  /** Numbers held beyond the first hole: how many, and the last one. */
  readonly above: number;
  readonly aboveMax: number;
}

/** Of the whole log only what lies beyond its first hole is looked at: most have nothing there. */
async function readLogs(
  reach: DatabaseReach,
  account: DeskViewer,
  device: string | null,
): Promise<(HeldLog & { readonly device: string })[]> {
  const rows = await selectTabletsOf(reach, account, device)
    .innerJoin('tablet_log', 'tablet_log.device', 'device.device')
    .select(['tablet_log.device', 'tablet_log.log', 'tablet_log.seq'])
    .select((query) => {
      // Each asks the index once a log; as one join PostgreSQL reads all rows of the place instead.
      const above = query
        .selectFrom('log_row')
        .whereRef('log_row.centre_id', '=', 'tablet_log.centre_id')
        .whereRef('log_row.log', '=', 'tablet_log.log')
        .whereRef('log_row.seq', '>', 'tablet_log.seq');
      return [
        above.select((row) => row.fn.countAll<number>().as('rows')).as('above'),
        above.select((row) => row.fn.max('log_row.seq').as('seq')).as('above_max'),
      ];
    })
    .execute();
  return rows.map((row) => ({
    device: row.device,
    log: row.log,
    seq: row.seq,
    above: Number(row.above ?? 0),
    aboveMax: Number(row.above_max ?? 0),
  }));
}

/** Rows kept apart, by tablet; one that was sent in several ways counts once. */
async function readUnreadable(
  reach: DatabaseReach,
  account: DeskViewer,
  device: string | null,
): Promise<ReadonlyMap<string, number>> {
  const rows = await selectTabletsOf(reach, account, device)
    .innerJoin('tablet_log', 'tablet_log.device', 'device.device')
    .innerJoin('quarantine', (join) =>
      join
        .onRef('quarantine.centre_id', '=', 'tablet_log.centre_id')
        .onRef('quarantine.log', '=', 'tablet_log.log'),
    )
    .select('tablet_log.device')
    .select((row) => row.fn.count<number>('quarantine.seq').distinct().as('rows'))
    .groupBy(['tablet_log.centre_id', 'tablet_log.device', 'tablet_log.log'])
    .execute();
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.device, (counts.get(row.device) ?? 0) + Number(row.rows));
  return counts;
}

/** Numbers between the first hole and the last number that arrived which are not here. */
export function countHoles({ seq, above, aboveMax }: HeldLog): number {
  return above === 0 ? 0 : aboveMax - seq - above;
}

/**
 * What the tablet said it has written, less what is here. A heartbeat tells what was unsent *before* that very call
 * brought it, so its figure alone would show records as out that have just arrived.
 */
export function countStillOut(contact: LastContact, held: readonly HeldLog[]): number | null {
  if (contact.heads === null) return contact.heartbeat?.unsent ?? null;
  const byLog = new Map(held.map((log) => [log.log, log.seq + log.above]));
  return Object.entries(contact.heads).reduce(
    (sum, [log, head]) => sum + Math.max(0, head - (byLog.get(log) ?? 0)),
    0,
  );
}
