// Owns that the key for Aadhaar codes comes from a file, travels in the pack, and that a wrong file is named.

import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { istDayOf } from '../../schemas/rules/day.ts';
import { writeDayPack } from '../ingest/day-pack.ts';
import {
  createTestDeployment,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';
import { keepAadhaarKey, readAadhaarKey } from './aadhaar-key.ts';

describe('the key for Aadhaar codes', () => {
  let folder: string;
  let d: TestDeployment;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'suchi-key-'));
    d = await createTestDeployment();
  });
  afterEach(async () => {
    await d.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const keyIn = async (name: string, bytes: string | Buffer) => {
    await writeFile(join(folder, name), bytes);
    return readAadhaarKey(join(folder, name));
  };
  const packed = async () => {
    const pack = await writeDayPack(d.store.database, testCentre, istDayOf(d.now), {
      isDemo: false,
      slipKey: '',
    });
    return JSON.parse(pack!.text) as { aadhaarQrKey?: string };
  };

  it('is read as PEM and as DER, and goes with every pack until it is taken away', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const der = publicKey.export({ format: 'der', type: 'spki' });
    const key = der.toString('base64url');
    const pem = publicKey.export({ format: 'pem', type: 'spki' });
    expect(await keyIn('a.pem', pem)).toEqual({ outcome: 'read', key });
    expect(await keyIn('a.der', der)).toEqual({ outcome: 'read', key });
    expect('aadhaarQrKey' in (await packed())).toBe(false);
    await keepAadhaarKey(d.store.database, key);
    expect((await packed()).aadhaarQrKey).toBe(key);
    await keepAadhaarKey(d.store.database, null);
    expect('aadhaarQrKey' in (await packed())).toBe(false);
  });

  it('is refused when the file is missing, holds no key, a short one, or one of another kind', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    const pem = { format: 'pem', type: 'spki' } as const;
    for (const answer of [
      await readAadhaarKey(join(folder, 'nothing')),
      await keyIn('b.pem', 'hello'),
      await keyIn('c.pem', short.export(pem)),
      await keyIn('d.pem', curve.export(pem)),
    ])
      expect(answer.outcome).toBe('refused');
  });
});
