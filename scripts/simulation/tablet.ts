// Owns a tablet of a run: one disk, and tabs over it that run the product's own journal, exchange, vault and event writer.
// What is left out of a tab: screens, the view database, the slow step of a PIN.

import { makeCopy } from '../../client/carry/make-copy.ts';
import type { CopyReach } from '../../client/carry/port.ts';
import { canonicalText } from '../../schemas/log/canonical.ts';
import {
  unpackDayPack,
  type PackedDayPack,
  type RosterAppointment,
} from '../../schemas/records/roster.ts';
import type { TabLock } from '../../client/device/tab-lock.ts';
import { createTrustedTime, unknownTime } from '../../client/device/trusted-time.ts';
import {
  ordinaryTimes,
  type Scheduler,
  type ScheduleTimes,
} from '../../client/exchange/scheduler.ts';
import { openJournalDatabase, type JournalDatabase } from '../../client/journal/database.ts';
import { readSetting, writeSetting } from '../../client/journal/settings.ts';
import { readNumbers } from '../../client/journal/watch.ts';
import type { TabletDeps } from '../../client/tablet-core/deps.ts';
import {
  createEventWriter,
  type EventDraft,
  type EventWriter,
  type WriteOutcome,
} from '../../client/tablet-core/event-writer.ts';
import { createLink } from '../../client/tablet-core/link.ts';
import type { Workspace } from '../../client/tablet-core/workspace.ts';
import { createDeviceKeys, deviceId } from '../../client/vault/device-keys.ts';
import { createDataKeys } from '../../client/vault/staff-wrap.ts';
import { nodeDigest } from '../../sync-server/keys/digest.ts';
import type { Dice } from './dice.ts';
import { createDisk, type Disk } from './disk.ts';
import type { SimulatedLoop } from './event-loop.ts';
import { createNetwork, type SimulatedNetwork } from './network.ts';
import { simulatedStaff } from './people.ts';
import type { FaultCounts } from './results.ts';
import { baseSeconds, type SimulatedServer } from './server.ts';
import {
  createTabLock,
  makeWrap,
  openLightWorkspace,
  readCases,
  readStoredPack,
  toEnrolment,
} from './tablet-parts.ts';
import { keysOn, type GroundTruth } from './truth.ts';

export interface TabletWorld {
  readonly loop: SimulatedLoop;
  readonly dice: Dice;
  readonly server: SimulatedServer;
  readonly faults: FaultCounts;
  readonly truth: GroundTruth;
  readonly isHealing: boolean;
  /** Where what happens between exchanges is not what the run is for: fewer of them. */
  readonly times?: Partial<ScheduleTimes>;
}

export interface SimulatedTablet {
  readonly name: string;
  readonly disk: Disk;
  readonly network: SimulatedNetwork;
  readonly device: string;
  centreId: number;
  isRevoked: boolean;
  /** Something of its disk was damaged: it still sends, but proves no copy. */
  isDamaged: boolean;
  /** How often its disk went back, or it went to another centre: what it had heard is then gone, or nobody's to tell. */
  mishaps: number;
  /** Nothing is written there any more: what was saved and not handed over is gone. */
  isBurned: boolean;
  /** Seconds the wall clock stands off the true time. */
  clockOffset: number;
  readonly tabs: Tab[];
  readonly openTab: () => Promise<Tab>;
  /** All tabs gone, an earlier state of the disk in place. */
  readonly goBack: (commits: number) => void;
  readonly killTabs: () => void;
  /** Nothing runs on it any more, whatever was about to begin there. */
  readonly burn: () => void;
  /** Another machine with this profile. */
  readonly copy: (name: string) => SimulatedTablet;
}

export interface Tab {
  readonly isAlive: () => boolean;
  readonly isUnlocked: () => boolean;
  /** As that member of the staff, or as anybody. */
  readonly unlock: (staffId?: string) => Promise<void>;
  readonly lock: () => Promise<void>;
  readonly record: (draft: EventDraft) => Promise<WriteOutcome | null>;
  readonly appointments: () => readonly RosterAppointment[];
  readonly link: Scheduler;
  readonly kill: () => void;
  readonly database: JournalDatabase;
  /** Canonical bytes of every case's fold, by case. */
  readonly folds: () => Promise<ReadonlyMap<string, string>>;
  /** What the last exchange said, for the healing: quiet when whole, and nothing more to ask. */
  readonly isQuiet: () => boolean;
  readonly move: (centreId: number) => Promise<void>;
  /** Made, read back, and noted as handed over; null when there is nothing to hand over. */
  readonly makeCopy: (reach: CopyReach) => Promise<Uint8Array | null>;
}

export async function createTabletOn(
  world: TabletWorld,
  name: string,
  centreId: number,
): Promise<SimulatedTablet> {
  const disk = createDisk(world.loop);
  const keys = await createDeviceKeys(nodeDigest);
  const device = deviceId(keys);
  const tablet = tabletOver(world, name, disk, device, centreId);
  const connection = disk.connect();
  const database = openJournalDatabase('tablet', connection.platform);
  await database.open();
  const certificate = await world.server.enrol(device, keys.publicKey, centreId, name);
  await writeSetting(database, 'device-keys', keys);
  await writeSetting(database, 'enrolment', toEnrolment(world.server.keys, centreId, certificate));
  const random = { bytes: world.dice.bytes, fraction: world.dice.fraction };
  const dataKeys = createDataKeys(random);
  for (const { staffId } of simulatedStaff)
    await database.staff.put(await makeWrap(random, staffId, dataKeys));
  connection.kill();
  disk.settle();
  return tablet;
}

function tabletOver(
  world: TabletWorld,
  name: string,
  disk: Disk,
  device: string,
  centreId: number,
): SimulatedTablet {
  const { loop, dice } = world;
  const network = createNetwork({ ...world, name, dice: dice.split() });
  const lock = createTabLock(loop, dice.chance(0.5));
  const tablet: SimulatedTablet = {
    name,
    disk,
    network,
    device,
    centreId,
    isRevoked: false,
    isDamaged: false,
    mishaps: 0,
    isBurned: false,
    clockOffset: 0,
    tabs: [],
    openTab: async () => {
      const tab = await openTabOn(world, tablet, lock);
      tablet.tabs.push(tab);
      if (!tablet.isBurned) return tab;
      tab.kill();
      throw new Error('the tab is gone: its tablet burned');
    },
    killTabs: () => {
      // Each takes itself off the list.
      while (tablet.tabs.length > 0) tablet.tabs[0]!.kill();
    },
    burn: () => {
      tablet.mishaps += 1;
      tablet.isBurned = true;
      tablet.killTabs();
    },
    goBack: (commits) => {
      if (tablet.isBurned) return;
      tablet.mishaps += 1;
      tablet.killTabs();
      const history = disk.history();
      const earlier = history[Math.max(0, history.length - 1 - commits)]!;
      const before = keysOn(disk);
      disk.restore(earlier);
      const after = new Set(keysOn(disk));
      world.truth.rowsGone(before.filter((key) => !after.has(key)));
    },
    copy: (copyName) => {
      const copy = tabletOver(
        world,
        copyName,
        createDisk(loop, disk.state()),
        device,
        tablet.centreId,
      );
      copy.isRevoked = tablet.isRevoked;
      copy.isDamaged = tablet.isDamaged;
      return copy;
    },
  };
  world.truth.disks.push(disk);
  return tablet;
}

interface OpenDesk {
  readonly workspace: Workspace;
  readonly writer: EventWriter;
}

async function openTabOn(
  world: TabletWorld,
  tablet: SimulatedTablet,
  tabLock: TabLock,
): Promise<Tab> {
  const { loop, server, truth, dice } = world;
  const connection = tablet.disk.connect();
  const database = openJournalDatabase('tablet', connection.platform);
  let isAlive = true;
  let desk: OpenDesk | null = null;
  let unsent = 0;
  let appointments: readonly RosterAppointment[] = [];
  let isQuiet = false;
  const random = { bytes: dice.bytes, fraction: dice.fraction };
  await database.open();
  const keys = (await readSetting(database, 'device-keys'))!;
  let enrolment = (await readSetting(database, 'enrolment'))!;
  const clock = {
    wall: () => baseSeconds + Math.floor(loop.now()) + tablet.clockOffset,
    running: loop.now,
  };
  const time = createTrustedTime(clock, (await readSetting(database, 'time')) ?? unknownTime);
  const maker = { digest: nodeDigest, random, thumbprint: keys.thumbprint };
  const countUnsent = async (): Promise<void> => {
    unsent = (await readNumbers(database)).unsent;
  };
  const showPack = (pack: PackedDayPack): void => {
    appointments = unpackDayPack(pack).appointments;
    for (const { appointmentNo, referenceId } of appointments)
      for (const given of truth.numbers.get(`${enrolment.centreId}/${appointmentNo}`) ?? [])
        if (given.referenceId === referenceId) given.isSeen = true;
  };
  const deps: TabletDeps = {
    database,
    tabLock,
    clock,
    timers: {
      after: (milliseconds, run) => loop.timers.after(milliseconds, () => void (isAlive && run())),
      every: (milliseconds, run) => loop.timers.every(milliseconds, () => void (isAlive && run())),
    },
    random,
    digest: nodeDigest,
    page: {
      isVisible: () => true,
      isOnline: () => tablet.network.isOnline,
      linkHints: () => ({ effectiveType: null, isSavingData: false }),
      onVisibility: () => () => undefined,
      onOnline: () => () => undefined,
      onActivity: () => () => undefined,
    },
    storage: {
      askToPersist: async () => true,
      facts: async () => ({ isPersisted: true, freeBytes: 1_000_000 }),
    },
    transport: {
      post: async (...request) => {
        truth.exchanges += 1;
        const answer = await tablet.network.transport.post(...request);
        // The tab that asked is gone: nobody hears the answer.
        return isAlive ? answer : new Promise(() => undefined);
      },
    },
    // Polled less often than in a real day: what happens between two exchanges is what a run is for.
    times: { ...ordinaryTimes, pollSeconds: 900, ...world.times },
    tuneCost: async () => ({ memoryKiB: 64, iterations: 1 }),
    findMissingSupport: () => null,
    appVersion: 'simulated',
  };
  const link = createLink({
    deps,
    time,
    identity: () => ({ keys, maker }),
    centreId: () => enrolment.centreId,
    workspace: () => desk?.workspace ?? null,
    unsent: () => unsent,
    faultsToTell: () => 0,
    onState: () => undefined,
    onWord: () => undefined,
    onProgress: () => undefined,
    onPack: async (pack) => showPack(pack),
    onAnswer: (isWhole) => {
      // What was said before the last restore counts for nothing: it may have forgotten rows since.
      isQuiet = isWhole && world.isHealing;
      void countUnsent().catch(() => undefined);
      const stored = time.toStore();
      if (stored !== null) void writeSetting(database, 'time', stored).catch(() => undefined);
    },
  });
  /** As the product's own life of a tablet: enrolled, unlocked, locked, one step after the other. */
  let turns: Promise<void> = Promise.resolve();
  const inTurn = (step: () => Promise<void>): Promise<void> => {
    const done = turns.then(step);
    turns = done.catch(() => undefined);
    return done;
  };
  const lockNow = async (): Promise<void> => {
    const closing = desk;
    desk = null;
    await closing?.writer.end();
  };
  const unlockNow = async (wanted?: string): Promise<void> => {
    if (desk !== null) return;
    if (tablet.isBurned) throw new Error(`simulation: ${tablet.name} burned, and somebody works`);
    const staffId = wanted ?? dice.oneOf(simulatedStaff).staffId;
    const { centreId } = enrolment;
    const workspace = await openLightWorkspace(database, staffId, (entry) => {
      if (!isAlive) return;
      const { log, seq } = entry.identity;
      world.faults.tell(`${tablet.name}: saved ${entry.event.kind} ${log}/${seq}`);
      truth.saved(tablet.name, centreId, entry);
    });
    const writer = createEventWriter({
      ...deps,
      maker,
      enrolment,
      workspace,
      app: 'ssimulated',
      time,
      onSaved: () => {
        unsent += 1;
        link.soon();
      },
    });
    desk = { workspace, writer };
    await writer.begin();
    const pack = await readStoredPack(database, centreId, workspace.packKey);
    if (pack !== null) showPack(pack);
    link.now();
  };
  const tab: Tab = {
    isAlive: () => isAlive,
    isUnlocked: () => desk !== null,
    database,
    link,
    appointments: () => appointments,
    isQuiet: () => isQuiet && unsent === 0,
    unlock: (staffId) => inTurn(() => unlockNow(staffId)),
    lock: () => inTurn(lockNow),
    record: async (draft) => {
      if (desk === null) return null;
      const outcome = await desk.writer.write(draft);
      return isAlive ? outcome : null;
    },
    kill: () => {
      isAlive = false;
      link.stop();
      connection.kill();
      tablet.tabs.splice(0, tablet.tabs.length, ...tablet.tabs.filter((other) => other !== tab));
    },
    folds: async () => {
      const index = await readCases(database, desk!.workspace, enrolment.centreId);
      return new Map(
        [...index.caseKeys()].map((key) => [key, canonicalText(index.fold(key))] as const),
      );
    },
    makeCopy: async (reach) => {
      const keyOf = desk?.workspace.keyring.keyOf ?? (async () => null);
      const parts = { database, random, digest: nodeDigest, keys, enrolment, keyOf, day: 'a day' };
      const made = await makeCopy(parts, reach);
      if (made.outcome !== 'made') return null;
      for (const [log, upTo] of made.copy.upTo) await database.copies.put({ log, upTo });
      return made.copy.bytes;
    },
    move: (centreId) =>
      inTurn(async () => {
        await lockNow();
        const certificate = await server.enrol(
          tablet.device,
          keys.publicKey,
          centreId,
          tablet.name,
        );
        const record = toEnrolment(server.keys, centreId, certificate);
        await writeSetting(database, 'enrolment', record);
        enrolment = record;
        // Done under a supervisor's eyes: it is not what a later power loss undoes.
        tablet.disk.settle();
        tablet.centreId = centreId;
        tablet.mishaps += 1;
        appointments = [];
      }),
  };
  await countUnsent();
  link.now();
  return tab;
}
