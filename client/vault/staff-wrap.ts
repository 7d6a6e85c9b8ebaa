// Owns what a PIN opens: pack key, work key and the person's own private key, sealed together under the person's KEK.

import {
  concatBytes,
  u32ToBytes,
  bytesToU32,
  utf8ToBytes,
  type Bytes,
} from '../../schemas/bytes.ts';
import type { Randomness } from '../device/random.ts';
import { open, seal, type Sealed } from './aes.ts';
import { createStaffKeyPair } from './device-keys.ts';
import { deriveStaffKek, type PinCost } from './pin-derivation.ts';

/** What the database keeps of one person; `box` is null once ten wrong tries destroyed it. */
export interface StaffWrap {
  readonly staffId: string;
  readonly salt: Bytes;
  readonly cost: PinCost;
  readonly box: Sealed | null;
  readonly publicKey: Bytes;
  /** The log whose rows hold a sign-in with the public key: logs arrive in any order, and at other centres. */
  readonly announcedIn: string | null;
  readonly triesUsed: number;
  readonly waitUntil: number | null;
  /** How the name on the key came to be believed; absent while it is only claimed. */
  readonly binding?: 'code' | 'vouch';
}

/** The two keys of this tablet's data, shared by everybody who works on it. */
export interface DataKeys {
  readonly packKey: Bytes;
  readonly workKey: Bytes;
}

export interface OpenedWrap extends DataKeys {
  readonly staffPkcs8: Bytes;
}

export function createDataKeys(random: Randomness): DataKeys {
  return { packKey: random.bytes(32), workKey: random.bytes(32) };
}

export async function createStaffWrap(parts: {
  readonly random: Randomness;
  readonly deviceSecret: CryptoKey;
  readonly staffId: string;
  readonly pin: string;
  readonly cost: PinCost;
  readonly dataKeys: DataKeys;
}): Promise<{ readonly wrap: StaffWrap; readonly opened: OpenedWrap }> {
  const { random, staffId, pin, cost, deviceSecret, dataKeys } = parts;
  const salt = random.bytes(16);
  const kek = await deriveStaffKek({ pin, staffId, salt, cost, deviceSecret });
  const pair = await createStaffKeyPair();
  const opened = { ...dataKeys, staffPkcs8: pair.privatePkcs8 };
  const box = await seal(random, kek, wrapContext(staffId), packWrap(opened));
  const state = { announcedIn: null, triesUsed: 0, waitUntil: null };
  return { wrap: { staffId, salt, cost, box, publicKey: pair.publicKey, ...state }, opened };
}

/** Null for a wrong PIN, and for a wrap that was destroyed. */
export async function openStaffWrap(
  wrap: StaffWrap,
  pin: string,
  deviceSecret: CryptoKey,
): Promise<OpenedWrap | null> {
  if (wrap.box === null) return null;
  const { staffId, salt, cost } = wrap;
  const kek = await deriveStaffKek({ pin, staffId, salt, cost, deviceSecret });
  const plain = await open(kek, wrapContext(staffId), wrap.box);
  return plain === null ? null : unpackWrap(plain);
}

function wrapContext(staffId: string): Bytes {
  return utf8ToBytes(`suchi/staff-wrap/1\n${staffId}`);
}

function packWrap(opened: OpenedWrap): Bytes {
  const { packKey, workKey, staffPkcs8 } = opened;
  return concatBytes(packKey, workKey, u32ToBytes(staffPkcs8.length), staffPkcs8);
}

function unpackWrap(plain: Bytes): OpenedWrap {
  const length = bytesToU32(plain, 64);
  return {
    packKey: plain.slice(0, 32),
    workKey: plain.slice(32, 64),
    staffPkcs8: plain.slice(68, 68 + length),
  };
}
