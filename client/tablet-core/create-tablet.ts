// Owns the tablet behind the port: it joins clock, lifecycle, link and commands, and hands out the signals.

import {
  createTrustedTime,
  unknownTime,
  type StoredTime,
  type TrustedTime,
} from '../device/trusted-time.ts';
import { createCarry, type StartedCarry } from '../carry/create-carry.ts';
import { createCourier, type Courier } from '../exchange/courier.ts';
import { noteUrgent } from '../exchange/urgent.ts';
import type { Scheduler } from '../exchange/scheduler.ts';
import { onTakenAway } from '../journal/database.ts';
import { readSetting, writeSetting } from '../journal/settings.ts';
import { readNumbers, watchNumbers } from '../journal/watch.ts';
import type { Tablet } from '../tablet.ts';
import { findPinFault } from '../vault/pin-rules.ts';
import { startAutoLock } from './auto-lock.ts';
import { createCommands, createSave } from './commands.ts';
import type { TabletDeps } from './deps.ts';
import { withPack } from './enrolment-record.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createLink } from './link.ts';
import { createRoom, type StartedRoom } from './room.ts';
import { openPhoneWrap, readPhoneWrapQuestion } from './phone-access.ts';
import { createRecordOnly } from './record-only.ts';
import { createSelfCheck, type SelfCheckRunner } from './self-check.ts';
import { whenNeeded } from '../device/when-needed.ts';
import { createSlips, type StartedSlips } from './slips.ts';
import { suggestVialName } from './vial-names.ts';
import { createViews, type RowPlace, type Views } from './views.ts';
import type { LinkWord } from './why-waiting.ts';

/** Comes after the first paint, long before anybody's record can be opened. */
const personReads = whenNeeded(() => import('./reads.ts'));
const noNote = (): void => undefined;
/** Comes with the screens that show it. */
const holdings = whenNeeded(() => import('./holdings.ts'));
const tickMilliseconds = 5_000;
const storeTimeMilliseconds = 60_000;
const rereadMilliseconds = 500;

export interface StartedTablet extends Tablet {
  /** Ends timers and subscriptions; for tests. */
  readonly stop: () => Promise<void>;
}

export function createTablet(deps: TabletDeps): StartedTablet {
  const time = createSwappableTime(deps);
  const views = createViews(time.now(), deps.clock.wall);
  const lifecycle = createLifecycle({
    deps,
    time,
    views,
    onSaved: (place) => onSaved(place),
    onReason: () => {
      const desk = lifecycle.desk();
      if (deps.fillDay !== undefined && desk !== null) void deps.fillDay(desk);
      link.now();
    },
  });
  const selfCheck = createSelfCheck({ ...deps, now: time.now });
  const word: { current: LinkWord | null } = { current: null };
  const courier = createCourier({ ...deps, running: deps.clock.running });
  const link = createLinkOf(deps, time, views, lifecycle, selfCheck, word, courier);
  const onSaved = (place: RowPlace): void => {
    views.noteSaved(place);
    link.soon();
  };
  const refreshHoldings = async (): Promise<void> => {
    const { readHoldings } = await holdings.load();
    views.holdings.value = await readHoldings({
      database: deps.database,
      keyring: lifecycle.desk()?.workspace.keyring ?? null,
      word: word.current,
      isOnline: deps.page.isOnline(),
      facts: deps.storage.facts,
      driftSeconds: time.drift(),
    });
  };
  const carry = createCarry({
    ...deps,
    now: time.now,
    keys: () => lifecycle.identity()?.keys ?? null,
    enrolment: () => views.enrolment.value,
    keyOf: () => lifecycle.desk()?.workspace.keyring.keyOf ?? null,
    onCarried: courier.setIds,
    onTaken: () => link.soon(),
    askToPersist: deps.storage.askToPersist,
  });
  const room = createRoom({
    database: deps.database,
    timers: deps.timers,
    views,
    save: createSave(lifecycle.desk),
    // A disk that cannot keep the note sends the report with the rest, at once all the same.
    sendFirst: (places) =>
      void noteUrgent(
        deps.database,
        places.map(({ log, seq }) => ({ log, seq })),
      )
        .catch(() => undefined)
        .finally(link.now),
  });
  const slips = createSlips({
    digest: deps.digest,
    save: createSave(lifecycle.desk),
    enrolment: () => views.enrolment.value,
    listKey: () => views.pack.value?.slipKey,
    listDay: () => views.pack.value?.day ?? null,
    people: () => views.people.value,
    stage: () => views.stage.value,
  });
  const started = start(deps, time, views, lifecycle, link, selfCheck, { carry, room, slips });
  return {
    stage: views.stage,
    connection: views.connection,
    day: views.day,
    packProgress: views.packProgress,
    people: views.people,
    vials: views.vials,
    questions: views.questions,
    now: views.now,
    clockQuestion: views.clockQuestion,
    centreName: views.centreName,
    isDemo: views.isDemo,
    enrol: lifecycle.enrol,
    checkPin: findPinFault,
    setPin: lifecycle.setPin,
    unlock: lifecycle.unlock,
    staffHere: views.staffHere,
    vouch: lifecycle.vouch,
    bindOwnKey: lifecycle.bindOwnKey,
    lock: lifecycle.lock,
    answerClockQuestion: (day) => {
      time.answerDay(day);
      tick(deps, time, views, lifecycle);
      void storeTime(deps, time);
    },
    exchangeNow: link.now,
    holdings: views.holdings,
    refreshHoldings,
    selfCheck: selfCheck.result,
    isChecking: selfCheck.isRunning,
    checkAgain: async () => {
      await selfCheck.run();
      await refreshHoldings();
      link.now();
    },
    carry,
    resetPin: lifecycle.resetPin,
    phoneQuestion: () => readPhoneWrapQuestion(deps.database),
    checkPhoneCode: async (code) => (await openPhoneWrap(deps.database, code)) !== null,
    recordOnly: createRecordOnly({ deps, time, lifecycle, views, onSaved }),
    drafts: {
      read: (name) => lifecycle.desk()?.drafts.read(name) ?? null,
      write: (name, value) => lifecycle.desk()?.drafts.write(name, value),
    },
    room,
    suggestVialName: () =>
      suggestVialName(
        views.vialFacts.value,
        lifecycle.identity()?.keys.thumbprint ?? new Uint8Array(1),
      ),
    ...createCommands(deps.digest, lifecycle.desk),
    openPerson: (key) =>
      personReads.loaded()?.openPerson({ key, views, time, lifecycle, database: deps.database }) ??
      noNote,
    readSlip: slips.readSlip,
    slipInHand: slips.slipInHand,
    recordSlip: slips.recordSlip,
    stop: async () => {
      const stops = await started;
      link.stop();
      for (const stop of stops) stop();
      await lifecycle.lock();
    },
  };
}

interface SwappableTime extends TrustedTime {
  readonly load: (stored: StoredTime) => void;
}

/** Until the database has answered, the wall clock alone is believed. */
function createSwappableTime(deps: TabletDeps): SwappableTime {
  let current = createTrustedTime(deps.clock, unknownTime);
  return {
    load: (stored) => {
      current = createTrustedTime(deps.clock, stored);
    },
    now: () => current.now(),
    skew: () => current.skew(),
    drift: () => current.drift(),
    fault: () => current.fault(),
    check: () => current.check(),
    serverTimeSeen: (serverTime) => current.serverTimeSeen(serverTime),
    answerDay: (day) => current.answerDay(day),
    toStore: () => current.toStore(),
  };
}

function createLinkOf(
  deps: TabletDeps,
  time: TrustedTime,
  views: Views,
  lifecycle: Lifecycle,
  selfCheck: SelfCheckRunner,
  word: { current: LinkWord | null },
  courier: Courier,
): Scheduler {
  return createLink({
    courier,
    deps,
    time,
    identity: lifecycle.identity,
    centreId: () => views.enrolment.value?.centreId ?? null,
    certificate: () => views.enrolment.value?.certificate ?? null,
    workspace: () => lifecycle.desk()?.workspace ?? null,
    unsent: () => views.unsent.value,
    faultsToTell: selfCheck.faultsToTell,
    onWord: (said) => {
      word.current = said;
    },
    onState: (state) => {
      views.connectionState.value = state;
    },
    onProgress: (progress) => {
      views.packProgress.value = progress;
    },
    onPack: async (pack) => {
      const record = views.enrolment.value;
      if (record === null) return;
      views.enrolment.value = withPack(record, pack);
      await writeSetting(deps.database, 'enrolment', views.enrolment.value);
    },
    onAnswer: (isWhole) => {
      if (isWhole) views.lastExchangeAt.value = time.now();
      tick(deps, time, views, lifecycle);
      void storeTime(deps, time);
    },
  });
}

interface Followers {
  readonly carry: StartedCarry;
  readonly room: StartedRoom;
  readonly slips: StartedSlips;
}

/** Reads what is stored, shows the first stage, and starts everything that runs by itself. */
async function start(
  deps: TabletDeps,
  time: SwappableTime,
  views: Views,
  lifecycle: Lifecycle,
  link: Scheduler,
  selfCheck: SelfCheckRunner,
  { carry, room, slips }: Followers,
): Promise<readonly (() => void)[]> {
  const missing = deps.findMissingSupport();
  if (missing !== null) {
    views.stage.value = { stage: 'unsupported', missing };
    return [];
  }
  try {
    await deps.database.open();
    time.load((await readSetting(deps.database, 'time')) ?? unknownTime);
    await lifecycle.begin();
  } catch {
    // A browser that gives no database (private windows, a broken profile) cannot keep a dose.
    views.stage.value = { stage: 'unsupported', missing: 'indexeddb' };
    return [];
  }
  tick(deps, time, views, lifecycle);
  const { page, timers, database } = deps;
  views.connectionState.value = page.isOnline() ? 'reaching' : 'offline';
  link.now();
  // Beside everything else: a large log takes seconds, and nobody waits for it.
  void selfCheck.run();
  return [
    watchNumbers(database, timers, () => {
      const count = views.beginCount();
      return (numbers) => {
        count(numbers);
        void refresh(deps, views, lifecycle);
      };
    }),
    carry.follow(),
    await room.follow(),
    slips.follow(),
    followStorage(deps, views, lifecycle),
    timers.every(tickMilliseconds, () => tick(deps, time, views, lifecycle)),
    timers.every(storeTimeMilliseconds, () => void storeTime(deps, time)),
    page.onOnline((isOnline) => {
      if (isOnline) link.now();
      else views.connectionState.value = 'offline';
    }),
    page.onVisibility((isVisible) => {
      if (!isVisible) return;
      tick(deps, time, views, lifecycle);
      void refresh(deps, views, lifecycle);
      link.now();
    }),
    startAutoLock({
      clock: deps.clock,
      timers,
      page,
      isSessionOpen: () => views.day.value !== null && !views.day.value.isExpired,
      lock: () => void lifecycle.lock(),
    }),
  ];
}

/**
 * When the storage was taken away another one may stand there now: who this tablet is and what waits on it is read anew,
 * so that nothing is shown as kept that is gone. While the platform still clears, opening fails: then a little later.
 */
function followStorage(deps: TabletDeps, views: Views, lifecycle: Lifecycle): () => void {
  let cancel: () => void = () => undefined;
  const reread = async (): Promise<void> => {
    await lifecycle.lock().catch(() => undefined);
    await lifecycle.begin();
    const count = views.beginCount();
    count(await readNumbers(deps.database));
  };
  const soon = (): void => {
    cancel();
    cancel = deps.timers.after(rereadMilliseconds, () => void reread().catch(soon));
  };
  const stop = onTakenAway(deps.database, soon);
  return () => {
    stop();
    cancel();
  };
}

/** By numbers: whatever tab wrote or pulled, this one reads what it has not read. */
async function refresh(deps: TabletDeps, views: Views, lifecycle: Lifecycle): Promise<void> {
  const record = views.enrolment.value;
  if (record === null) return;
  try {
    const pack = await deps.database.packs.get(record.centreId);
    views.listDay.value = pack?.day ?? null;
    await lifecycle.desk()?.workspace.refresh();
  } catch {
    // A read that failed leaves the screen behind what is stored, until the next one.
    deps.timers.after(tickMilliseconds, () => void refresh(deps, views, lifecycle));
  }
}

function tick(deps: TabletDeps, time: TrustedTime, views: Views, lifecycle: Lifecycle): void {
  time.check();
  views.now.value = time.now();
  views.clockFault.value = time.fault();
  const desk = lifecycle.desk();
  const pack = desk?.workspace.pack() ?? null;
  // The list has just expired, or the clock was put right: it is hidden, or shown again.
  const isExpired = pack !== null && time.now() > pack.validUntil;
  if (desk !== null && isExpired !== desk.workspace.isExpired())
    void refresh(deps, views, lifecycle);
}

async function storeTime(deps: TabletDeps, time: TrustedTime): Promise<void> {
  const stored = time.toStore();
  // A disk that is full now is no reason to stop: the next minute tries again.
  if (stored !== null) await writeSetting(deps.database, 'time', stored).catch(() => undefined);
}
