// Owns the slow step from a PIN to a key: KEK = HKDF(Argon2id(PIN) ‖ HMAC(device secret, staff id ‖ salt)).

import { whenNeeded } from '../device/when-needed.ts';
import { concatBytes, utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import { hkdfOfTwo, importAesKey } from './aes.ts';

export interface PinCost {
  readonly memoryKiB: number;
  readonly iterations: number;
}

export interface PinSecret {
  readonly pin: string;
  readonly staffId: string;
  readonly salt: Bytes;
  readonly cost: PinCost;
  /** Not extractable: the storage of an imaged tablet alone does not try PINs in another machine's memory. */
  readonly deviceSecret: CryptoKey;
}

const argon2 = whenNeeded(() => import('./argon2.ts'));
const kekInfo = utf8ToBytes('suchi/staff-kek/1');

export async function deriveStaffKek(secret: PinSecret): Promise<CryptoKey> {
  const { argon2id } = await argon2.load();
  const slow = (await argon2id({
    password: secret.pin,
    salt: secret.salt,
    parallelism: 1,
    iterations: secret.cost.iterations,
    memorySize: secret.cost.memoryKiB,
    hashLength: 32,
    outputType: 'binary',
  })) as Bytes;
  const message = concatBytes(utf8ToBytes(secret.staffId), secret.salt);
  const bound = new Uint8Array(await crypto.subtle.sign('HMAC', secret.deviceSecret, message));
  return importAesKey(await hkdfOfTwo(slow, bound, kekInfo));
}

const memoryKiB = 19 * 1024;
const iterationsMin = 2;
const iterationsMax = 12;
const targetSeconds = 0.45;

/** Times the smallest acceptable derivation on this tablet and scales it to about half a second. */
export async function tunePinCost(running: () => number): Promise<PinCost> {
  const { argon2id } = await argon2.load();
  const salt = new Uint8Array(16);
  const timed = {
    memorySize: memoryKiB,
    iterations: iterationsMin,
    parallelism: 1,
    hashLength: 32,
  };
  const started = running();
  await argon2id({ ...timed, password: '000000', salt, outputType: 'binary' });
  const perIteration = Math.max(0.001, (running() - started) / iterationsMin);
  const iterations = Math.round(targetSeconds / perIteration);
  return { memoryKiB, iterations: Math.min(iterationsMax, Math.max(iterationsMin, iterations)) };
}
