// Owns PINs: setting one, trying one, and what a right one opens.

import { limits } from '../../schemas/limits.ts';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import { staffKeyName, type RosterStaff } from '../../schemas/records/roster.ts';
import type { Randomness } from '../device/random.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { dropForeignCopies } from '../journal/feed.ts';
import { readSetting, writeSetting } from '../journal/settings.ts';
import { changeWrap, countTry } from '../journal/staff.ts';
import type { LockedStaff, UnlockOutcome } from '../tablet.ts';
import { importStaffSigningKey, type DeviceKeys } from '../vault/device-keys.ts';
import type { PinCost } from '../vault/pin-derivation.ts';
import { normalisePin } from '../vault/pin-rules.ts';
import { triesLeft, waitInForce } from '../vault/pin-tries.ts';
import {
  createDataKeys,
  createStaffWrap,
  openStaffWrap,
  type DataKeys,
  type OpenedWrap,
} from '../vault/staff-wrap.ts';

export interface Opened {
  readonly staffId: string;
  readonly dataKeys: DataKeys;
  readonly staffKey: CryptoKey;
}

export type TryPinOutcome =
  /** `forgive`: forgets the tries that led here, durably; called once by whoever lets the person in. */
  | { readonly outcome: 'opened'; readonly opened: Opened; readonly forgive: () => Promise<void> }
  | { readonly outcome: 'refused'; readonly answer: Exclude<UnlockOutcome, 'unlocked'> };

export interface StaffAccessParts {
  readonly database: JournalDatabase;
  readonly random: Randomness;
  readonly keys: DeviceKeys;
  readonly now: () => number;
  /** Times a derivation on this tablet; asked once. */
  readonly tuneCost: () => Promise<PinCost>;
}

export interface StaffAccess {
  readonly tryPin: (staffId: string, pin: string) => Promise<TryPinOutcome>;
  /** `current`: the keys of whoever is unlocked, or null for the first PIN of this tablet. */
  readonly setPin: (staffId: string, pin: string, current: Opened | null) => Promise<TryPinOutcome>;
  /** In one transaction with the spending of the code that opened `dataKeys`. */
  readonly resetPin: (staffId: string, pin: string, dataKeys: DataKeys) => Promise<TryPinOutcome>;
  readonly listStaff: (staff: readonly RosterStaff[]) => Promise<readonly LockedStaff[]>;
}

const refused = (answer: Exclude<UnlockOutcome, 'unlocked'>): TryPinOutcome => ({
  outcome: 'refused',
  answer,
});

/** A PIN that was just set was not tried. */
const noTries = async (): Promise<void> => undefined;

export function createStaffAccess(parts: StaffAccessParts): StaffAccess {
  const { database, keys } = parts;
  const tryPin: StaffAccess['tryPin'] = async (staffId, pin) => {
    const counted = await countTry(database, staffId, parts.now());
    if (counted.outcome === 'no-pin' || counted.outcome === 'destroy')
      return refused('pin-destroyed');
    if (counted.outcome === 'wait')
      return refused({ outcome: 'wait', waitUntil: counted.waitUntil });
    const wrap = await database.staff.get(staffId);
    const opened =
      wrap === undefined ? null : await openStaffWrap(wrap, normalisePin(pin), keys.secret);
    if (opened !== null) {
      const forgive = () => changeWrap(database, staffId, { triesUsed: 0, waitUntil: null });
      return { outcome: 'opened', opened: await toOpened(staffId, opened), forgive };
    }
    const left = triesLeft(counted.tries);
    if (left > 0)
      return refused({ outcome: 'wrong-pin', triesLeft: left, waitUntil: counted.tries.waitUntil });
    await changeWrap(database, staffId, { box: null });
    return refused('pin-destroyed');
  };
  const makeWrap = async (staffId: string, pin: string, dataKeys: DataKeys) => {
    const cost = (await readSetting(database, 'pin-cost')) ?? (await parts.tuneCost());
    await writeSetting(database, 'pin-cost', cost);
    return createStaffWrap({
      random: parts.random,
      deviceSecret: keys.secret,
      staffId,
      pin: normalisePin(pin),
      cost,
      dataKeys,
    });
  };
  return {
    tryPin,
    resetPin: async (staffId, pin, dataKeys) => {
      const { wrap, opened } = await makeWrap(staffId, pin, dataKeys);
      await database.transaction('rw', database.staff, database.settings, async () => {
        await database.staff.put(wrap);
        await database.settings.delete('phone-wrap');
      });
      return { outcome: 'opened', opened: await toOpened(staffId, opened), forgive: noTries };
    },
    setPin: async (staffId, pin, current) => {
      const wraps = await database.staff.toArray();
      const live = wraps.filter((wrap) => wrap.box !== null);
      const isFirst = current === null && wraps.length === 0;
      const isOthers =
        live.some((wrap) => wrap.staffId === staffId) && current?.staffId !== staffId;
      // Nobody sets a PIN over a living one of another person, nor on a tablet whose PINs were all destroyed.
      if ((current === null && !isFirst) || isOthers) return refused('storage-failed');
      const dataKeys = current?.dataKeys ?? createDataKeys(parts.random);
      const { wrap, opened } = await makeWrap(staffId, pin, dataKeys);
      if (isFirst) {
        await dropForeignCopies(database);
        // It opened the keys of those who are gone, and these are new.
        await database.settings.delete('phone-wrap');
      }
      await database.staff.put(wrap);
      return { outcome: 'opened', opened: await toOpened(staffId, opened), forgive: noTries };
    },
    listStaff: async (staff) => {
      const wraps = new Map((await database.staff.toArray()).map((wrap) => [wrap.staffId, wrap]));
      return staff.map((person): LockedStaff => {
        const wrap = wraps.get(person.staffId);
        const hasPin = wrap !== undefined && wrap.box !== null;
        return {
          ...person,
          hasPin,
          // Who never had a PIN here has lost none.
          triesLeft: wrap === undefined ? limits.pinTriesMax : hasPin ? triesLeft(wrap) : 0,
          waitUntil: hasPin ? waitInForce(wrap, parts.now()) : null,
          binding: hasPin ? (wrap.binding ?? null) : null,
          keyName: hasPin ? staffKeyName(bytesToBase64url(wrap.publicKey)) : null,
        };
      });
    },
  };
}

async function toOpened(staffId: string, opened: OpenedWrap): Promise<Opened> {
  const { packKey, workKey } = opened;
  const staffKey = await importStaffSigningKey(opened.staffPkcs8);
  return { staffId, dataKeys: { packKey, workKey }, staffKey };
}
