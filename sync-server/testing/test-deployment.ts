// Owns a small deployment for server tests: a real database, keys, one centre with a list, the exchange route on an app.

import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import type { AppointmentSubject } from '../../schemas/events/event.ts';
import { appointmentCheck } from '../../schemas/records/appointment-check.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { codeTagOf } from '../../schemas/rules/security-code.ts';
import { openDecisionsFile, type DecisionsFile } from '../decisions/decisions-file.ts';
import { nodeDigest } from '../keys/digest.ts';
import { openDeploymentKeys, type DeploymentKeys } from '../keys/deployment-keys.ts';
import { registerExchangeRoute } from '../routes/exchange.ts';
import { openStore, type Store } from '../store/database.ts';
import { PaperTablet } from './paper-tablet.ts';
import { readAnswer, type ReadAnswer } from './read-answer.ts';

export const testCentre = 46420;
export const otherCentre = 46343;

export interface TestDeployment {
  readonly store: Store;
  readonly keys: DeploymentKeys;
  readonly app: Hono;
  readonly decisions: DecisionsFile;
  now: number;
  readonly send: (bytes: Uint8Array) => Promise<Response>;
  readonly exchange: (bytes: Uint8Array) => Promise<ReadAnswer>;
  /** An enrolled tablet of the centre. */
  readonly enrolTablet: (centreId?: number) => Promise<PaperTablet>;
  readonly subjectOf: (appointmentNo: number) => AppointmentSubject;
  readonly codeOf: (appointmentNo: number) => number;
  readonly stop: () => Promise<void>;
}

/** `location`: a PostgreSQL address, or null for a SQLite file in a temporary folder. */
export async function createTestDeployment(
  location: string | null = null,
): Promise<TestDeployment> {
  const folder = await mkdtemp(join(tmpdir(), 'suchi-test-'));
  if (location === null) await copyTemplate(join(folder, 'suchi.sqlite'));
  const opened = await openStore(location ?? join(folder, 'suchi.sqlite'), () => undefined);
  if (opened.outcome !== 'open') throw new Error(`test deployment: ${JSON.stringify(opened)}`);
  const { store } = opened;
  const keys = await openDeploymentKeys(folder);
  const decisions = openDecisionsFile(join(folder, 'decisions.log'), keys);
  const app = new Hono();
  const deployment = { now: 1_790_000_000 };
  registerExchangeRoute(app, {
    store,
    keys,
    nowSeconds: () => deployment.now,
    random: (length) => randomBytes(length),
    appVersion: 'test',
    decisions,
    isDemo: () => false,
    logger: { info: () => undefined },
  });
  await fillCentres(store, keys, istDayOf(deployment.now));
  const send = async (bytes: Uint8Array): Promise<Response> =>
    app.request('/v1/exchange', { method: 'POST', body: bytes as Uint8Array<ArrayBuffer> });
  return Object.assign(deployment, {
    store,
    keys,
    app,
    decisions,
    send,
    exchange: async (bytes: Uint8Array) => {
      const response = await send(bytes);
      if (response.status !== 200)
        throw new Error(`exchange: ${response.status} ${await response.text()}`);
      return readAnswer(new Uint8Array(await response.arrayBuffer()));
    },
    enrolTablet: async (centreId = testCentre) => {
      const tablet = new PaperTablet(keys, centreId, deployment.now);
      await store.database
        .insertInto('device')
        .values({
          device: tablet.device,
          centre_id: centreId,
          public_key: tablet.deviceKey.publicKey,
          alias: tablet.log.slice(0, 4),
          enrolled_at: deployment.now,
          last_contact_at: null,
          counter: 0,
          revoked_at: null,
          heartbeat: null,
          needs_confirmation: 0,
        })
        .execute();
      return tablet;
    },
    subjectOf: (appointmentNo: number) => ({
      appointmentNo,
      check: appointmentCheck(nodeDigest, referenceIdOf(appointmentNo), 'vs-1'),
    }),
    codeOf,
    stop: async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

let template: Promise<Uint8Array> | null = null;

/** Migrated once for all tests of a file. */
async function copyTemplate(path: string): Promise<void> {
  template ??= makeTemplate();
  await writeFile(path, await template);
}

async function makeTemplate(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'suchi-test-'));
  const file = join(folder, 'template.sqlite');
  const opened = await openStore(file, () => undefined);
  if (opened.outcome !== 'open') throw new Error(`template: ${JSON.stringify(opened)}`);
  await opened.store.close();
  const bytes = await readFile(file);
  await rm(folder, { recursive: true, force: true });
  return bytes;
}

const referenceIdOf = (appointmentNo: number): string => String(61_399_127_700_000 + appointmentNo);
const codeOf = (appointmentNo: number): number => (4_353 + appointmentNo * 37) % 10_000;
const peopleInCentre = 30;

export async function fillCentres(store: Store, keys: DeploymentKeys, day: string): Promise<void> {
  for (const [centreId, name] of [
    [testCentre, 'Test PHC'],
    [otherCentre, 'Other Subcentre'],
  ] as const) {
    await store.database
      .insertInto('centre')
      .values({
        centre_id: centreId,
        name,
        address: '',
        block: 'Block',
        district: 'District',
        state: 'State',
        pincode: '402201',
        opens_at: '10:00',
        closes_at: '17:00',
        next_appointment_no: peopleInCentre + 1,
        feed_seq: 0,
        feed_rolling: new Uint8Array(32),
        server_seq: 0,
        server_head: new Uint8Array(32),
      })
      .execute();
    await store.database
      .insertInto('vaccination_session')
      .values({
        centre_id: centreId,
        vaccination_session: 'vs-1',
        day,
        product: 'COVISHIELD',
        slots: '["10:00-12:00"]',
        age_min: 18,
        age_max: null,
        capacity: 100,
      })
      .execute();
    await store.database
      .insertInto('staff')
      .values([
        {
          centre_id: centreId,
          staff_id: 'st-1',
          name: 'Vaccinator 1',
          role: 'vaccinator',
          is_active: 1,
        },
        {
          centre_id: centreId,
          staff_id: 'st-2',
          name: 'Verifier 1',
          role: 'verifier',
          is_active: 1,
        },
      ])
      .execute();
    await store.database
      .insertInto('appointment')
      .values(
        Array.from({ length: peopleInCentre }, (_, i) => appointment(keys, centreId, i + 1, day)),
      )
      .execute();
  }
}

function appointment(keys: DeploymentKeys, centreId: number, appointmentNo: number, day: string) {
  const referenceId = referenceIdOf(appointmentNo);
  const code = String(codeOf(appointmentNo)).padStart(4, '0');
  return {
    centre_id: centreId,
    appointment_no: appointmentNo,
    check16: appointmentCheck(nodeDigest, referenceId, 'vs-1'),
    reference_id: referenceId,
    vaccination_session: 'vs-1',
    day,
    name: `Person ${appointmentNo}`,
    birth_year: 1950 + appointmentNo,
    gender: 'Female',
    mobile_number: `98${String(appointmentNo).padStart(8, '0')}`,
    id_type: 'aadhaar',
    id_last4: String(appointmentNo).padStart(4, '0'),
    id_hmac: bytesToBase64url(nodeDigest.sha256(utf8ToBytes(referenceId))),
    slot: '10:00-12:00',
    product: 'COVISHIELD',
    dose_number: 1,
    earlier_dose_day: null,
    earlier_dose_product: null,
    code_sealed: keys.sealForStorage(`code\n${centreId}\n${appointmentNo}`, utf8ToBytes(code)),
    code_tag: codeTagOf(Number(code)),
    code_state: 'counts',
    flags: '[]',
    replaces_no: null,
    is_ended: 0,
  };
}
