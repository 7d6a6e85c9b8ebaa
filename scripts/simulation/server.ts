// Owns the server of a run: the real application over a real SQLite file, which can die around a commit, restart, and be
// put back to an earlier copy of its database.

import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToUtf8,
  equalBytes,
} from '../../schemas/bytes.ts';
import type { AnswerHead } from '../../schemas/exchange.ts';
import { decodeFrames } from '../../schemas/frames.ts';
import { createApp } from '../../sync-server/app.ts';
import { issueCertificate } from '../../sync-server/enrolment/certificate.ts';
import type { DeskDecision } from '../../schemas/desk.ts';
import { announceRestore } from '../../sync-server/backup/restore-backup.ts';
import {
  openDecisionsFile,
  type DecisionsFile,
} from '../../sync-server/decisions/decisions-file.ts';
import { openWords } from '../../sync-server/decisions/entry.ts';
import { checkDecisions } from '../../sync-server/decisions/take-back.ts';
import { decideDose } from '../../sync-server/desk/decide.ts';
import { revokeTablet } from '../../sync-server/desk/revoke-tablet.ts';
import { readEpoch } from '../../sync-server/ingest/epoch.ts';
import { lockCentre } from '../../sync-server/ingest/feed.ts';
import type { DeploymentKeys } from '../../sync-server/keys/deployment-keys.ts';
import { openStore, type Store } from '../../sync-server/store/database.ts';
import { outboxOnly } from '../../sync-server/messages/outbox-only.ts';
import type { Dice } from './dice.ts';
import type { SimulatedLoop } from './event-loop.ts';
import { insertPeople, type Person } from './people.ts';

/** 08:00 in India: a run and its healing end before midnight. */
export const baseSeconds = 1_789_960_200;

export interface ServerAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  readonly bytes: Uint8Array;
}

export type Crash = 'dies-before-commit' | 'dies-after-commit' | 'commit-fails';

export interface RestoreManner {
  readonly isAnnounced: boolean;
  /** The decisions file lay on the disk that broke: the one in the back-up takes its place. */
  readonly isFileLost: boolean;
}

export interface SimulatedServer {
  readonly keys: DeploymentKeys;
  readonly store: () => Store;
  readonly isUp: () => boolean;
  /** Null: nobody answers, or it died on the way. */
  readonly handle: (
    path: string,
    contentType: string,
    body: Uint8Array,
  ) => Promise<ServerAnswer | null>;
  /** What happens at the next transaction that writes rows. */
  crashNext: Crash | null;
  readonly restart: () => Promise<void>;
  readonly backUp: () => void;
  readonly backUps: () => number;
  /** Puts a back-up in place. `isAnnounced`: the operator says so, and the server opens a new epoch at once. */
  readonly restore: (which: number, how: RestoreManner) => Promise<void>;
  /** A supervisor decides; null when no answer came. */
  readonly decide: (decision: DeskDecision) => Promise<string | null>;
  readonly revoke: (device: string, note: string) => Promise<string | null>;
  /** Notes of the decisions that the database or the decisions file has. */
  readonly decisionsHeld: () => Promise<Set<string>>;
  readonly enrol: (
    device: string,
    publicKey: Uint8Array,
    centreId: number,
    log: string,
  ) => Promise<string>;
  readonly takeList: (people: readonly Person[]) => Promise<void>;
  /** Acknowledgements whose rows were not in the database when they were given. */
  readonly falseAcks: string[];
  readonly stop: () => Promise<void>;
}

const silent = () => undefined;

function copyIfThere(from: string, to: string): void {
  if (existsSync(from)) copyFileSync(from, to);
}

export async function createServer(parts: {
  readonly loop: SimulatedLoop;
  readonly dice: Dice;
  readonly keys: DeploymentKeys;
  readonly template: Uint8Array;
  readonly folder: string;
}): Promise<SimulatedServer> {
  const { loop, dice, keys, folder } = parts;
  mkdirSync(folder, { recursive: true });
  const storeFile = `${folder}/suchi.sqlite`;
  writeFileSync(storeFile, parts.template);
  const nowSeconds = (): number => baseSeconds + Math.floor(loop.now());
  const random = (length: number) => dice.bytes(length);
  let raw: Store;
  let store: Store;
  let app: ReturnType<typeof createApp>;
  let isUp = false;
  let onDeath: (() => void)[] = [];
  let backUpCount = 0;

  const die = (): void => {
    isUp = false;
    const told = onDeath;
    onDeath = [];
    for (const tell of told) tell();
  };
  /** A supervisor process, or a person, starts it again after a while. */
  const dieAndComeBack = (): void => {
    die();
    loop.after(1 + dice.fraction() * 120, () => void server.restart());
  };
  const watched = (opened: Store): Store => ({
    ...opened,
    transact: async (work) => {
      const mine = opened;
      const crash = server.crashNext;
      server.crashNext = null;
      const result = await opened.transact(async (transaction) => {
        if (!isUp || store.database !== mine.database) throw new Error('the server is dead');
        const made = await work(transaction);
        if (crash === 'commit-fails') throw new Error('the disk said no');
        if (crash === 'dies-before-commit') {
          dieAndComeBack();
          throw new Error('the server died before its commit');
        }
        return made;
      });
      if (crash === 'dies-after-commit') {
        dieAndComeBack();
        return new Promise(() => undefined);
      }
      return result;
    },
  });
  const decisionsPath = `${folder}/decisions.log`;
  /** A dead server writes nothing. */
  const watchedFile = (opened: DecisionsFile): DecisionsFile => ({
    ...opened,
    append: (entries) => {
      if (!isUp) throw new Error('the server is dead');
      opened.append(entries);
    },
  });
  const parting = () => ({ keys, nowSeconds, random, appVersion: 'simulated' });
  let decisions: DecisionsFile;
  let turns: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    turns = turns.then(work);
    return turns;
  };
  const open = async (): Promise<void> => {
    const opened = await openStore(storeFile, silent);
    if (opened.outcome !== 'open') throw new Error(`simulation: ${JSON.stringify(opened)}`);
    raw = opened.store;
    store = watched(raw);
    const file = openDecisionsFile(decisionsPath, keys);
    decisions = watchedFile(file);
    await checkDecisions({ ...parting(), store: raw, decisions: file });
    app = createApp({
      store,
      keys,
      clock: { nowSeconds },
      random,
      logger: { debug: silent, info: silent, warn: silent, error: silent },
      clientFiles: new Map(),
      appVersion: 'simulated',
      decisions,
      isDemo: false,
      issuer: 'https://simulated.example',
      isHttps: false,
      messages: outboxOnly('http://localhost/my'),
      wakeSender: silent,
    });
    isUp = true;
  };
  const answer = async (
    path: string,
    contentType: string,
    body: Uint8Array,
  ): Promise<ServerAnswer> => {
    const response = await app.request(path, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: body as Uint8Array<ArrayBuffer>,
    });
    const made = {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      retryAfter: response.headers.get('retry-after'),
      bytes: new Uint8Array(await response.arrayBuffer()),
    };
    if (made.status === 200 && isUp) await checkAcks(store, made.bytes, server.falseAcks);
    return made;
  };
  const putBack = async (which: number, how: RestoreManner): Promise<void> => {
    // The operator who announces it knows how far the server had come.
    const epochBefore = await readEpoch(raw.database, () => random(4));
    if (isUp) die();
    await store.close();
    for (const ending of ['', '-wal', '-shm']) rmSync(storeFile + ending, { force: true });
    for (const ending of ['', '-wal'])
      copyIfThere(`${storeFile}.${which}${ending}`, storeFile + ending);
    if (how.isFileLost) {
      rmSync(decisionsPath, { force: true });
      copyIfThere(`${decisionsPath}.${which}`, decisionsPath);
    }
    if (how.isAnnounced) {
      const opened = await openStore(storeFile, silent);
      if (opened.outcome !== 'open') throw new Error(`simulation: ${JSON.stringify(opened)}`);
      const file = openDecisionsFile(decisionsPath, keys);
      const deps = { ...parting(), store: opened.store, decisions: file };
      await announceRestore(deps, epochBefore.number, null);
      await opened.store.close();
    }
    await open();
  };
  /** As a request: it may find nobody, and its answer may die with the server. */
  const asked = async (work: () => Promise<string>): Promise<string | null> => {
    if (!isUp) return null;
    const death = new Promise<null>((resolve) => onDeath.push(() => resolve(null)));
    return Promise.race([work().catch(() => null), death]);
  };
  const server: SimulatedServer = {
    keys,
    store: () => store,
    isUp: () => isUp,
    handle: async (path, contentType, body) => {
      if (!isUp) return null;
      const death = new Promise<null>((resolve) => onDeath.push(() => resolve(null)));
      return Promise.race([answer(path, contentType, body).catch(() => null), death]);
    },
    crashNext: null,
    restart: () =>
      inTurn(async () => {
        if (isUp) return;
        await store.close();
        await open();
      }),
    backUp: () => {
      for (const ending of ['', '-wal'])
        copyIfThere(storeFile + ending, `${storeFile}.${backUpCount}${ending}`);
      copyIfThere(decisionsPath, `${decisionsPath}.${backUpCount}`);
      backUpCount += 1;
    },
    backUps: () => backUpCount,
    restore: (which, how) => inTurn(() => putBack(which, how)),
    decide: (decision) =>
      asked(async () => {
        const account = { account: 'supervisor', centreIds: 'all' } as const;
        return (await decideDose({ ...parting(), store, decisions }, account, decision)).outcome;
      }),
    revoke: (device, note) =>
      asked(async () => {
        const words = { account: 'supervisor', note };
        return (await revokeTablet({ ...parting(), store, decisions }, device, words)).outcome;
      }),
    decisionsHeld: async () => {
      const rows = await raw.database.selectFrom('decision').select('entry').execute();
      const stored = rows.map((row) => JSON.parse(row.entry) as { id: string; sealed: string });
      const written = decisions.read().entries.filter((entry) => 'sealed' in entry);
      return new Set([...stored, ...written].map((entry) => noteOf(openWords(keys, entry))));
    },
    enrol: (device, publicKey, centreId, log) =>
      enrolDevice(store, keys, nowSeconds(), { device, publicKey, centreId, log }),
    takeList: (people) =>
      raw.transact(async (transaction) => {
        for (const centreId of new Set(people.map((person) => person.centreId)))
          await lockCentre(transaction, centreId, false);
        await insertPeople(transaction, keys, people);
      }),
    falseAcks: [],
    stop: async () => {
      die();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await open();
  return server;
}

const noteOf = (words: ReturnType<typeof openWords>): string =>
  words !== null && 'note' in words ? words.note : '';

/** As an enrolment leaves it: the device known, its certificate signed. A tablet that comes again is moved. */
async function enrolDevice(
  store: Store,
  keys: DeploymentKeys,
  now: number,
  tablet: { device: string; publicKey: Uint8Array; centreId: number; log: string },
): Promise<string> {
  const changing = { centre_id: tablet.centreId, enrolled_at: now, needs_confirmation: 0 };
  await store.database
    .insertInto('device')
    .values({
      device: tablet.device,
      public_key: tablet.publicKey,
      alias: tablet.log.slice(0, 4),
      last_contact_at: null,
      counter: 0,
      revoked_at: null,
      heartbeat: null,
      ...changing,
    })
    .onConflict((conflict) => conflict.column('device').doUpdateSet(changing))
    .execute();
  return issueCertificate(keys, {
    deployment: keys.deployment,
    centreId: tablet.centreId,
    device: tablet.device,
    devicePublicKey: bytesToBase64url(tablet.publicKey),
    issuedAt: now,
  });
}

/** Rule 1: what is acknowledged is in the database by then. */
async function checkAcks(store: Store, answer: Uint8Array, falseAcks: string[]): Promise<void> {
  const frame = decodeFrames(answer, 4_000)?.[0];
  if (frame === undefined) return;
  const head = JSON.parse(bytesToUtf8(gunzipSync(frame))) as AnswerHead;
  for (const [log, have] of Object.entries(head.have)) {
    if (have === undefined || have.seq === 0) continue;
    const row = await store.database
      .selectFrom('log_row')
      .select('chain_hash')
      .where('log', '=', log)
      .where('seq', '=', have.seq)
      .executeTakeFirst();
    const named = base64urlToBytes(have.headHash);
    if (row === undefined || named === null || !equalBytes(row.chain_hash, named))
      falseAcks.push(`${log}/${have.seq}`);
  }
}
