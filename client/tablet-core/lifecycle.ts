// Owns the tablet's life: enrolled, unlocked as somebody, locked. Each step waits for the one before.

import { whenNeeded } from '../device/when-needed.ts';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { RosterStaff } from '../../schemas/records/roster.ts';
import type { TrustedTime } from '../device/trusted-time.ts';
import { enrol } from '../exchange/enrol.ts';
import { storageFaultOf } from '../journal/database.ts';
import type { LogMaker } from '../journal/logs.ts';
import { readSetting, writeSetting } from '../journal/settings.ts';
import type { EnrolmentRecord } from '../journal/records.ts';
import { changeWrap } from '../journal/staff.ts';
import type { LockedStaff, Tablet, UnlockOutcome, VouchAnswer } from '../tablet.ts';
import { createDeviceKeys, type DeviceKeys } from '../vault/device-keys.ts';
import type { Desk } from './commands.ts';
import type { TabletDeps } from './deps.ts';
import { toEnrolmentRecord } from './enrolment-record.ts';
import { openDrafts } from './drafts.ts';
import { createEventWriter, type EventWriter } from './event-writer.ts';
import {
  createStaffAccess,
  type Opened,
  type StaffAccess,
  type TryPinOutcome,
} from './staff-access.ts';
import { openPhoneWrap } from './phone-access.ts';
import type { RowPlace, Views } from './views.ts';
import { openWorkspace } from './workspace.ts';

/** Comes with the screens that let somebody new in. */
const newStaff = whenNeeded(() => import('./new-staff.ts'));

export interface LifecycleParts {
  readonly deps: TabletDeps;
  readonly time: TrustedTime;
  readonly views: Views;
  readonly onSaved: (place: RowPlace) => void;
  /** Unlocked or newly enrolled: there is something to ask the server for. */
  readonly onReason: () => void;
}

export interface Identity {
  readonly keys: DeviceKeys;
  readonly maker: LogMaker;
}

export interface Lifecycle extends Pick<
  Tablet,
  'enrol' | 'setPin' | 'resetPin' | 'unlock' | 'lock' | 'vouch' | 'bindOwnKey'
> {
  /** Reads who this tablet is and shows the stage that follows. */
  readonly begin: () => Promise<void>;
  readonly desk: () => Desk | null;
  readonly identity: () => Identity | null;
}

interface Open {
  readonly desk: Desk;
  readonly opened: Opened;
}

export function createLifecycle(parts: LifecycleParts): Lifecycle {
  const { deps, time, views } = parts;
  const { database } = deps;
  let identity: Identity | null = null;
  let open: Open | null = null;
  let isEmptied = false;
  let lastListed: readonly LockedStaff[] = [];
  let queue: Promise<unknown> = Promise.resolve();
  let signIn: Promise<void> = Promise.resolve();
  const enqueue = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const done = queue.then(work, work);
    queue = done.catch(() => undefined);
    return done;
  };
  const accessOf = ({ keys }: Identity): StaffAccess =>
    createStaffAccess({ ...deps, keys, now: time.now });

  const listStaff = async (who: Identity, record: EnrolmentRecord): Promise<void> => {
    lastListed = await accessOf(who).listStaff(record.staff);
    views.staffHere.value = lastListed;
  };
  const showRestingStage = async (): Promise<void> => {
    const record = views.enrolment.value;
    if (identity === null || record === null) {
      views.stage.value = { stage: 'not-enrolled', isEmptied };
      return;
    }
    await listStaff(identity, record);
    const hasAnyWrap = (await database.staff.count()) > 0;
    views.stage.value = hasAnyWrap
      ? { stage: 'locked', staff: lastListed }
      : { stage: 'needs-first-pin', staff: record.staff };
  };
  const lockNow = async (): Promise<void> => {
    if (open === null) return;
    const { workspace, writer, drafts } = open.desk;
    open = null;
    // Names go from the screen at once; what is unsent is gathered behind it, while the keys are still here.
    views.stage.value = { stage: 'locked', staff: lastListed };
    views.model.value = null;
    views.pack.value = null;
    await drafts.flush();
    await writer.end();
    await workspace.close();
    await showRestingStage();
  };
  const unlockAs = async (outcome: TryPinOutcome): Promise<UnlockOutcome> => {
    if (outcome.outcome === 'refused') {
      if (open === null) await showRestingStage();
      return outcome.answer;
    }
    await lockNow();
    const opening = openDesk(parts, identity!, outcome.opened, (desk) => open?.desk === desk);
    open = await openAndForgive(opening, outcome.forgive);
    const { workspace, writer } = open.desk;
    views.pack.value = workspace.pack();
    views.model.value = workspace.model();
    views.stage.value = { stage: 'unlocked', staff: workspace.staff };
    // Behind the list, for whose first look nobody waits for the disk, and beside the queue: locking waits for neither.
    // A full disk keeps nobody from reading: the sign-in is tried again before the first record.
    signIn = signInAndTell(writer, identity!, views.enrolment.value!);
    return 'unlocked';
  };
  const signInAndTell = async (
    writer: EventWriter,
    who: Identity,
    record: EnrolmentRecord,
  ): Promise<void> => {
    await writer.begin();
    await listStaff(who, record).catch(() => undefined);
    parts.onReason();
  };
  /** Answers when the sign-in of the person who came in is on the disk, or is known not to be. */
  const withSignIn = async <Value>(work: Promise<Value>): Promise<Value> => {
    const value = await work;
    await signIn;
    return value;
  };
  const guarded = async (work: () => Promise<UnlockOutcome>): Promise<UnlockOutcome> =>
    work().catch(async (error: unknown): Promise<UnlockOutcome> => {
      await showRestingStage().catch(() => undefined);
      return storageFaultOf(error);
    });
  const enter = (work: () => Promise<UnlockOutcome>): Promise<UnlockOutcome> =>
    withSignIn(enqueue(() => guarded(work)));

  return {
    desk: () => open?.desk ?? null,
    identity: () => (views.enrolment.value === null ? null : identity),
    begin: () =>
      enqueue(async () => {
        const keys = await readSetting(database, 'device-keys');
        isEmptied = identity !== null && keys === null;
        identity = keys === null ? null : toIdentity(deps, keys);
        views.enrolment.value = await readSetting(database, 'enrolment');
        await showRestingStage();
      }),
    enrol: (typedCode) =>
      enqueue(async () => {
        identity ??= toIdentity(deps, await ensureDeviceKeys(deps));
        const devicePublicKey = bytesToBase64url(identity.keys.publicKey);
        const { transport, appVersion } = deps;
        const outcome = await enrol(transport, { typedCode, devicePublicKey, appVersion });
        if (outcome.outcome !== 'enrolled') return outcome.outcome;
        await lockNow();
        const record = toEnrolmentRecord(outcome.answer);
        // With no PIN left only a new code of a supervisor opens the tablet again; old rows still deliver.
        // A PIN of somebody who is no longer on the centre's list opens nothing: its card is not shown.
        const listed = new Set(record.staff.map((person) => person.staffId));
        const wraps = await database.staff.toArray();
        if (!wraps.some((wrap) => wrap.box !== null && listed.has(wrap.staffId)))
          await database.staff.clear();
        await writeSetting(database, 'enrolment', record);
        views.enrolment.value = record;
        time.serverTimeSeen(outcome.answer.serverTime);
        await deps.storage.askToPersist();
        await showRestingStage();
        parts.onReason();
        return 'enrolled';
      }),
    setPin: (staffId, pin) =>
      enter(async () => {
        if (identity === null) return 'storage-failed';
        return unlockAs(await accessOf(identity).setPin(staffId, pin, open?.opened ?? null));
      }),
    resetPin: (staffId, code, pin) =>
      enter(async () => {
        if (identity === null || open !== null) return 'storage-failed';
        const dataKeys = await openPhoneWrap(database, code);
        if (dataKeys === null) return 'storage-failed';
        return unlockAs(await accessOf(identity).resetPin(staffId, pin, dataKeys));
      }),
    unlock: (staffId, pin) =>
      enter(async () => {
        if (identity === null) return 'storage-failed';
        return unlockAs(await accessOf(identity).tryPin(staffId, pin));
      }),
    lock: () => enqueue(lockNow),
    vouch: ({ person, voucherId, voucherPin, pin }) =>
      withSignIn(
        enqueue(async (): Promise<VouchAnswer> => {
          const record = views.enrolment.value;
          const voucher = record?.staff.find((each) => each.staffId === voucherId);
          if (identity === null || record === null || voucher?.role !== 'in-charge')
            return { of: 'voucher', outcome: 'storage-failed' };
          const access = accessOf(identity);
          // The vouch is written in a span of their own: both the name on it and the signature are theirs.
          const entered = await guarded(async () =>
            unlockAs(await access.tryPin(voucherId, voucherPin)),
          );
          if (entered !== 'unlocked') return { of: 'voucher', outcome: entered };
          const outcome = await guarded(async () => {
            const { knowNewStaff, writeVouch } = await newStaff.load();
            const staff = await knowNewStaff(parts, person);
            const made = await access.setPin(staff.staffId, pin, open!.opened);
            if (made.outcome === 'refused') return made.answer;
            const isSaved = await writeVouch(
              deps.database,
              open!.desk,
              staff,
              'substitute' in person,
            );
            if (!isSaved) return 'storage-failed';
            return unlockAs(made);
          });
          return outcome === 'unlocked' ? 'vouched' : { of: 'new', outcome };
        }),
      ),
    bindOwnKey: async (typedCode) => {
      const at = open;
      if (at === null || identity === null) return 'server-refused';
      // Beside the queue: locking the tablet never waits for a network.
      const part = await newStaff.load().catch(() => null);
      if (part === null) return 'server-unreachable';
      const outcome = await part.bindOwnKey(deps, identity.keys, at.opened.staffId, typedCode);
      if (outcome !== 'bound') return outcome;
      return enqueue(async () => {
        await changeWrap(database, at.opened.staffId, { binding: 'code' });
        // What is proved is proved from a new sign-in on.
        if (open === at) {
          await at.desk.writer.end();
          await at.desk.writer.begin();
        }
        await listStaff(identity!, views.enrolment.value!);
        return outcome;
      });
    },
  };
}

/** The disk takes the end of the tries while the list is read. When it cannot, nobody comes in. */
async function openAndForgive(opening: Promise<Open>, forgive: () => Promise<void>): Promise<Open> {
  const [opened, forgiven] = await Promise.allSettled([opening, forgive()]);
  if (opened.status === 'rejected') throw opened.reason;
  if (forgiven.status === 'fulfilled') return opened.value;
  await opened.value.desk.workspace.close();
  throw forgiven.reason;
}

async function openDesk(
  parts: LifecycleParts,
  identity: Identity,
  opened: Opened,
  isStillOpen: (desk: Desk) => boolean,
): Promise<Open> {
  const { deps, time, views } = parts;
  const enrolment = views.enrolment.value!;
  const { staffId, staffKey, dataKeys } = opened;
  const known = enrolment.staff.find((person) => person.staffId === staffId);
  const staff: RosterStaff = known ?? { staffId, name: staffId, role: 'verifier' };
  const workspace = await openWorkspace({
    database: deps.database,
    centreId: enrolment.centreId,
    staff,
    staffKey,
    dataKeys,
    now: time.now,
    onChange: (changed) => {
      // A list that was being read while the tablet was locked is shown to nobody.
      if (!isStillOpen(desk)) return;
      views.pack.value = changed.pack;
      views.model.value = changed.model;
    },
  });
  const writer = createEventWriter({
    ...deps,
    maker: identity.maker,
    enrolment,
    workspace,
    app: `s${deps.appVersion}`,
    time,
    onSaved: parts.onSaved,
  });
  const drafts = await openDrafts({ ...deps, workKey: workspace.workKey, now: time.now });
  const desk: Desk = { workspace, writer, drafts };
  return { desk, opened };
}

function toIdentity(deps: TabletDeps, keys: DeviceKeys): Identity {
  const { digest, random } = deps;
  return { keys, maker: { digest, random, thumbprint: keys.thumbprint } };
}

/** Made once; two tabs that enrol at one moment end with the same keys. */
async function ensureDeviceKeys(deps: TabletDeps): Promise<DeviceKeys> {
  const { database } = deps;
  const made = await createDeviceKeys(deps.digest);
  return database.transaction('rw', database.settings, database.staff, async () => {
    const stored = await readSetting(database, 'device-keys');
    if (stored !== null) return stored;
    await writeSetting(database, 'device-keys', made);
    // PINs that were set under a key that is gone open nothing: everybody sets a new one.
    await database.staff.clear();
    return made;
  });
}
