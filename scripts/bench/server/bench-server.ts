// Owns the server of a measure: the real application over a real SQLite file in a folder of its own, its clock set by hand,
// with made-up centres that each have their own list of the day.

import { openDecisionsFile } from '../../../sync-server/decisions/decisions-file.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import { bytesToBase64url } from '../../../schemas/bytes.ts';
import { istDayOf } from '../../../schemas/rules/day.ts';
import type { EnrolmentRecord } from '../../../client/journal/records.ts';
import { createApp } from '../../../sync-server/app.ts';
import { prepareDeployment } from '../../../sync-server/deployment.ts';
import { issueCertificate } from '../../../sync-server/enrolment/certificate.ts';
import {
  openDeploymentKeys,
  type DeploymentKeys,
} from '../../../sync-server/keys/deployment-keys.ts';
import { readStaff } from '../../../sync-server/ingest/day-pack.ts';
import { listen, stopListening } from '../../../sync-server/start/listen.ts';
import { openStore, type Store } from '../../../sync-server/store/database.ts';
import { outboxOnly } from '../../../sync-server/messages/outbox-only.ts';
import { createDice } from '../../simulation/dice.ts';
import { benchCentre, insertCentre, type BookedPerson } from './bench-centre.ts';

/** 08:00 in India on a day of its own, so that every run measures the same day. */
export const morningSeconds = 1_795_487_400;
export const benchDay = istDayOf(morningSeconds);

export interface BenchServer {
  readonly store: Store;
  readonly keys: DeploymentKeys;
  readonly app: Hono;
  /** Epoch seconds, as everybody in this measure believes them. */
  now: number;
  /** A new centre with so many booked people. */
  readonly addCentre: (people: number) => Promise<BenchCentreOnServer>;
  readonly enrol: (
    publicKey: Uint8Array,
    device: string,
    centreId: number,
  ) => Promise<EnrolmentRecord>;
  /** Listens on loopback; the page, if given, stands beside the application under /bench-page. */
  readonly listen: (page?: string) => Promise<number>;
  readonly stop: () => Promise<void>;
}

export interface BenchCentreOnServer {
  readonly centreId: number;
  readonly people: readonly BookedPerson[];
}

const stopSecondsMax = 2;
const silent = (): void => undefined;

export async function createBenchServer(seed = 1): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'suchi-bench-'));
  const opened = await openStore(join(folder, 'suchi.sqlite'), silent);
  if (opened.outcome !== 'open') throw new Error(`bench server: ${JSON.stringify(opened)}`);
  const { store } = opened;
  const keys = await openDeploymentKeys(folder);
  const dice = createDice(seed);
  const random = (length: number) => dice.bytes(length);
  await prepareDeployment({ store, keys, random }, false);
  const state = { now: morningSeconds };
  let centres = 0;
  let listening: Server | null = null;
  const app = createApp({
    store,
    keys,
    clock: { nowSeconds: () => state.now },
    random,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    clientFiles: new Map(),
    decisions: openDecisionsFile(join(folder, 'decisions.log'), keys),
    appVersion: 'bench',
    isDemo: false,
    issuer: 'https://bench.example',
    isHttps: false,
    messages: outboxOnly('http://localhost/my'),
    wakeSender: silent,
  });
  return Object.assign(state, {
    store,
    keys,
    app,
    addCentre: async (count: number) => {
      const centre = benchCentre(centres++, count);
      return {
        centreId: centre.centreId,
        people: await insertCentre(store, keys, random, centre, benchDay),
      };
    },
    enrol: async (publicKey: Uint8Array, device: string, centreId: number) => {
      const certificate = await insertDevice(store, keys, state.now, {
        publicKey,
        device,
        centreId,
      });
      return {
        certificate,
        deployment: keys.deployment,
        centreId,
        centreName: benchCentre(0, 0).name,
        isDemo: false,
        sealingKey: keys.sealingKey,
        staff: await readStaff(store.database, centreId),
      };
    },
    listen: async (page?: string) => {
      const outer = new Hono();
      if (page !== undefined) {
        outer.get('/bench-page', (context) =>
          context.html(
            '<!doctype html><meta charset="utf-8"><script src="/bench-page.js"></script>',
          ),
        );
        outer.get('/bench-page.js', (context) =>
          context.body(page, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
        );
      }
      outer.route('/', app);
      const started = await listen(outer, { port: 0, host: '127.0.0.1', tls: undefined });
      if (started.outcome !== 'listening') throw new Error(started.sentences.join(' '));
      listening = started.server;
      return (listening.address() as AddressInfo).port;
    },
    stop: async () => {
      if (listening !== null) await stopListening(listening, stopSecondsMax);
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

/** As an enrolment leaves it: the device known, its certificate signed. */
async function insertDevice(
  store: Store,
  keys: DeploymentKeys,
  now: number,
  tablet: { readonly publicKey: Uint8Array; readonly device: string; readonly centreId: number },
): Promise<string> {
  const { publicKey, device, centreId } = tablet;
  await store.database
    .insertInto('device')
    .values({
      device,
      public_key: publicKey,
      alias: device.slice(0, 4),
      centre_id: centreId,
      enrolled_at: now,
      needs_confirmation: 0,
      last_contact_at: null,
      counter: 0,
      revoked_at: null,
      heartbeat: null,
    })
    .execute();
  const devicePublicKey = bytesToBase64url(new Uint8Array(publicKey));
  return issueCertificate(keys, {
    deployment: keys.deployment,
    centreId,
    device,
    devicePublicKey,
    issuedAt: now,
  });
}
