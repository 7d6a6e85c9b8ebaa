// Owns sending a few records before everything else that waits: a serious reaction goes alone, in one small request.
// The server takes a record that comes after a gap, and knows it again when its turn comes (docs/protocol.md, rule 5).

import type { CarriedParcel } from '../../schemas/carry/copy.ts';
import { packRows } from '../carry/parcels.ts';
import type { Randomness } from '../device/random.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { readSetting, writeSetting } from '../journal/settings.ts';
import type { DeviceKeys } from '../vault/device-keys.ts';
import { postParcel } from './post-parcel.ts';
import type { Transport } from './transport.ts';

export interface UrgentPlace {
  readonly log: string;
  readonly seq: number;
}

export interface UrgentParts {
  readonly database: JournalDatabase;
  readonly random: Randomness;
  readonly transport: Transport;
  readonly keys: DeviceKeys;
  readonly certificate: string | null;
}

export type UrgentOutcome = 'nothing-urgent' | 'goes-with-the-rest' | 'delivered' | 'not-delivered';

/** With fewer records before it the ordinary request is as quick. */
const backlogMin = 10;
const keptMax = 20;

/** Remembered on the disk: a tablet that is closed right after goes on where it was. */
export async function noteUrgent(
  database: JournalDatabase,
  places: readonly UrgentPlace[],
): Promise<void> {
  await database.transaction('rw', database.settings, async () => {
    const before = (await readSetting(database, 'urgent-rows')) ?? [];
    await writeSetting(database, 'urgent-rows', [...before, ...places].slice(-keptMax));
  });
}

export async function deliverUrgent(parts: UrgentParts): Promise<UrgentOutcome> {
  const { database } = parts;
  const places = (await readSetting(database, 'urgent-rows')) ?? [];
  if (places.length === 0) return 'nothing-urgent';
  const open: UrgentPlace[] = [];
  let outcome: UrgentOutcome = 'nothing-urgent';
  for (const place of places) {
    const have = (await database.acks.get(place.log))?.have ?? 0;
    if (have >= place.seq) continue;
    if (outcome === 'not-delivered' || place.seq - have <= backlogMin) {
      open.push(place);
      if (outcome === 'nothing-urgent') outcome = 'goes-with-the-rest';
      continue;
    }
    const isTaken = await deliverOne(parts, place).catch(() => false);
    if (!isTaken) open.push(place);
    outcome = isTaken ? 'delivered' : 'not-delivered';
  }
  if (open.length !== places.length) await writeSetting(database, 'urgent-rows', open);
  return outcome;
}

async function deliverOne(parts: UrgentParts, { log, seq }: UrgentPlace): Promise<boolean> {
  const { database, random, transport, keys, certificate } = parts;
  const record = await database.logs.get(log);
  // A log that was left behind: the record was carried into another one, and goes with that.
  if (record === undefined || record.headSeq < seq) return true;
  const packing = {
    database,
    random,
    signingKey: keys.signingKey,
    // As it rests: a single sealed row, so that it goes also while the tablet is locked.
    keyOf: () => Promise.resolve(null),
  };
  const parcels: CarriedParcel[] = await packRows(packing, record, seq - 1, seq);
  for (const parcel of parcels) {
    const device = { device: keys.thumbprint, certificate };
    const { outcome } = await postParcel(transport, device, parcel);
    if (outcome !== 'taken') return false;
  }
  return true;
}
