// Owns a journal with the real event writer over it and no screens: for measuring what is written.

import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { EventIdentity } from '../../schemas/log/hash-chain.ts';
import type { MakeParts } from '../carry/make-copy.ts';
import { digest } from '../device/digest.ts';
import { createBrowserRandomness } from '../device/random.ts';
import { openJournalDatabase, type JournalDatabase } from '../journal/database.ts';
import type { EnrolmentRecord } from '../journal/records.ts';
import { writeSetting } from '../journal/settings.ts';
import {
  createEventWriter,
  type EventDraft,
  type EventWriter,
} from '../tablet-core/event-writer.ts';
import { createSpanKeyring } from '../tablet-core/known-events.ts';
import type { Workspace } from '../tablet-core/workspace.ts';
import { importAesKey } from '../vault/aes.ts';
import {
  createDeviceKeys,
  createStaffKeyPair,
  importStaffSigningKey,
} from '../vault/device-keys.ts';
import { createDataKeys } from '../vault/staff-wrap.ts';
import { testNow } from './test-pack.ts';

export interface WriterScene {
  readonly database: JournalDatabase;
  readonly write: (draft: EventDraft) => Promise<EventIdentity>;
  /** Lets so many seconds pass. */
  readonly step: (seconds: number) => void;
  readonly lockAndUnlock: () => Promise<void>;
  readonly makeParts: () => MakeParts;
  readonly close: () => Promise<void>;
}

const staff = { staffId: 'st-1', name: 'Asha', role: 'vaccinator' } as const;

export async function createWriterScene(): Promise<WriterScene> {
  const database = openJournalDatabase(`writer-scene-${performance.now()}`);
  const random = createBrowserRandomness();
  const keys = await createDeviceKeys(digest);
  await writeSetting(database, 'device-keys', keys);
  const enrolment = await makeEnrolment();
  const dataKeys = createDataKeys(random);
  const workKey = await importAesKey(dataKeys.workKey);
  const pair = await createStaffKeyPair();
  await database.staff.put({
    staffId: staff.staffId,
    salt: new Uint8Array(16),
    cost: { memoryKiB: 64, iterations: 1 },
    box: null,
    publicKey: pair.publicKey,
    announcedIn: null,
    triesUsed: 0,
    waitUntil: null,
  });
  const keyring = createSpanKeyring(database, workKey);
  const missing = (): never => {
    throw new Error('writer scene: there is no day model');
  };
  const workspace: Workspace = {
    staff,
    staffKey: await importStaffSigningKey(pair.privatePkcs8),
    dataKeys,
    workKey,
    packKey: workKey,
    keyring,
    model: missing,
    pack: missing,
    isExpired: () => false,
    refresh: async () => undefined,
    addSaved: async () => undefined,
    close: async () => undefined,
  };
  let now = testNow;
  const createWriter = (): EventWriter =>
    createEventWriter({
      database,
      digest,
      random,
      tabLock: { politely: (work) => work() },
      maker: { digest, random, thumbprint: keys.thumbprint },
      enrolment,
      workspace,
      app: 's0.1.0',
      time: { now: () => now, skew: () => 0 },
      onSaved: () => undefined,
    });
  let writer = createWriter();
  await writer.begin();
  return {
    database,
    write: async (draft) => {
      const outcome = await writer.write(draft);
      if (outcome.identity === undefined) throw new Error(`writer scene: ${outcome.outcome}`);
      return outcome.identity;
    },
    step: (seconds) => {
      now += seconds;
    },
    lockAndUnlock: async () => {
      await writer.end();
      writer = createWriter();
      await writer.begin();
    },
    makeParts: () => {
      const { keyOf } = keyring;
      return { database, digest, random, keys, enrolment, keyOf, day: '2021-05-21' };
    },
    close: async () => {
      await writer.end();
      await database.delete();
    },
  };
}

async function makeEnrolment(): Promise<EnrolmentRecord> {
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes128Gcm(),
  });
  const { publicKey } = await suite.kem.generateKeyPair();
  const point = new Uint8Array(await suite.kem.serializePublicKey(publicKey));
  return {
    certificate: `${'A'.repeat(300)}.${'B'.repeat(86)}`,
    deployment: 'Q5SJG6M9ZJ8Y2T0A',
    centreId: 593_421,
    centreName: 'PHC Test',
    isDemo: false,
    sealingKey: { kid: 'a1B2c3D4', publicKey: bytesToBase64url(point) },
    staff: [staff],
  };
}
