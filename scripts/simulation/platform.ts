// Owns what stands in for the browser under a simulated tablet: its WebCrypto and compression, computed at once by Node,
// answered a task later as a browser does, and with randomness from the run's seed. Algorithms and bytes are the real ones.

import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  verify,
  type KeyObject,
} from 'node:crypto';
import { deflateRawSync, gunzipSync, gzipSync, inflateRawSync } from 'node:zlib';
import type { Dice } from './dice.ts';
import type { SimulatedLoop } from './event-loop.ts';

export interface PlatformHold {
  loop: SimulatedLoop | null;
  dice: Dice | null;
}

const hold: PlatformHold = { loop: null, dice: null };

/** The run whose loop and chance the platform uses from now on. */
export function usePlatformOf(loop: SimulatedLoop, dice: Dice): void {
  hold.loop = loop;
  hold.dice = dice;
}

/** A handle like a CryptoKey: plain bytes inside, no way of the standard to them but export. */
class SimulatedKey {
  readonly type: 'secret' | 'private' | 'public';
  readonly algorithm: { readonly name: string };
  readonly extractable: boolean;
  readonly usages: readonly string[];
  readonly bytes: Uint8Array;
  readonly point: Uint8Array | null;
  constructor(
    type: SimulatedKey['type'],
    name: string,
    bytes: Uint8Array,
    point: Uint8Array | null = null,
    extractable = true,
    usages: readonly string[] = [],
  ) {
    this.type = type;
    this.algorithm = { name };
    this.bytes = bytes;
    this.point = point;
    this.extractable = extractable;
    this.usages = usages;
  }
}

function curveOf(scalar: Uint8Array) {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(scalar);
  return curve;
}

type Algorithm = string | { readonly name: string; readonly [field: string]: unknown };
type Buffered = ArrayBuffer | ArrayBufferView;

const nameOf = (algorithm: Algorithm): string =>
  typeof algorithm === 'string' ? algorithm : algorithm.name;
const toBytes = (data: Buffered): Uint8Array =>
  data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
const toBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** The result stands at once; whoever awaits it gets it a task later, as from a thread of the browser. */
function later<Value>(compute: () => Value): Promise<Value> {
  const { loop } = hold;
  if (loop === null) return new Promise((resolve) => resolve(compute()));
  return new Promise((resolve, reject) => {
    let settle: () => void;
    try {
      const value = compute();
      settle = () => resolve(value);
    } catch (error) {
      settle = () => reject(error as Error);
    }
    loop.task(settle);
  });
}

function randomBytes(count: number): Uint8Array {
  if (hold.dice === null) throw new Error('platform: chance was asked for outside a run');
  return hold.dice.bytes(count);
}

function pairOf(name: string, scalar: Uint8Array, extractable = true) {
  const point = new Uint8Array(curveOf(scalar).getPublicKey());
  return {
    privateKey: new SimulatedKey('private', name, scalar, point, extractable),
    publicKey: new SimulatedKey('public', name, point, point),
  };
}

/** Below the group's order with certainty: its first 32 bits are not all ones. */
function randomScalar(): Uint8Array {
  const scalar = randomBytes(32);
  scalar[0]! &= 0x7f;
  scalar[31]! |= 1;
  return scalar;
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

interface Jwk {
  readonly d?: string;
  readonly x: string;
  readonly y: string;
}

function importEc(format: string, data: Buffered | Jwk, name: string, extractable: boolean) {
  if (format === 'raw')
    return new SimulatedKey('public', name, toBytes(data as Buffered), toBytes(data as Buffered));
  if (format === 'jwk') {
    const jwk = data as Jwk;
    if (jwk.d !== undefined)
      return pairOf(name, new Uint8Array(Buffer.from(jwk.d, 'base64url')), extractable).privateKey;
    const point = Buffer.concat([
      Buffer.from([4]),
      Buffer.from(jwk.x, 'base64url'),
      Buffer.from(jwk.y, 'base64url'),
    ]);
    return new SimulatedKey('public', name, new Uint8Array(point), new Uint8Array(point));
  }
  const key = createPrivateKey({
    key: Buffer.from(toBytes(data as Buffered)),
    format: 'der',
    type: 'pkcs8',
  });
  const jwk = key.export({ format: 'jwk' }) as unknown as Jwk;
  return pairOf(name, new Uint8Array(Buffer.from(jwk.d!, 'base64url')), extractable).privateKey;
}

function jwkOf(key: SimulatedKey): Jwk & { kty: string; crv: string } {
  const point = key.point!;
  const open = {
    kty: 'EC',
    crv: 'P-256',
    x: base64url(point.subarray(1, 33)),
    y: base64url(point.subarray(33)),
  };
  return key.type === 'private' ? { ...open, d: base64url(key.bytes) } : open;
}

const handles = new WeakMap<SimulatedKey, KeyObject>();

/** Read once, as a browser does when a key is imported. */
function handleOf(key: SimulatedKey): KeyObject {
  const known = handles.get(key);
  if (known !== undefined) return known;
  const made = createPublicKey({ key: jwkOf(key) as never, format: 'jwk' });
  handles.set(key, made);
  return made;
}

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const toBigInt = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const fromBigInt = (value: bigint): Buffer =>
  Buffer.from(value.toString(16).padStart(64, '0'), 'hex');

function invert(value: bigint): bigint {
  let [a, b, x, y] = [value % order, order, 1n, 0n];
  while (a > 1n) {
    const quotient = b / a;
    [a, b, x, y] = [b - quotient * a, a, y - quotient * x, x];
  }
  return ((x % order) + order) % order;
}

/** ECDSA with a nonce from the seed: Node's own draws one that would make no two runs alike. */
function signEcdsa(key: SimulatedKey, message: Uint8Array): Uint8Array {
  const nonce = randomScalar();
  const r = toBigInt(curveOf(nonce).getPublicKey().subarray(1, 33)) % order;
  const z = toBigInt(createHash('sha256').update(message).digest());
  const s = (invert(toBigInt(nonce)) * ((z + r * toBigInt(key.bytes)) % order)) % order;
  return new Uint8Array(Buffer.concat([fromBigInt(r), fromBigInt(s)]));
}

interface GcmParams {
  readonly iv: Buffered;
  readonly additionalData?: Buffered;
}

function cipherOf(key: SimulatedKey): 'aes-256-gcm' | 'aes-128-gcm' {
  return key.bytes.length === 32 ? 'aes-256-gcm' : 'aes-128-gcm';
}

function encryptGcm(key: SimulatedKey, params: GcmParams, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv(cipherOf(key), key.bytes, toBytes(params.iv));
  if (params.additionalData) cipher.setAAD(toBytes(params.additionalData));
  return new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
}

function decryptGcm(key: SimulatedKey, params: GcmParams, sealed: Uint8Array): Uint8Array {
  try {
    const decipher = createDecipheriv(cipherOf(key), key.bytes, toBytes(params.iv));
    if (params.additionalData) decipher.setAAD(toBytes(params.additionalData));
    decipher.setAuthTag(sealed.subarray(sealed.length - 16));
    const start = decipher.update(sealed.subarray(0, sealed.length - 16));
    return new Uint8Array(Buffer.concat([start, decipher.final()]));
  } catch {
    throw new DOMException('not this key', 'OperationError');
  }
}

/** The calls that the vault, HPKE and the server's opening of seals make; anything else fails loudly. */
const subtle = {
  digest: (_algorithm: Algorithm, data: Buffered) =>
    later(() => toBuffer(createHash('sha256').update(toBytes(data)).digest())),
  generateKey: (algorithm: Algorithm, extractable: boolean) =>
    later(() => {
      const name = nameOf(algorithm);
      return name === 'HMAC'
        ? new SimulatedKey('secret', name, randomBytes(64), null, extractable)
        : pairOf(name, randomScalar(), extractable);
    }),
  importKey: (
    format: string,
    data: Buffered | Jwk,
    algorithm: Algorithm,
    extractable: boolean,
    usages: readonly string[],
  ) =>
    later(() => {
      const name = nameOf(algorithm);
      if (name === 'ECDH' || name === 'ECDSA') return importEc(format, data, name, extractable);
      const bytes = toBytes(data as Buffered).slice();
      return new SimulatedKey('secret', name, bytes, null, extractable, usages);
    }),
  exportKey: (format: string, key: SimulatedKey) =>
    later(() => {
      if (format === 'jwk') return jwkOf(key);
      if (format === 'raw') return toBuffer(key.bytes);
      const made = createPrivateKey({ key: jwkOf(key) as never, format: 'jwk' });
      return toBuffer(made.export({ format: 'der', type: 'pkcs8' }));
    }),
  encrypt: (params: Algorithm & object, key: SimulatedKey, data: Buffered) =>
    later(() => toBuffer(encryptGcm(key, params as unknown as GcmParams, toBytes(data)))),
  decrypt: (params: Algorithm & object, key: SimulatedKey, data: Buffered) =>
    later(() => toBuffer(decryptGcm(key, params as unknown as GcmParams, toBytes(data)))),
  sign: (algorithm: Algorithm, key: SimulatedKey, data: Buffered) =>
    later(() =>
      nameOf(algorithm) === 'HMAC'
        ? toBuffer(createHmac('sha256', key.bytes).update(toBytes(data)).digest())
        : toBuffer(signEcdsa(key, toBytes(data))),
    ),
  verify: (_algorithm: Algorithm, key: SimulatedKey, signature: Buffered, data: Buffered) =>
    later(() =>
      verify(
        'sha256',
        toBytes(data),
        {
          key: handleOf(key),
          dsaEncoding: 'ieee-p1363',
        },
        toBytes(signature),
      ),
    ),
  deriveBits: (params: Algorithm & object, key: SimulatedKey, length: number) =>
    later(() => {
      if (params.name === 'ECDH') {
        const { point } = params['public'] as SimulatedKey;
        return toBuffer(curveOf(key.bytes).computeSecret(point!));
      }
      const { salt, info } = params as unknown as { salt: Buffered; info: Buffered };
      return hkdfSync('sha256', key.bytes, toBytes(salt), toBytes(info), length / 8);
    }),
};

type Form = 'gzip' | 'deflate-raw';

/** Little memory to set up: most of what is packed here is some hundred bytes. */
const quick = { level: 4, memLevel: 3, windowBits: 12 };

class SimulatedCompression {
  readonly form: Form;
  constructor(form: Form) {
    this.form = form;
  }
  run(bytes: Uint8Array): Uint8Array {
    return this.form === 'gzip' ? gzipSync(bytes, quick) : deflateRawSync(bytes, quick);
  }
}

class SimulatedDecompression extends SimulatedCompression {
  override run(bytes: Uint8Array): Uint8Array {
    return this.form === 'gzip' ? gunzipSync(bytes) : inflateRawSync(bytes);
  }
}

class SimulatedBlob {
  readonly bytes: Uint8Array;
  constructor(parts: readonly Uint8Array[]) {
    this.bytes = parts[0]!;
  }
  stream() {
    return {
      pipeThrough: (through: SimulatedCompression) =>
        new ReadableStream<Uint8Array>({
          start: (controller) => {
            try {
              controller.enqueue(new Uint8Array(through.run(this.bytes)));
              controller.close();
            } catch {
              controller.error(new TypeError('the bytes are damaged'));
            }
          },
        }),
    };
  }
}

/** Before Dexie and HPKE are loaded: they look at the platform once. */
export function installPlatform(): void {
  const global = globalThis as unknown as Record<string, unknown>;
  // Told changes between tabs only wake screens, and a real channel would bring in real time.
  delete global['BroadcastChannel'];
  global['Blob'] = SimulatedBlob;
  global['CompressionStream'] = SimulatedCompression;
  global['DecompressionStream'] = SimulatedDecompression;
  const fill = <View extends Uint8Array>(view: View): View => {
    view.set(randomBytes(view.length));
    return view;
  };
  Object.defineProperty(globalThis, 'crypto', {
    value: { subtle, getRandomValues: fill },
    configurable: true,
  });
}
