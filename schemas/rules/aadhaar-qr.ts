// Owns reading the secure QR code of an Aadhaar card without a network: its signature, and of all that it holds the name, the year of
// birth, the gender and the last four digits. Photo, address and the hashes of phone and e-mail are never looked at.
// Source: UIDAI, "User manual for secure QR code" (2018; V2 2021): a decimal number, its bytes gzipped; fields end with 0xFF; the last 256 bytes are RSA-SHA256 over all before them.

import type { Bytes } from '../bytes.ts';

/** What the platform does for it. */
export interface AadhaarPlatform {
  /** Null when it is no gzip, is cut, or unfolds to more than `bytesMax`. */
  readonly gunzip: (bytes: Bytes, bytesMax: number) => Promise<Bytes | null>;
  /** RSASSA-PKCS1-v1_5 with SHA-256; `key` is an SPKI, base64url. False also for a key that is none. */
  readonly isSignedBy: (key: string, signature: Bytes, signed: Bytes) => Promise<boolean>;
}

export interface AadhaarPerson {
  readonly name: string;
  readonly birthYear: number;
  readonly gender: 'Female' | 'Male' | 'Other';
  readonly idLast4: string;
}

export type AadhaarAnswer =
  | { readonly outcome: 'shown'; readonly person: AadhaarPerson }
  | {
      readonly outcome:
        /** This register has no key to check with: nothing of the code is read. */
        | 'no-key'
        | 'not-aadhaar'
        | 'damaged'
        /** The signature does not fit: changed, made up, or signed with another key. */
        | 'not-signed';
    };

/** The shortest has about 1,500 digits; four fifths of a version-40 code are not passed by any. */
const digitsMin = 700;
const digitsMax = 8_000;
const unfoldedBytesMax = 65_536;
const signatureBytes = 256;
const fieldEnd = 0xff;

export async function readAadhaarQr(
  platform: AadhaarPlatform,
  key: string | null,
  text: string,
): Promise<AadhaarAnswer> {
  const digits = text.trim();
  if (!/^\d+$/.test(digits) || digits.length < digitsMin || digits.length > digitsMax)
    return { outcome: 'not-aadhaar' };
  const packed = numberToBytes(digits);
  // Other codes of this app are long numbers, too.
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) return { outcome: 'not-aadhaar' };
  if (key === null) return { outcome: 'no-key' };
  const all = await platform.gunzip(packed, unfoldedBytesMax);
  if (all === null || all.length <= signatureBytes) return { outcome: 'damaged' };
  const signed = all.slice(0, -signatureBytes);
  if (!(await platform.isSignedBy(key, all.slice(-signatureBytes), signed)))
    return { outcome: 'not-signed' };
  const person = readPerson(signed);
  return person === null ? { outcome: 'damaged' } : { outcome: 'shown', person };
}

function numberToBytes(digits: string): Bytes {
  const hex = BigInt(digits).toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = new Uint8Array(even.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(even.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Version 2 says so in a field of its own before the others. */
function readPerson(signed: Bytes): AadhaarPerson | null {
  const [first, ...others] = readFields(signed, 6);
  const [, reference, name, birth, gender] = first === 'V2' ? others : [first, ...others];
  const birthYear = Number(/(?:^|\D)((?:19|20)\d{2})(?:\D|$)/.exec(birth ?? '')?.[1]);
  const idLast4 = /^\d{4}/.exec(reference ?? '')?.[0];
  const known = genders[gender ?? ''];
  if (!name || !Number.isInteger(birthYear) || idLast4 === undefined || known === undefined)
    return null;
  return { name: name.replace(/\s+/g, ' ').trim(), birthYear, gender: known, idLast4 };
}

const genders: Readonly<Record<string, AadhaarPerson['gender']>> = {
  F: 'Female',
  M: 'Male',
  T: 'Other',
};

/** Only so many as are needed: what follows stays bytes. Text is ISO 8859-1. */
function readFields(bytes: Bytes, count: number): string[] {
  const fields: string[] = [];
  for (let at = 0; fields.length < count;) {
    const end = bytes.indexOf(fieldEnd, at);
    if (end === -1) break;
    fields.push(String.fromCharCode(...bytes.subarray(at, end)));
    at = end + 1;
  }
  return fields;
}
