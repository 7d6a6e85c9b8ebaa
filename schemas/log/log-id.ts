// Owns the form of a log id: 40 bits of the device key's thumbprint, a dot, 40 random bits; and its short alias for people.

import { bytesToCrockford, concatBytes, crockfordToBytes, type Bytes } from '../bytes.ts';

const logIdForm = /^[0-9A-HJKMNP-TV-Z]{8}\.[0-9A-HJKMNP-TV-Z]{8}$/;

/** `thumbprint` is SHA-256 of the device key, `rotation` at least 5 random bytes. */
export function createLogId(thumbprint: Uint8Array, rotation: Uint8Array): string {
  return `${bytesToCrockford(thumbprint.subarray(0, 5))}.${bytesToCrockford(rotation.subarray(0, 5))}`;
}

export function isTabletLogId(text: string): boolean {
  return logIdForm.test(text);
}

/** True when both are logs of one tablet key: the part before the dot is the key's. */
export function isLogOfSameTablet(log: string, other: string): boolean {
  return isTabletLogId(log) && isTabletLogId(other) && log.slice(0, 9) === other.slice(0, 9);
}

/** A server log names its epoch: number and 32 random bits, so that two epochs never share an id. */
export function createServerLogId(
  epochNumber: number,
  epochRandomHex: string,
  centreId: number,
): string {
  return `S${epochNumber}-${epochRandomHex}.${centreId}`;
}

const serverLogForm = /^S(\d{1,9})-([0-9a-f]{8})\.(\d{1,12})$/;

/** Epoch number of a server log id, or null for a tablet's log. */
export function serverLogEpoch(log: string): number | null {
  const match = serverLogForm.exec(log);
  return match ? Number(match[1]) : null;
}

/** The ten bytes behind a tablet's log id; null when it is none. */
export function logIdBytes(log: string): Bytes | null {
  if (!isTabletLogId(log)) return null;
  return concatBytes(crockfordToBytes(log.slice(0, 8)), crockfordToBytes(log.slice(9)));
}

export function logIdOfBytes(bytes: Uint8Array): string {
  return createLogId(bytes.subarray(0, 5), bytes.subarray(5, 10));
}

/** Four characters people can say on the phone. */
export function logAlias(log: string): string {
  return log.slice(0, 4);
}
