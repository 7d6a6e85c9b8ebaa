// Owns a tablet without screens for measures: the product's own journal, vault, writer and exchange, over whatever disk and wire
// it is given. What is left out: the PIN's slow step, the view database, polling.

import type { Bytes } from '../../../schemas/bytes.ts';
import type { PackedDayPack } from '../../../schemas/records/roster.ts';
import { digest } from '../../../client/device/digest.ts';
import { createBrowserRandomness } from '../../../client/device/random.ts';
import type { TabLock } from '../../../client/device/tab-lock.ts';
import { createBrowserTimers } from '../../../client/device/timers.ts';
import { createTrustedTime, unknownTime } from '../../../client/device/trusted-time.ts';
import { ordinaryTimes, type Scheduler } from '../../../client/exchange/scheduler.ts';
import type { Transport } from '../../../client/exchange/transport.ts';
import type { JournalDatabase } from '../../../client/journal/database.ts';
import type { EnrolmentRecord, RowRecord } from '../../../client/journal/records.ts';
import { writeSetting } from '../../../client/journal/settings.ts';
import { readNumbers } from '../../../client/journal/watch.ts';
import type { TabletDeps } from '../../../client/tablet-core/deps.ts';
import {
  createEventWriter,
  type EventDraft,
  type EventWriter,
} from '../../../client/tablet-core/event-writer.ts';
import { createSpanKeyring } from '../../../client/tablet-core/known-events.ts';
import { createLink } from '../../../client/tablet-core/link.ts';
import type { Workspace } from '../../../client/tablet-core/workspace.ts';
import { importAesKey } from '../../../client/vault/aes.ts';
import {
  createDeviceKeys,
  createStaffKeyPair,
  deviceId,
  importStaffSigningKey,
  type DeviceKeys,
} from '../../../client/vault/device-keys.ts';
import { createDataKeys } from '../../../client/vault/staff-wrap.ts';
import type { EventReference } from '../../../schemas/log/hash-chain.ts';
import type { DayRecorder } from './record-day.ts';

export interface Trip {
  readonly requestBytes: number;
  answerBytes: number;
}

export interface BenchTablet extends DayRecorder {
  readonly publicKey: Bytes;
  readonly device: string;
  readonly enrol: (record: EnrolmentRecord, morningSeconds: number) => Promise<void>;
  readonly unlock: () => Promise<void>;
  readonly lock: () => Promise<void>;
  /** As after a crash: keys and unfinished work are gone, nothing more is gathered. */
  readonly crash: () => void;
  /** As if no body had ever been written: every row travels by itself. Locked, for nothing may be gathering any more. */
  readonly dropBodies: () => Promise<void>;
  /** Talks to the server until nothing is unsent, and the list is there when unlocked. Says what travelled since the last call. */
  readonly exchange: () => Promise<readonly Trip[]>;
  /** The newest row as it rests. */
  readonly lastRow: () => Promise<RowRecord>;
  /** People of the day list that this tablet holds, and their phones. */
  readonly listed: () => number;
  readonly phones: () => readonly (string | null)[];
  readonly stop: () => void;
}

export interface BenchTabletParts {
  readonly database: JournalDatabase;
  readonly transport: Transport;
  readonly tabLock: TabLock;
}

const noPolling = 3_600;

export async function createBenchTablet(parts: BenchTabletParts): Promise<BenchTablet> {
  const { database } = parts;
  const keys = await createDeviceKeys(digest);
  const random = createBrowserRandomness();
  const maker = { digest, random, thumbprint: keys.thumbprint };
  const counting = countTrips(parts.transport);
  let wall = 0;
  let morning = 0;
  let enrolment: EnrolmentRecord | null = null;
  let desk: { readonly workspace: Workspace; readonly writer: EventWriter } | null = null;
  let unsent = 0;
  let phones: readonly (string | null)[] = [];
  let onWhole: () => void = () => undefined;
  // Both clocks follow the plan: a day of eight hours is recorded in seconds.
  const clock = { wall: () => wall, running: () => wall };
  const time = createTrustedTime(clock, unknownTime);
  const deps: TabletDeps = {
    ...parts,
    clock,
    timers: createBrowserTimers(),
    random,
    digest,
    transport: counting.transport,
    times: { ...ordinaryTimes, pollSeconds: noPolling },
    ...besidesTheMeasure,
  };
  const countUnsent = async (): Promise<void> => {
    unsent = (await readNumbers(database)).unsent;
  };
  const link: Scheduler = createLink({
    deps,
    time,
    identity: () => (enrolment === null ? null : { keys, maker }),
    centreId: () => enrolment?.centreId ?? null,
    workspace: () => desk?.workspace ?? null,
    unsent: () => unsent,
    faultsToTell: () => 0,
    onWord: () => undefined,
    onState: () => undefined,
    onProgress: () => undefined,
    onPack: async (pack: PackedDayPack) => {
      phones = pack.appointments.mobileNumber;
    },
    onAnswer: (isWhole) =>
      void countUnsent().then(() => {
        // What is left goes by the scheduler's own decision: asking here would count a trip that no tablet makes.
        if (isWhole && unsent === 0) onWhole();
      }),
  });
  const save = async (draft: EventDraft): Promise<EventReference> => {
    const outcome = await desk!.writer.write(draft);
    if (outcome.outcome !== 'saved') throw new Error(`bench tablet: ${JSON.stringify(outcome)}`);
    return outcome.ref;
  };
  const dataKeys = createDataKeys(random);
  return {
    publicKey: keys.publicKey,
    device: deviceId(keys),
    enrol: async (record, morningSeconds) => {
      await database.open();
      enrolment = record;
      wall = morning = morningSeconds;
      await storeIdentity(database, keys, record);
    },
    setSecondsIntoDay: (seconds) => {
      wall = morning + seconds;
    },
    unlock: async () => {
      const workspace = await openBenchWorkspace(database, dataKeys, enrolment!);
      const writer = createEventWriter({
        ...deps,
        maker,
        enrolment: enrolment!,
        workspace,
        app: 's0.1.0',
        time,
        onSaved: () => undefined,
      });
      desk = { workspace, writer };
      await writer.begin();
      await countUnsent();
    },
    lock: async () => {
      await desk!.writer.end();
      desk = null;
    },
    crash: () => {
      desk = null;
    },
    dropBodies: () => database.bodies.clear(),
    exchange: async () => {
      await countUnsent();
      const done = new Promise<void>((resolve) => (onWhole = resolve));
      link.now();
      await done;
      return counting.take();
    },
    save,
    lastRow: async () => (await database.rows.toCollection().last())!,
    listed: () => phones.length,
    phones: () => phones,
    stop: () => {
      link.stop();
      database.close();
    },
  };
}

const besidesTheMeasure = {
  page: {
    isVisible: () => true,
    isOnline: () => true,
    onVisibility: () => () => undefined,
    onOnline: () => () => undefined,
    onActivity: () => () => undefined,
    linkHints: () => ({ effectiveType: null, isSavingData: false }),
  },
  storage: {
    askToPersist: async () => true,
    facts: async () => ({ isPersisted: true, freeBytes: 5_000_000_000 }),
  },
  tuneCost: async () => ({ memoryKiB: 64, iterations: 1 }),
  findMissingSupport: () => null,
  appVersion: '0.1.0',
};

async function storeIdentity(
  database: JournalDatabase,
  keys: DeviceKeys,
  record: EnrolmentRecord,
): Promise<void> {
  await writeSetting(database, 'device-keys', keys);
  await writeSetting(database, 'enrolment', record);
}

/** What a workspace lends to writer and exchange; the PIN's derivation and the day's view are not measured here. */
async function openBenchWorkspace(
  database: JournalDatabase,
  dataKeys: ReturnType<typeof createDataKeys>,
  enrolment: EnrolmentRecord,
): Promise<Workspace> {
  const staff = enrolment.staff[0]!;
  const pair = await createStaffKeyPair();
  const cost = { memoryKiB: 64, iterations: 1 };
  const state = { announcedIn: null, triesUsed: 0, waitUntil: null };
  const salt = new Uint8Array(16);
  await database.staff.put({
    staffId: staff.staffId,
    salt,
    cost,
    box: null,
    publicKey: pair.publicKey,
    ...state,
  });
  const workKey = await importAesKey(dataKeys.workKey);
  const missing = (): never => {
    throw new Error('bench tablet: there is no day model');
  };
  return {
    staff,
    staffKey: await importStaffSigningKey(pair.privatePkcs8),
    dataKeys,
    workKey,
    packKey: await importAesKey(dataKeys.packKey),
    keyring: createSpanKeyring(database, workKey),
    model: missing,
    pack: missing,
    isExpired: () => false,
    refresh: async () => undefined,
    addSaved: async () => undefined,
    close: async () => undefined,
  };
}

/** Counts bodies as they are handed to the platform and as they come back from it; headers are counted at the socket. */
function countTrips(inner: Transport) {
  let trips: Trip[] = [];
  const transport: Transport = {
    post: async (path, contentType, body) => {
      const trip: Trip = { requestBytes: body.length, answerBytes: 0 };
      trips.push(trip);
      const answer = await inner.post(path, contentType, body);
      const counted = async function* () {
        for await (const chunk of answer.chunks) {
          trip.answerBytes += chunk.length;
          yield chunk;
        }
      };
      return { ...answer, chunks: counted() };
    },
  };
  return {
    transport,
    take: () => {
      const taken = trips;
      trips = [];
      return taken;
    },
  };
}
