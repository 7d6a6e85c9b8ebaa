// Owns the failure cases in which a server process is the actor (docs/failure-cases.md): killed, doubled, slow, restored, ill-treated.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeskOpenDose } from '../../schemas/desk.ts';
import { encodeFrame } from '../../schemas/frames.ts';
import type { AnswerPart, FeedRow } from '../../schemas/exchange.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { openDeploymentKeys, type DeploymentKeys } from '../../sync-server/keys/deployment-keys.ts';
import { openStore, type Store } from '../../sync-server/store/database.ts';
import { PaperTablet } from '../../sync-server/testing/paper-tablet.ts';
import { readAnswer, type ReadAnswer } from '../../sync-server/testing/read-answer.ts';
import { fillCentres, testCentre } from '../../sync-server/testing/test-deployment.ts';
import { freshPostgresDatabase } from '../testing/fresh-postgres-database.ts';
import {
  countWaiting,
  goOnAfterRows,
  openPostgresSession,
  releaseLock,
  runOnSqlite,
  standStillAfterRows,
  takeLock,
  waitForLock,
  type PostgresSession,
} from '../testing/raw-sql.ts';
import type { ChromiumProcess } from './parts/chromium-process.ts';
import {
  cutLink,
  enrolTablet,
  mendLink,
  openTabletPage,
  recordDose,
  sendNow,
} from './parts/failure-steps.ts';
import { createRegister, expectWhole, type Person, type Register } from './parts/register.ts';
import {
  createServerProcess,
  freePort,
  waitUntil,
  type ServerProcess,
} from './parts/server-process.ts';

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

async function post(server: ServerProcess, bytes: Uint8Array): Promise<Response> {
  return fetch(`${server.address}/v1/exchange`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes as Uint8Array<ArrayBuffer>,
  });
}

async function exchange(server: ServerProcess, bytes: Uint8Array): Promise<ReadAnswer> {
  const answer = await post(server, bytes);
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return readAnswer(new Uint8Array(await answer.arrayBuffer()));
}

async function enrolPaper(store: Store, keys: DeploymentKeys, centreId: number) {
  const tablet = new PaperTablet(keys, centreId, nowSeconds());
  await store.database
    .insertInto('device')
    .values({
      device: tablet.device,
      centre_id: centreId,
      public_key: tablet.deviceKey.publicKey,
      alias: tablet.log.slice(0, 4),
      enrolled_at: nowSeconds(),
      last_contact_at: null,
      counter: 0,
      revoked_at: null,
      heartbeat: null,
      needs_confirmation: 0,
    })
    .execute();
  return tablet;
}

describe('a server with its own file', () => {
  let register: Register;
  const browsers: ChromiumProcess[] = [];
  beforeAll(async () => {
    register = await createRegister();
  });
  afterEach(async () => {
    for (const browser of browsers.splice(0)) await browser.destroy();
    await register.ensureRuns();
    await register.expectWhole();
  });
  afterAll(() => register?.destroy());

  const newTablet = async () => {
    const tablet = await enrolTablet(register);
    browsers.push(tablet.browser);
    return { ...tablet, page: tablet.browser.page() };
  };
  const databaseFile = () => join(register.dataDirectory, 'suchi.sqlite');

  it('case 1: killed between commit and answer, it has the dose once, and the tablet waits for its word', async () => {
    const { steps, page } = await newTablet();
    const person = register.nextPerson();
    await register.server.stop('SIGKILL');
    await recordDose(steps, page, person);
    runOnSqlite(databaseFile(), standStillAfterRows);
    await register.server.start();
    await openTabletPage(steps, page);
    await steps.button('status.sendNow').click();
    await register.waitForDoses(person, 1);
    await register.server.stop('SIGKILL');
    await steps.see('connection.offline');
    await steps.see('connection.unsent');
    runOnSqlite(databaseFile(), goOnAfterRows);
    await register.server.start();
    await sendNow(steps, page);
    expect(await register.waitForDoses(person, 1)).toMatchObject([{ state: 'confirmed' }]);
  });

  it('case 11: restored from yesterday without a word, it gets back what it lost, also from a tablet it never met', async () => {
    const yesterday = `${databaseFile()}.yesterday`;
    const known = await newTablet();
    const [before, lost, fromStranger, after] = [1, 2, 3, 4].map(() => register.nextPerson());
    await recordAndSend(known, before!);
    await register.server.stop();
    await copyFile(databaseFile(), yesterday);
    await register.server.start();
    await recordAndSend(known, lost!);
    const stranger = await newTablet();
    await recordAndSend(stranger, fromStranger!);
    await register.server.stop('SIGKILL');
    for (const end of ['-wal', '-shm']) await rm(`${databaseFile()}${end}`, { force: true });
    await copyFile(yesterday, databaseFile());
    await register.server.start();
    expect(await register.dosesOf(lost!)).toEqual([]);
    await cutLink(known.page);
    await recordDose(known.steps, known.page, after!);
    await mendLink(known.page);
    // The first answer says what is not held any more, the next exchange brings it: whoever presses again need not wait for the poll.
    for (const [{ steps, page }, person] of [
      [known, after!],
      [stranger, fromStranger!],
    ] as const) {
      await openTabletPage(steps, page);
      await waitUntil(async () => {
        await steps.button('status.sendNow').click();
        return (await register.dosesOf(person)).length > 0;
      }, 'the restored server to get back what it lost');
    }
    for (const person of [before!, lost!, fromStranger!, after!])
      await register.waitForDoses(person, 1);
    const epochs = await register.withStore(({ database }) =>
      database.selectFrom('deployment').select('value').where('name', '=', 'epoch').execute(),
    );
    expect(epochs[0]!.value).toMatch(/^2-/);
  });

  it('case 11: restored from yesterday, announced, on an empty disk, it has every decision again, and tablets bring the doses', async () => {
    const known = await newTablet();
    const [before, accepted, withdrawn, lost] = [1, 2, 3, 4].map(() => register.nextPerson());
    const keys = await openDeploymentKeys(register.dataDirectory);
    const paper = await register.withStore((store) => enrolPaper(store, keys, register.centreId));
    await paper.unlock('st-1');
    const giveWithWrongCode = async (person: Person): Promise<void> => {
      const subject = await register.withStore((store) => subjectOf(store, person));
      paper.giveDose(subject, paper.tryCode(subject, (Number(person.code) + 103) % 10_000));
      await exchange(register.server, paper.request());
    };
    await recordAndSend(known, before!);
    await giveWithWrongCode(accepted!);
    const backup = join(register.dataDirectory, '..', 'yesterday.backup');
    const taken = await runCommand('backup', ['--to', backup, '--off-machine']);
    expect(taken.printed).toContain('Backed up and read back');

    await decide(accepted!, 'accepted');
    await giveWithWrongCode(withdrawn!);
    await decide(withdrawn!, 'revoked');
    await recordAndSend(known, lost!);

    const tooEarly = await runCommand('restore', ['--from', backup]);
    expect(tooEarly).toMatchObject({ code: 1, printed: expect.stringContaining('at work') });
    await register.server.stop('SIGKILL');
    for (const name of await readdir(register.dataDirectory))
      if (name !== 'decisions.log')
        await rm(join(register.dataDirectory, name), { recursive: true });
    const restored = await runCommand('restore', ['--from', backup], {
      RECOVERY_KEY: register.recoveryKey,
    });
    expect(restored.printed).toContain('The keys were taken from the backup.');
    expect(restored.printed).toContain('2 decisions made since then');
    await register.server.start();

    const stateOf = async (person: Person) => (await register.dosesOf(person)).map((d) => d.state);
    expect(await stateOf(accepted!)).toEqual(['accepted']);
    expect(await stateOf(withdrawn!)).toEqual([]);
    expect(await stateOf(lost!)).toEqual([]);
    expect(await register.atDesk('/v1/desk/restore-review')).toMatchObject({
      isOpen: true,
      restoredTo: expect.any(Number) as number,
    });
    await exchange(register.server, paper.request());
    expect(await stateOf(withdrawn!)).toEqual(['revoked']);
    await openTabletPage(known.steps, known.page);
    await waitUntil(async () => {
      await known.steps.button('status.sendNow').click();
      return (await register.dosesOf(lost!)).length > 0;
    }, 'the tablet to bring what the restored server lost');
    expect(await stateOf(before!)).toEqual(['confirmed']);
    expect(await stateOf(lost!)).toEqual(['confirmed']);
    await register.atDesk('/v1/desk/restore-review/close', {});
    expect(await register.atDesk('/v1/desk/restore-review')).toMatchObject({ isOpen: false });
  });

  const decide = async (person: Person, decision: 'accepted' | 'revoked'): Promise<void> => {
    const day = istDayOf(nowSeconds());
    const open = await register.atDesk<DeskOpenDose[]>(`/v1/desk/days/${day}/open`);
    const dose = open.find((one) => one.person.referenceId === person.referenceId)!;
    const { centreId, caseKey, caseHash, doseEvent } = dose;
    const reasons = dose.reasons.map((reason) => reason.reason);
    const note = 'Spoke with the centre';
    const asked = { centreId, caseKey, caseHash, doseEvent, decision, reasons, note };
    expect(await register.atDesk('/v1/desk/decisions', asked)).toEqual({ outcome: 'decided' });
  };

  const subjectOf = async ({ database }: Store, person: Person) => {
    const row = await database
      .selectFrom('appointment')
      .select(['appointment_no', 'check16'])
      .where('centre_id', '=', register.centreId)
      .where('appointment_no', '=', person.appointmentNo)
      .executeTakeFirstOrThrow();
    return { appointmentNo: row.appointment_no, check: row.check16 };
  };

  /** As a person types it, beside the server. */
  const runCommand = async (
    name: 'backup' | 'restore',
    args: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly code: number | null; readonly printed: string }> => {
    const env = { ...process.env, DATA_DIR: register.dataDirectory, ...variables };
    const child = spawn(process.execPath, [`scripts/${name}.ts`, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => void (printed += bytes.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, printed };
  };

  async function recordAndSend(
    { steps, page }: Awaited<ReturnType<typeof newTablet>>,
    person: ReturnType<Register['nextPerson']>,
  ): Promise<void> {
    await cutLink(page);
    await recordDose(steps, page, person);
    await mendLink(page);
    await sendNow(steps, page);
    await register.waitForDoses(person, 1);
  }

  it('case 16: cut bodies, lying lengths and truncated gzip end clearly, and the honest request beside them is taken', async () => {
    const keys = await openDeploymentKeys(register.dataDirectory);
    const tablet = await register.withStore((store) => enrolPaper(store, keys, register.centreId));
    await tablet.unlock('st-1');
    tablet.openVial();
    const good = Buffer.from(tablet.request());
    const { port } = new URL(register.server.address);
    const send = (declared: number, sent: Buffer): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(Number(port), '127.0.0.1');
        let heard = '';
        socket.on('data', (bytes) => void (heard += bytes.toString('latin1')));
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(heard));
        socket.write(
          `POST /v1/exchange HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${declared}\r\nconnection: close\r\n\r\n`,
        );
        socket.write(sent);
        socket.end();
      });
    const statusOf = (answer: string): string => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 'none';
    for (const part of [0, 0.3, 0.7, 0.99])
      expect(
        statusOf(await send(good.length, good.subarray(0, Math.floor(good.length * part)))),
      ).toMatch(/^(?:none|400)$/);
    expect(statusOf(await send(good.length - 7, good))).toBe('400');
    expect(statusOf(await send(9_000_000, good))).toBe('413');
    const header = good.subarray(4, 4 + good.readUInt32BE(0));
    for (const cut of [header.subarray(0, header.length - 9), header.subarray(0, 20)])
      expect((await post(register.server, encodeFrame(new Uint8Array(cut)))).status).toBe(400);
    const held = await register.withStore(({ database }) =>
      database.selectFrom('log_row').select('seq').where('log', '=', tablet.log).execute(),
    );
    expect(held).toEqual([]);
    const { head } = await exchange(register.server, good);
    expect(head.have[tablet.log]!.seq).toBe(2);
  });
});

const postgres = process.env['TEST_DATABASE_URL'];

describe.skipIf(!postgres)('two server processes on one PostgreSQL', () => {
  let folder: string;
  let place: Awaited<ReturnType<typeof freshPostgresDatabase>>;
  let one: ServerProcess;
  let two: ServerProcess;
  let store: Store;
  let keys: DeploymentKeys;
  let session: PostgresSession;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'suchi-two-'));
    place = await freshPostgresDatabase(postgres!);
    const variables = { DATABASE_URL: place.url };
    const data = join(folder, 'data');
    one = createServerProcess(await freePort(), data, { args: ['--empty'], variables });
    two = createServerProcess(await freePort(), data, { args: ['--empty'], variables });
    await one.start();
    await two.start();
    keys = await openDeploymentKeys(data);
    const opened = await openStore(place.url, () => undefined);
    if (opened.outcome !== 'open') throw new Error(JSON.stringify(opened));
    ({ store } = opened);
    await fillCentres(store, keys, istDayOf(nowSeconds()));
    session = await openPostgresSession(place.url);
  });
  afterAll(async () => {
    await one?.stop();
    await two?.stop();
    await session?.close();
    await store?.close();
    await place?.drop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => expectWhole(store));

  const newTablet = async () => {
    const tablet = await enrolPaper(store, keys, testCentre);
    await tablet.unlock('st-1');
    return tablet;
  };

  it('case 2: take one body that comes to both at the same time, and store each row once', async () => {
    const tablet = await newTablet();
    for (let i = 1; i <= 30; i++) tablet.openVial(`A${i}`);
    const body = tablet.request({ as: 'bodies' });
    const answers = await Promise.all(
      [one, two, one, two, one, two].map((server) => exchange(server, body)),
    );
    for (const { head } of answers) expect(head.have[tablet.log]!.seq).toBe(31);
    const rows = await store.database
      .selectFrom('log_row')
      .select('seq')
      .where('log', '=', tablet.log)
      .execute();
    expect(rows).toHaveLength(31);
    const fed = await store.database
      .selectFrom('feed')
      .select('feed_seq')
      .where('log', '=', tablet.log)
      .execute();
    expect(fed).toHaveLength(31);
  });

  it('case 1: one of them killed between commit and answer, the other says what is held', async () => {
    const tablet = await newTablet();
    tablet.openVial('B1');
    await session.run(
      waitForLock(
        'grant_pull',
        'device',
        'before update of counter',
        `new.device = '${tablet.device}'`,
      ),
    );
    await session.run(takeLock);
    const answer = exchange(one, tablet.request({ pull: true })).then(
      () => 'answered',
      () => 'no answer',
    );
    await waitUntil(
      async () => (await countWaiting(session, 'advisory')) === 1,
      'the server to stand between commit and answer',
    );
    await one.stop('SIGKILL');
    expect(await answer).toBe('no answer');
    await session.run(releaseLock);
    const { head } = await exchange(two, tablet.request());
    expect(head.have[tablet.log]!.seq).toBe(2);
    await one.start();
  });

  it('case 12: a slow transaction makes a later one wait, and a reader who polls meanwhile misses nothing', async () => {
    const [slow, later, reader] = [await newTablet(), await newTablet(), await newTablet()];
    slow.openVial('S1');
    later.openVial('L1');
    const seen: FeedRow[] = [];
    const poll = async (): Promise<void> => {
      const { parts } = await exchange(two, reader.request({ pull: true, from: 99 }));
      const pages = parts.filter((part): part is FeedPart => part.part === 'feed');
      seen.push(...pages.flatMap((page) => page.rows as FeedRow[]));
      reader.cursor = pages.at(-1)!.cursor;
    };
    await poll();
    const start = seen.length;
    const first = nextFeedSeq(await readFeedSeq());
    await session.run(waitForLock('slow_feed', 'feed', 'before insert', `new.log = '${slow.log}'`));
    await session.run(takeLock);
    const done: string[] = [];
    const slowAnswer = exchange(one, slow.request()).then((answer) => {
      done.push('slow');
      return answer;
    });
    await waitUntil(
      async () => (await countWaiting(session, 'advisory')) === 1,
      'the slow transaction to have its numbers',
    );
    const laterAnswer = exchange(two, later.request()).then((answer) => {
      done.push('later');
      return answer;
    });
    await waitUntil(
      async () => (await countWaiting(session, 'any')) >= 2,
      'the later transaction to wait behind the slow one',
    );
    for (let i = 0; i < 5; i++) await poll();
    expect(seen.length).toBe(start);
    expect(done).toEqual([]);
    await session.run(releaseLock);
    await poll();
    expect((await slowAnswer).head.have[slow.log]!.seq).toBe(2);
    expect((await laterAnswer).head.have[later.log]!.seq).toBe(2);
    await poll();
    expect(seen.slice(start).map((row) => [row.feedSeq, row.log])).toEqual([
      [first, slow.log],
      [first + 1, slow.log],
      [first + 2, later.log],
      [first + 3, later.log],
    ]);
  });

  const readFeedSeq = async (): Promise<number> => {
    const centre = await store.database
      .selectFrom('centre')
      .select('feed_seq')
      .where('centre_id', '=', testCentre)
      .executeTakeFirstOrThrow();
    return centre.feed_seq;
  };
});

type FeedPart = Extract<AnswerPart, { part: 'feed' }>;
const nextFeedSeq = (feedSeq: number): number => feedSeq + 1;
