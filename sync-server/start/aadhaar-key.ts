// Owns the key by which tablets check the secure QR of an Aadhaar card: read from a file at start, kept with the deployment, sent in every pack.

import { createPublicKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Database } from '../store/schema.ts';

const rowName = 'aadhaar-qr-key';
const bitsMin = 2048;

export type AadhaarKeyOutcome =
  | { readonly outcome: 'read'; readonly key: string }
  | { readonly outcome: 'refused'; readonly sentence: string };

/** A certificate or a public key, PEM or DER. */
export async function readAadhaarKey(file: string): Promise<AadhaarKeyOutcome> {
  const bytes = await readFile(file).catch(() => null);
  const key = bytes && toPublicKey(bytes);
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0;
  if (!key || key.asymmetricKeyType !== 'rsa' || bits < bitsMin)
    return {
      outcome: 'refused',
      sentence: `AADHAAR_QR_KEY must name a file with UIDAI's RSA certificate or public key (${bitsMin} bits or more).`,
    };
  return {
    outcome: 'read',
    key: key.export({ format: 'der', type: 'spki' }).toString('base64url'),
  };
}

function toPublicKey(bytes: Buffer) {
  for (const read of [
    () => new X509Certificate(bytes).publicKey,
    () => createPublicKey(bytes),
    () => createPublicKey({ key: bytes, format: 'der', type: 'spki' }),
  ])
    try {
      return read();
    } catch {
      // The next form is tried.
    }
  return null;
}

/** Null: tablets say that they cannot check such a code. */
export async function keepAadhaarKey(database: Database, key: string | null): Promise<void> {
  if (key === null) {
    await database.deleteFrom('deployment').where('name', '=', rowName).execute();
    return;
  }
  await database
    .insertInto('deployment')
    .values({ name: rowName, value: key })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: key }))
    .execute();
}
