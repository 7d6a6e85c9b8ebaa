// Owns the recovery key: its public half rests beside the keys, its private half is printed once for paper and kept nowhere.

import { hash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToCrockford,
  concatBytes,
  equalBytes,
  normaliseCrockford,
  utf8ToBytes,
  type Bytes,
} from '../../schemas/bytes.ts';

const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes128Gcm(),
});

const privateKeyBytes = 32;
/** A slip of the pen is refused before anything is tried with it. */
const checkBytes = 3;

/** base64url uncompressed point of the public half, or null where none was made yet. */
export async function readRecoveryPublicKey(dataDirectory: string): Promise<string | null> {
  try {
    const text = await readFile(recoveryFile(dataDirectory), 'utf8');
    return (JSON.parse(text) as { publicKey: string }).publicKey;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export async function writeRecoveryPublicKey(
  dataDirectory: string,
  publicKey: string,
): Promise<void> {
  await mkdir(join(dataDirectory, 'keys'), { recursive: true, mode: 0o700 });
  const file = recoveryFile(dataDirectory);
  const handle = await open(`${file}.new`, 'w', 0o600);
  await handle.writeFile(JSON.stringify({ publicKey }));
  await handle.sync();
  await handle.close();
  await rename(`${file}.new`, file);
}

const recoveryFile = (dataDirectory: string): string =>
  join(dataDirectory, 'keys', 'recovery.json');

/** Replaces the one before, which still opens the backups made with it. Answers the groups to print, once. */
export async function makeRecoveryKey(dataDirectory: string): Promise<string> {
  const pair = await suite.kem.generateKeyPair();
  const point = new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey));
  const scalar = new Uint8Array(await suite.kem.serializePrivateKey(pair.privateKey));
  await writeRecoveryPublicKey(dataDirectory, bytesToBase64url(point));
  return writeGroups(scalar);
}

/** Null when there is one already. */
export async function ensureRecoveryKey(dataDirectory: string): Promise<string | null> {
  const known = await readRecoveryPublicKey(dataDirectory);
  return known === null ? makeRecoveryKey(dataDirectory) : null;
}

/** 14 groups of 4: 32 bytes of key, 3 of check. */
function writeGroups(scalar: Uint8Array): string {
  const text = bytesToCrockford(concatBytes(scalar, checkOf(scalar)));
  return (text.match(/.{4}/g) ?? []).join('-');
}

/** The private half from what a person typed; null when a sign is wrong or missing. */
export function readGroups(typed: string): Bytes | null {
  const text = normaliseCrockford(typed.trim());
  if (text?.length !== ((privateKeyBytes + checkBytes) * 8) / 5) return null;
  const bytes = crockfordToBytes(text);
  const scalar = bytes.slice(0, privateKeyBytes);
  return equalBytes(bytes.subarray(privateKeyBytes), checkOf(scalar)) ? scalar : null;
}

function checkOf(scalar: Uint8Array): Uint8Array {
  const text = concatBytes(utf8ToBytes('suchi/recovery-key/1\n'), scalar);
  return hash('sha256', text, 'buffer').subarray(0, checkBytes);
}

function crockfordToBytes(text: string): Bytes {
  const out: number[] = [];
  let word = 0;
  let bits = 0;
  for (const character of text) {
    word = ((word << 5) | '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(character)) & 0xffff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out.push((word >> bits) & 255);
  }
  return new Uint8Array(out);
}

const sealInfo = (deployment: string): ArrayBuffer =>
  utf8ToBytes(`suchi/backup-keys/1\n${deployment}`).buffer;

/** HPKE: enc ‖ ciphertext. */
export async function sealToRecoveryKey(
  publicKey: string,
  deployment: string,
  secret: Bytes,
): Promise<Bytes> {
  const point = base64urlToBytes(publicKey);
  if (point === null) throw new Error('recovery key: the public half is damaged');
  const sender = await suite.createSenderContext({
    recipientPublicKey: await suite.kem.deserializePublicKey(point.buffer),
    info: sealInfo(deployment),
  });
  const sealed = await sender.seal(secret.buffer);
  return concatBytes(new Uint8Array(sender.enc), new Uint8Array(sealed));
}

/** Null when this is not the key it was sealed to, or the bytes are damaged. */
export async function openWithRecoveryKey(
  scalar: Bytes,
  deployment: string,
  sealed: Uint8Array,
): Promise<Bytes | null> {
  try {
    const recipient = await suite.createRecipientContext({
      recipientKey: await suite.kem.deserializePrivateKey(scalar.buffer),
      enc: sealed.slice(0, 65).buffer,
      info: sealInfo(deployment),
    });
    return new Uint8Array(await recipient.open(sealed.slice(65).buffer as ArrayBuffer));
  } catch {
    return null;
  }
}
