// Owns backup and restore of a register on SQLite: taken while it runs, read back, put in place on a new machine with the key from paper.

import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caseSetHash } from '../../schemas/fold/fold.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { openDecisionsFile, type DecisionsFile } from '../decisions/decisions-file.ts';
import { decideDose } from '../desk/decide.ts';
import { runExchange } from '../ingest/exchange-service.ts';
import { createPackMemory } from '../ingest/pack-memory.ts';
import { readRequest } from '../ingest/read-request.ts';
import { gatherCase } from '../judge/gather-facts.ts';
import { nodeDigest } from '../keys/digest.ts';
import { ensureRecoveryKey, makeRecoveryKey, readGroups } from '../keys/recovery-key.ts';
import { readRestoreReview } from '../restore-review.ts';
import { openData, type OpenedData } from '../start/open-data.ts';
import { runOnSqlite } from '../../scripts/testing/raw-sql.ts';
import { appointmentCheck } from '../../schemas/records/appointment-check.ts';
import { PaperTablet } from '../testing/paper-tablet.ts';
import { fillCentres, testCentre } from '../testing/test-deployment.ts';
import { noteExternal } from './note-external.ts';
import { readLatestBackups } from './record-backup.ts';
import { restoreBackup, type RestoreOutcome } from './restore-backup.ts';
import { copySqlite, findDamage } from '../store/sqlite-copy.ts';
import { takeBackup } from './take-backup.ts';

const now = 1_790_000_000;
const random = (length: number) => new Uint8Array(randomBytes(length));
const nowSeconds = (): number => now;
const appVersion = 'test';

let folder: string;
let data: OpenedData;
let decisions: DecisionsFile;
let recoveryKey: string;
let tablet: PaperTablet;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suchi-backup-'));
  await open('data');
  recoveryKey = (await ensureRecoveryKey(join(folder, 'data')))!;
  await fillCentres(data.store, data.keys, istDayOf(now));
  tablet = new PaperTablet(data.keys, testCentre, now);
  await data.store.database
    .insertInto('device')
    .values({
      device: tablet.device,
      centre_id: testCentre,
      public_key: tablet.deviceKey.publicKey,
      alias: 'ABCD',
      enrolled_at: now,
      last_contact_at: null,
      counter: 0,
      revoked_at: null,
      heartbeat: null,
      needs_confirmation: 0,
    })
    .execute();
  await tablet.unlock('st-1');
  tablet.openVial();
});
afterEach(async () => {
  await data.store.close();
  await rm(folder, { recursive: true });
});

async function open(name: string): Promise<void> {
  const dataDirectory = join(folder, name);
  const opened = await openData(
    { dataDirectory, databaseUrl: undefined },
    { random, isNewDemo: false, onPoolError: () => undefined },
  );
  if (opened.outcome !== 'open') throw new Error(opened.sentences.join());
  data = opened;
  decisions = openDecisionsFile(join(folder, 'other-disk.log'), data.keys);
}

const deps = () => ({ ...data, decisions, nowSeconds, random, appVersion });
const subjectOf = (appointmentNo: number) => ({
  appointmentNo,
  check: appointmentCheck(nodeDigest, String(61_399_127_700_000 + appointmentNo), 'vs-1'),
});
const caseKeyOf = (no: number): string => `a${no}-${subjectOf(no).check}`;
const deliver = async () => {
  const read = readRequest(tablet.request());
  if (read.outcome !== 'request') throw new Error(read.outcome);
  const packs = createPackMemory();
  const exchangeDeps = { ...deps(), packs, isDemo: () => false, readCertificate: () => null };
  return runExchange(exchangeDeps, read.request);
};
const lookAt = async (no: number) => {
  const context = { reach: data.store.database, keys: data.keys, centreId: testCentre };
  return (await gatherCase(context, caseKeyOf(no))).folded;
};
const decide = async (no: number, decision: 'accepted' | 'revoked'): Promise<void> => {
  const folded = await lookAt(no);
  const answer = await decideDose(
    deps(),
    { account: 'meera', centreIds: 'all' },
    {
      centreId: testCentre,
      caseKey: caseKeyOf(no),
      caseHash: caseSetHash(nodeDigest, folded),
      doseEvent: folded.doses[0]!.ref,
      decision,
      reasons: folded.doses[0]!.reasons.map((reason) => reason.reason),
      note: 'In the paper register',
    },
  );
  expect(answer.outcome).toBe('decided');
};
const backUp = (name = 'copy.backup', isOffMachine = false) =>
  takeBackup({ ...deps(), dataDirectory: join(folder, 'data') }, join(folder, name), isOffMachine);
const restore = (
  into: string,
  more: { readonly key?: string; readonly beyondEpoch?: number } = {},
): Promise<RestoreOutcome> =>
  restoreBackup({
    file: join(folder, 'copy.backup'),
    dataDirectory: join(folder, into),
    decisionsFile: join(folder, 'other-disk.log'),
    beyondEpoch: more.beyondEpoch ?? 0,
    askRecoveryKey: () => Promise.resolve(more.key ?? recoveryKey),
    nowSeconds,
    random,
    appVersion,
  });
const sentencesOf = (outcome: RestoreOutcome): string =>
  outcome.outcome === 'refused' ? outcome.sentences.join(' ') : 'restored';

describe('a backup', () => {
  it('is taken while the store is written, read back, and remembered with how far each log is in it', async () => {
    tablet.giveDose(subjectOf(3), null);
    await deliver();
    expect(await backUp()).toMatchObject({
      outcome: 'taken',
      isOnSameDisk: true,
      manifest: { counts: { doses: 1, appointments: 60 }, epoch: expect.stringMatching(/^1-/) },
    });
    const rows = await data.store.database.selectFrom('backup_log').selectAll().execute();
    expect(rows).toMatchObject([{ log: tablet.log, seq: 3, latest_received_at: now }]);
    const beside = await readFile(join(folder, 'copy.backup.json'), 'utf8');
    expect(beside).not.toContain('Person');
    expect((await readdir(folder)).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it('holds the keys for nobody without the recovery key (rule 11)', async () => {
    await backUp();
    const { macKey, storageKey } = JSON.parse(
      await readFile(join(folder, 'data/keys/keys.json'), 'utf8'),
    ) as Record<string, string>;
    const bytes = (await readFile(join(folder, 'copy.backup'))).toString('latin1');
    for (const secret of [macKey!, storageKey!, recoveryKey]) expect(bytes).not.toContain(secret);
    const written = await readFile(join(folder, 'data/keys/recovery.json'), 'utf8');
    expect(written).not.toContain(Buffer.from(readGroups(recoveryKey)!).toString('base64url'));
  });

  it('is not kept when the copy does not hold what the store holds', async () => {
    await deliver();
    await data.store.database
      .updateTable('feed')
      .set({ rolling: new Uint8Array(32) })
      .where('feed_seq', '=', 1)
      .execute();
    const taken = await backUp();
    expect(taken.outcome === 'refused' ? taken.sentences.join() : '').toContain('not whole');
    expect(await readdir(folder)).not.toContain('copy.backup');
    expect(await data.store.database.selectFrom('backup').selectAll().execute()).toEqual([]);
  });

  it('is refused as long as there is no recovery key', async () => {
    await rm(join(folder, 'data/keys/recovery.json'));
    const taken = await backUp();
    expect(taken.outcome === 'refused' ? taken.sentences.join() : '').toContain('recovery key');
  });
});

describe('a backup of another tool', () => {
  it('counts when a restored copy of it holds what this store held', async () => {
    await deliver();
    await copySqlite(join(folder, 'data/suchi.sqlite'), join(folder, 'restored.sqlite'));
    tablet.giveDose(subjectOf(3), null);
    await deliver();
    const noted = await noteExternal(deps(), join(folder, 'restored.sqlite'), true);
    expect(noted.outcome).toBe('noted');
    const rows = await data.store.database.selectFrom('backup_log').selectAll().execute();
    expect(rows).toMatchObject([{ log: tablet.log, seq: 2 }]);
    expect(await readLatestBackups(data.store.database)).toEqual({ any: now, offMachine: now });
  });

  it('does not count when it is of another register, or cannot be opened', async () => {
    await deliver();
    const file = join(folder, 'restored.sqlite');
    await copySqlite(join(folder, 'data/suchi.sqlite'), file);
    runOnSqlite(file, 'update tablet_log set seq = 1');
    expect((await noteExternal(deps(), file, true)).outcome).toBe('refused');
    expect((await noteExternal(deps(), join(folder, 'no/such.sqlite'), true)).outcome).toBe(
      'refused',
    );
    expect(await data.store.database.selectFrom('backup').selectAll().execute()).toEqual([]);
  });
});

describe('a restore', () => {
  beforeEach(async () => {
    for (const no of [3, 4]) tablet.giveDose(subjectOf(no), tablet.tryCode(subjectOf(no), 1));
    await deliver();
    await backUp();
  });

  it('makes a register of an empty folder with the key from paper: announced, reviewed, every decision there', async () => {
    await decide(3, 'accepted');
    tablet.giveDose(subjectOf(5), tablet.tryCode(subjectOf(5), 1));
    await deliver();
    await decide(5, 'revoked');
    await data.store.close();
    const restored = await restore('new-machine');
    expect(restored).toMatchObject({
      outcome: 'restored',
      keys: 'restored',
      aside: null,
      epoch: { number: 2 },
      decisions: { saidAgain: 2, waiting: 1 },
    });
    await open('new-machine');
    expect((await lookAt(3)).doses[0]!.state).toBe('accepted');
    expect((await lookAt(5)).doses).toEqual([]);
    expect(await readRestoreReview(data.store.database)).toEqual({
      isOpen: true,
      epoch: 2,
      restoredTo: now,
    });
    await deliver();
    expect((await lookAt(5)).doses[0]!.state).toBe('revoked');
  });

  it('takes the decisions from the backup where the file was lost with the disk', async () => {
    await decide(3, 'accepted');
    await backUp('later.backup');
    await data.store.close();
    await rm(join(folder, 'other-disk.log'));
    const restored = await restoreBackup({
      file: join(folder, 'later.backup'),
      dataDirectory: join(folder, 'new-machine'),
      decisionsFile: join(folder, 'other-disk.log'),
      beyondEpoch: 6,
      askRecoveryKey: () => Promise.resolve(recoveryKey),
      nowSeconds,
      random,
      appVersion,
    });
    expect(restored).toMatchObject({ epoch: { number: 7 }, decisions: { saidAgain: 0 } });
    await open('new-machine');
    expect(decisions.read().entries.map((entry) => entry.what)).toContain('dose');
    expect((await lookAt(3)).doses[0]!.state).toBe('accepted');
  });

  it('keeps the keys in place when they open all of it, and moves the store that stood there aside (rule 11)', async () => {
    await data.store.close();
    const restored = await restore('data', { key: 'not asked for' });
    expect(restored).toMatchObject({ outcome: 'restored', keys: 'kept' });
    const { aside } = restored as { readonly aside: string };
    expect(await readdir(aside)).toEqual(['suchi.sqlite']);
    expect(findDamage(join(aside, 'suchi.sqlite'))).toBeNull();
    await open('data');
    expect((await lookAt(4)).doses).toHaveLength(1);
  });

  it('is refused while somebody is at work in the folder, and changes nothing', async () => {
    expect(sentencesOf(await restore('data'))).toContain('at work');
    expect((await lookAt(4)).doses).toHaveLength(1);
    await data.store.close();
    expect((await restore('data')).outcome).toBe('restored');
    await open('data');
  });

  it('is refused with another recovery key, one with a slip, another register’s folder, or a damaged file', async () => {
    await data.store.close();
    const other = await makeRecoveryKey(join(folder, 'elsewhere'));
    expect(sentencesOf(await restore('new', { key: other }))).toContain('does not open');
    const slip = recoveryKey.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect(sentencesOf(await restore('new', { key: slip }))).toContain('not a recovery key');
    expect(await readdir(join(folder, 'new'))).not.toContain('suchi.sqlite');
    await open('other-register');
    await data.store.close();
    expect(sentencesOf(await restore('other-register'))).toContain('another register');
    const file = join(folder, 'copy.backup');
    runOnSqlite(file, 'delete from feed where feed_seq = 2');
    expect(sentencesOf(await restore('new'))).toContain('not whole');
    await writeFile(file, 'no database');
    expect(sentencesOf(await restore('new'))).toContain('not a backup');
    await open('data');
  });

  it('takes a recovery key as people type it', async () => {
    const typed = ` ${recoveryKey.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')}\n`;
    expect(readGroups(typed)).toEqual(readGroups(recoveryKey));
    await data.store.close();
    expect(await restore('new', { key: typed })).toMatchObject({ keys: 'restored' });
    await open('data');
  });

  it('replaces keys that are damaged', async () => {
    await data.store.close();
    await appendFile(join(folder, 'data/keys/keys.json'), 'x');
    expect(await restore('data')).toMatchObject({ keys: 'restored' });
    await open('data');
  });
});
