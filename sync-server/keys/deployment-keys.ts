// Owns the deployment's secrets: created at first start, readable by the server's user alone, never in the database.

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  randomBytes,
  sign,
  type webcrypto,
} from 'node:crypto';
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToCrockford,
  type Bytes,
} from '../../schemas/bytes.ts';
import {
  createCardKeys,
  makeCardKey,
  rotateCardKeys,
  uniteCardKeys,
  type CardKeys,
  type StoredCardKey,
} from './card-keys.ts';
import { openHpke, type HpkeRecipient } from './open-hpke.ts';

type JsonWebKey = webcrypto.JsonWebKey;

/** What lies in `keys.json`. All values base64url; key pairs as JWK. */
interface KeyFile {
  readonly deployment: string;
  readonly sealing: readonly { readonly kid: string; readonly privateJwk: JsonWebKey }[];
  readonly signingPrivateJwk: JsonWebKey;
  readonly macKey: string;
  readonly storageKey: string;
  readonly identityKey: string;
  /** The one in use is the last. Files of earlier programs have none. */
  readonly cardKeys?: readonly StoredCardKey[];
}

export interface DeploymentKeys {
  /** Name of this deployment: bound into every log's first hash. */
  readonly deployment: string;
  /** The key tablets seal spans to. `publicKey`: base64url uncompressed point, 65 bytes. */
  readonly sealingKey: { readonly kid: string; readonly publicKey: string };
  /** Opens HPKE `enc ‖ ciphertext`; null when `kid` is unknown or the bytes are not ours. */
  readonly openSealed: (kid: string, sealed: Uint8Array, info: Uint8Array) => Promise<Bytes | null>;
  /** ES256, 64 bytes. */
  readonly sign: (bytes: Uint8Array) => Bytes;
  /** base64url uncompressed point of the signing key. */
  readonly signingPublicKey: string;
  /** HMAC under the server's own key, 32 bytes. `purpose` keeps uses apart. */
  readonly mac: (purpose: string, bytes: Uint8Array) => Bytes;
  /** AES-256-GCM at rest in the database: iv ‖ ciphertext ‖ tag; `context` binds it to its row. */
  readonly sealForStorage: (context: string, bytes: Uint8Array) => Bytes;
  readonly openFromStorage: (context: string, sealed: Uint8Array) => Bytes | null;
  /** base64url HMAC of an ID: a plain hash of 12 digits could be searched. */
  readonly identityHmac: (idType: string, idNumber: string) => string;
  /** What signs the cards people take home. */
  readonly cards: CardKeys;
}

/** Reads `<dataDirectory>/keys/keys.json`, or makes it. */
export async function openDeploymentKeys(dataDirectory: string): Promise<DeploymentKeys> {
  const existing = await readKeysText(dataDirectory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const found = existing === null ? makeKeyFile() : (JSON.parse(existing) as KeyFile);
  const file = { ...found, cardKeys: found.cardKeys ?? [makeCardKey()] };
  const text = JSON.stringify(file);
  if (text !== existing) await writeKeysText(dataDirectory, text);
  return createKeys(file);
}

/** A new key signs from the next start on. `isStolen`: the one before is not published any more. */
export function rotateCardKeyInText(text: string, isStolen: boolean): string {
  const file = JSON.parse(text) as KeyFile;
  return JSON.stringify({ ...file, cardKeys: rotateCardKeys(file.cardKeys ?? [], isStolen) });
}

/** All secrets of the deployment, as text. It goes nowhere but into a seal. */
export function readKeysText(dataDirectory: string): Promise<string> {
  return readFile(join(dataDirectory, 'keys', 'keys.json'), 'utf8');
}

/** Whole or not at all; what stood there is replaced. */
export async function writeKeysText(dataDirectory: string, text: string): Promise<void> {
  const folder = join(dataDirectory, 'keys');
  const file = join(folder, 'keys.json');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const handle = await open(`${file}.new`, 'w', 0o600);
  await handle.writeFile(text);
  await handle.sync();
  await handle.close();
  await rename(`${file}.new`, file);
}

/** Names only: of the deployment, and of the keys in the file that seal spans and sign cards. */
export function outlineOfKeys(text: string): {
  readonly deployment: string;
  readonly kids: string[];
} {
  const { deployment, sealing, cardKeys = [] } = JSON.parse(text) as KeyFile;
  return { deployment, kids: [...sealing, ...cardKeys].map((key) => key.kid) };
}

/** Names of the keys that sign cards, the one in use last. */
export function outlineOfCardKeys(text: string): string[] {
  return ((JSON.parse(text) as KeyFile).cardKeys ?? []).map((key) => key.kid);
}

/** The keys of one deployment from two files: every key that seals or signs cards of both, the rest from `ours`. The last ones of `ours` stay the current ones. */
export function uniteKeys(ours: string, others: string): string {
  const [a, b] = [JSON.parse(ours) as KeyFile, JSON.parse(others) as KeyFile];
  const known = new Set(a.sealing.map((key) => key.kid));
  const sealing = [...b.sealing.filter((key) => !known.has(key.kid)), ...a.sealing];
  const cardKeys = uniteCardKeys(a.cardKeys ?? [], b.cardKeys ?? []);
  return JSON.stringify({ ...a, sealing, ...(cardKeys.length === 0 ? {} : { cardKeys }) });
}

function makeKeyFile(): KeyFile {
  const pair = (): JsonWebKey =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      format: 'jwk',
    }) as JsonWebKey;
  const sealing = pair();
  return {
    deployment: bytesToCrockford(randomBytes(10)),
    sealing: [{ kid: kidOf(sealing), privateJwk: sealing }],
    signingPrivateJwk: pair(),
    macKey: randomBytes(32).toString('base64url'),
    storageKey: randomBytes(32).toString('base64url'),
    identityKey: randomBytes(32).toString('base64url'),
    cardKeys: [makeCardKey()],
  };
}

function publicPointOf(jwk: JsonWebKey): Bytes {
  const point = new Uint8Array(65);
  point[0] = 4;
  point.set(base64urlToBytes(jwk.x ?? '') ?? new Uint8Array(), 1);
  point.set(base64urlToBytes(jwk.y ?? '') ?? new Uint8Array(), 33);
  return point;
}

function kidOf(jwk: JsonWebKey): string {
  return bytesToBase64url(hash('sha256', publicPointOf(jwk), 'buffer').subarray(0, 6));
}

function createKeys(file: KeyFile & Required<Pick<KeyFile, 'cardKeys'>>): DeploymentKeys {
  const recipients = new Map<string, HpkeRecipient>();
  for (const { kid, privateJwk } of file.sealing)
    recipients.set(kid, {
      privateKey: createPrivateKey({ key: privateJwk as never, format: 'jwk' }),
      publicPoint: publicPointOf(privateJwk),
    });
  const current = file.sealing.at(-1)!;
  const signingKey = createPrivateKey({ key: file.signingPrivateJwk as never, format: 'jwk' });
  const storageKey = Buffer.from(file.storageKey, 'base64url');
  const macKey = Buffer.from(file.macKey, 'base64url');
  const identityKey = Buffer.from(file.identityKey, 'base64url');
  return {
    deployment: file.deployment,
    sealingKey: {
      kid: current.kid,
      publicKey: bytesToBase64url(publicPointOf(current.privateJwk)),
    },
    openSealed: async (kid, sealed, info) => {
      const recipient = recipients.get(kid);
      return recipient === undefined ? null : openHpke(recipient, sealed, info);
    },
    sign: (bytes) =>
      new Uint8Array(sign('sha256', bytes, { key: signingKey, dsaEncoding: 'ieee-p1363' })),
    signingPublicKey: bytesToBase64url(
      publicPointOf(createPublicKey(signingKey).export({ format: 'jwk' }) as JsonWebKey),
    ),
    mac: (purpose, bytes) =>
      new Uint8Array(createHmac('sha256', macKey).update(`${purpose}\n`).update(bytes).digest()),
    sealForStorage: (context, bytes) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', storageKey, iv).setAAD(Buffer.from(context));
      return new Uint8Array(
        Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]),
      );
    },
    openFromStorage: (context, sealed) => {
      try {
        const decipher = createDecipheriv('aes-256-gcm', storageKey, sealed.subarray(0, 12));
        decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(sealed.length - 16));
        return new Uint8Array(
          Buffer.concat([
            decipher.update(sealed.subarray(12, sealed.length - 16)),
            decipher.final(),
          ]),
        );
      } catch {
        return null;
      }
    },
    identityHmac: (idType, idNumber) =>
      createHmac('sha256', identityKey).update(`${idType}\n${idNumber}`).digest('base64url'),
    cards: createCardKeys(file.cardKeys),
  };
}
