// Owns what a simulated tab works with: its enrolment, its keys behind a stand-in for the PIN, its workspace without a view.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import type { PackedDayPack } from '../../schemas/records/roster.ts';
import { decompress } from '../../client/device/compression.ts';
import type { Randomness } from '../../client/device/random.ts';
import type { TabLock } from '../../client/device/tab-lock.ts';
import { rowsBetween } from '../../client/journal/bodies.ts';
import type { JournalDatabase } from '../../client/journal/database.ts';
import { readFeed } from '../../client/journal/feed.ts';
import type { EnrolmentRecord, RowRecord } from '../../client/journal/records.ts';
import {
  createCaseIndex,
  type CaseIndex,
  type KnownEvent,
} from '../../client/read-model/case-index.ts';
import {
  createOwnReader,
  createSpanKeyring,
  inWritingOrder,
  readPages,
} from '../../client/tablet-core/known-events.ts';
import type { Workspace } from '../../client/tablet-core/workspace.ts';
import { importAesKey, open, seal } from '../../client/vault/aes.ts';
import { createStaffKeyPair, importStaffSigningKey } from '../../client/vault/device-keys.ts';
import { packContext } from '../../client/vault/sealing.ts';
import type { DataKeys, StaffWrap } from '../../client/vault/staff-wrap.ts';
import type { DeploymentKeys } from '../../sync-server/keys/deployment-keys.ts';
import type { SimulatedLoop } from './event-loop.ts';
import { simulatedStaff } from './people.ts';

export const pinKeyBytes = new Uint8Array(32).fill(7);
export const pinContext = new TextEncoder().encode('simulated pin');

export function toEnrolment(
  keys: DeploymentKeys,
  centreId: number,
  certificate: string,
): EnrolmentRecord {
  return {
    certificate,
    deployment: keys.deployment,
    centreId,
    centreName: `PHC ${centreId}`,
    isDemo: false,
    sealingKey: keys.sealingKey,
    staff: simulatedStaff,
  };
}

/** As the vault makes it, with a key in place of the PIN's slow derivation. */
export async function makeWrap(
  random: Randomness,
  staffId: string,
  dataKeys: DataKeys,
): Promise<StaffWrap> {
  const pair = await createStaffKeyPair();
  const plain = new Uint8Array([...dataKeys.packKey, ...dataKeys.workKey, ...pair.privatePkcs8]);
  const box = await seal(random, await importAesKey(pinKeyBytes), pinContext, plain);
  const cost = { memoryKiB: 64, iterations: 1 };
  const state = { announcedIn: null, triesUsed: 0, waitUntil: null };
  return { staffId, salt: new Uint8Array(16), cost, box, publicKey: pair.publicKey, ...state };
}

/** Polite when the browser has locks; a tab that died holding one is passed over after a second. */
export function createTabLock(loop: SimulatedLoop, hasLocks: boolean): TabLock {
  if (!hasLocks) return { politely: (work) => work() };
  let tail: Promise<unknown> = Promise.resolve();
  return {
    politely: async (work) => {
      const before = tail;
      let release: () => void = () => undefined;
      tail = new Promise<void>((resolve) => {
        release = resolve;
      });
      await Promise.race([before, loop.sleep(1)]);
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}

/** What a workspace lends to writer and exchange; the day's view is left out, folds are read from the journal when asked. */
export async function openLightWorkspace(
  database: JournalDatabase,
  staffId: string,
  onSaved: (entry: KnownEvent) => void,
): Promise<Workspace> {
  const wrap = (await database.staff.get(staffId))!;
  const plain = (await open(await importAesKey(pinKeyBytes), pinContext, wrap.box!))!;
  const dataKeys = { packKey: plain.slice(0, 32), workKey: plain.slice(32, 64) };
  const workKey = await importAesKey(dataKeys.workKey);
  const missing = (): never => {
    throw new Error('simulation: there is no day model');
  };
  return {
    staff: simulatedStaff.find((person) => person.staffId === staffId)!,
    staffKey: await importStaffSigningKey(plain.slice(64)),
    dataKeys,
    workKey,
    packKey: await importAesKey(dataKeys.packKey),
    keyring: createSpanKeyring(database, workKey),
    model: missing,
    pack: missing,
    isExpired: () => false,
    refresh: async () => undefined,
    addSaved: async (entry) => onSaved(entry),
    close: async () => undefined,
  };
}

export async function readStoredPack(
  database: JournalDatabase,
  centreId: number,
  packKey: CryptoKey,
): Promise<PackedDayPack | null> {
  const record = await database.packs.get(centreId);
  if (record === undefined) return null;
  const gzipped = await open(packKey, packContext(centreId, record.packHash), record);
  const json = gzipped === null ? null : await decompress('gzip', gzipped, 16_777_216);
  return json === null ? null : (JSON.parse(bytesToUtf8(json)) as PackedDayPack);
}

/** Own rows of this centre's logs, and the feed: united as the day's view unites them. */
export async function readCases(
  database: JournalDatabase,
  workspace: Workspace,
  centreId: number,
): Promise<CaseIndex> {
  const index = createCaseIndex();
  const own: RowRecord[] = [];
  for (const log of await database.logs.toArray())
    if (log.centreId === centreId)
      own.push(...(await rowsBetween(database, log.log, 1, Number.MAX_SAFE_INTEGER)));
  index.add(await createOwnReader(workspace.keyring).read(inWritingOrder(own)));
  const { pages } = await readFeed(database, centreId, null);
  index.add(await readPages(pages, workspace.workKey));
  return index;
}
