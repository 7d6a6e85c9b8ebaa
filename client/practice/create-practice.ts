// Owns a practice session: a real tablet over a database of its own, with made-up people, and with no wire at all.

import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import { packDayPack } from '../../schemas/records/roster.ts';
import { compress } from '../device/compression.ts';
import type { Transport } from '../exchange/transport.ts';
import { openJournalDatabase, type JournalDatabase } from '../journal/database.ts';
import type { PackRecord } from '../journal/records.ts';
import { writeSetting } from '../journal/settings.ts';
import type { TabletDeps } from '../tablet-core/deps.ts';
import { createTablet, type StartedTablet } from '../tablet-core/create-tablet.ts';
import type { Desk } from '../tablet-core/commands.ts';
import { seal } from '../vault/aes.ts';
import { createDeviceKeys } from '../vault/device-keys.ts';
import { packContext } from '../vault/sealing.ts';
import { createPracticePack, practiceCentreId } from './practice-pack.ts';

export const practiceDatabaseName = 'suchi-practice';

/** Whatever asks for the network in a practice session hears that there is none. */
const noWire: Transport = {
  post: () => Promise.reject(new TypeError('practice: nothing is sent')),
};

export interface PracticeParts extends Omit<
  TabletDeps,
  'database' | 'transport' | 'fillDay' | 'storage'
> {
  readonly centreName: string;
  readonly databaseName?: string;
}

export interface Practice {
  readonly tablet: StartedTablet;
  /** Everything of it goes: nobody has to wonder later whether it was real. */
  readonly end: () => Promise<void>;
}

/** Begins afresh each time. */
export async function createPractice(parts: PracticeParts): Promise<Practice> {
  const { centreName, databaseName = practiceDatabaseName, ...deps } = parts;
  const database = openJournalDatabase(databaseName);
  await database.delete();
  await database.open();
  const pack = createPracticePack(deps.digest, deps.clock.wall(), centreName);
  await writeSetting(database, 'device-keys', await createDeviceKeys(deps.digest));
  await writeSetting(database, 'enrolment', {
    certificate: 'practice',
    deployment: 'practice',
    centreId: practiceCentreId,
    centreName,
    isDemo: true,
    sealingKey: await createLostKey(),
    staff: pack.staff,
  });
  const tablet = createTablet({
    ...deps,
    database,
    transport: noWire,
    storage: {
      askToPersist: () => Promise.resolve(true),
      facts: () => Promise.resolve({ isPersisted: true, freeBytes: 1_000_000_000 }),
    },
    fillDay: (desk) => putPack(database, deps, desk, pack),
  });
  return {
    tablet,
    end: async () => {
      await tablet.stop();
      database.close();
      await database.delete();
    },
  };
}

/** A key to seal to, whose other half is thrown away at once: nobody can ever open a practice row. */
async function createLostKey(): Promise<{ readonly kid: string; readonly publicKey: string }> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, [
    'deriveBits',
  ]);
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { kid: 'practice', publicKey: bytesToBase64url(raw) };
}

async function putPack(
  database: JournalDatabase,
  { random, digest }: Pick<TabletDeps, 'random' | 'digest'>,
  desk: Desk,
  pack: ReturnType<typeof createPracticePack>,
): Promise<void> {
  if ((await database.packs.get(practiceCentreId)) !== undefined) return;
  const text = utf8ToBytes(JSON.stringify(packDayPack(pack)));
  const packHash = bytesToBase64url(digest.sha256(text));
  const { packKey } = desk.workspace;
  const sealed = await seal(
    random,
    packKey,
    packContext(practiceCentreId, packHash),
    await compress('gzip', text),
  );
  const { day, validUntil } = pack;
  const record: PackRecord = { centreId: practiceCentreId, packHash, day, validUntil, ...sealed };
  await database.packs.put(record);
  await desk.workspace.refresh();
}
