// Owns what failure tests know of a register from outside the app: a real server, its people with codes, and what its database really holds.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { bytesToUtf8, utf8ToBytes } from '../../../schemas/bytes.ts';
import type { SuchiEvent } from '../../../schemas/events/event.ts';
import { appointmentCheck } from '../../../schemas/records/appointment-check.ts';
import { istDayOf } from '../../../schemas/rules/day.ts';
import { codeTagOf } from '../../../schemas/rules/security-code.ts';
import { nodeDigest } from '../../../sync-server/keys/digest.ts';
import { openDeploymentKeys } from '../../../sync-server/keys/deployment-keys.ts';
import { openStore, type Store } from '../../../sync-server/store/database.ts';
import { createServerProcess, freePort, waitUntil, type ServerProcess } from './server-process.ts';

export interface Person {
  readonly appointmentNo: number;
  readonly name: string;
  readonly referenceId: string;
  readonly code: string;
}

export interface HeldDose {
  readonly state: string;
  readonly log: string;
  readonly seq: number;
  readonly by: string | null;
  readonly givenAt: number;
  readonly reasons: string;
}

export interface Register {
  readonly server: ServerProcess;
  readonly dataDirectory: string;
  readonly centreId: number;
  readonly makeEnrolmentCode: () => Promise<string>;
  /** What the desk answers to the demo's supervisor; with a body, a POST. */
  readonly atDesk: <Answer>(path: string, body?: unknown) => Promise<Answer>;
  /** Printed by the very first start, and never again. */
  readonly recoveryKey: string;
  /** Somebody of today's list whom no other test has met. */
  readonly nextPerson: () => Person;
  /** Books that many more for today: a camp is larger than the demo's day. */
  readonly bookMore: (count: number) => Promise<void>;
  readonly dosesOf: (person: Person) => Promise<HeldDose[]>;
  /** Waits until the server holds exactly this many doses of the person. */
  readonly waitForDoses: (person: Person, count: number) => Promise<HeldDose[]>;
  readonly readEvents: (kind: string) => Promise<(SuchiEvent & { readonly log: string })[]>;
  /** No hole in a log or in the feed, and no event held twice. */
  readonly expectWhole: () => Promise<void>;
  readonly withStore: <Value>(work: (store: Store) => Promise<Value>) => Promise<Value>;
  /** A test that failed may have left the server stopped. */
  readonly ensureRuns: () => Promise<void>;
  readonly destroy: () => Promise<void>;
}

export async function createRegister(
  variables: Readonly<Record<string, string>> = {},
): Promise<Register> {
  const folder = await mkdtemp(join(tmpdir(), 'suchi-register-'));
  const dataDirectory = join(folder, 'data');
  const server = createServerProcess(await freePort(), dataDirectory, { variables });
  await server.start();
  const recoveryKey = /Recovery key.*\n\s+(\S+)/.exec(server.printed())?.[1] ?? '';
  const withStore: Register['withStore'] = async (work) => {
    const opened = await openStore(join(dataDirectory, 'suchi.sqlite'), () => undefined);
    if (opened.outcome !== 'open') throw new Error(JSON.stringify(opened));
    try {
      return await work(opened.store);
    } finally {
      await opened.store.close();
    }
  };
  const { centreName } = server.demo();
  const centreId = await withStore(async ({ database }) => {
    const centre = await database
      .selectFrom('centre')
      .select('centre_id')
      .where('name', '=', centreName)
      .executeTakeFirstOrThrow();
    return centre.centre_id;
  });
  const today = (): string => istDayOf(Math.floor(Date.now() / 1000));
  let day = today();
  let people = await readPeople(withStore, dataDirectory, centreId);
  const dosesOf = (person: Person): Promise<HeldDose[]> =>
    withStore(async ({ database }) => {
      const rows = await database
        .selectFrom('dose')
        .selectAll()
        .where('centre_id', '=', centreId)
        .where('case_key', 'like', `a${person.appointmentNo}-%`)
        .orderBy('seq')
        .execute();
      return rows.map(({ state, log, seq, by_staff: by, given_at: givenAt, reasons }) => ({
        state,
        log,
        seq,
        by,
        givenAt,
        reasons,
      }));
    });
  return {
    server,
    dataDirectory,
    centreId,
    withStore,
    recoveryKey,
    atDesk: async <Answer>(path: string, body?: unknown) => {
      const cookie = await signIn(server);
      const answer =
        body === undefined
          ? await fetch(`${server.address}${path}`, { headers: { cookie } })
          : await postAsDesk(server, path, cookie, body);
      return (await answer.json()) as Answer;
    },
    makeEnrolmentCode: async () => {
      // Each start makes the demo supervisor a new password, and that ends the sign-ins before.
      const cookie = await signIn(server);
      const answer = await postAsDesk(server, '/v1/desk/enrolment-codes', cookie, {
        centreId,
      });
      const { code } = (await answer.json()) as { code: string };
      return code;
    },
    nextPerson: () => {
      const person = people.shift();
      if (person === undefined) throw new Error('the demo day has nobody left');
      return person;
    },
    bookMore: async (count) => {
      people.push(...(await bookMore(withStore, dataDirectory, centreId, count)));
    },
    dosesOf,
    waitForDoses: async (person, count) => {
      await waitUntil(
        async () => (await dosesOf(person)).length >= count,
        `${count} doses of ${person.name} on the server`,
      );
      const doses = await dosesOf(person);
      expect(doses).toHaveLength(count);
      return doses;
    },
    readEvents: (kind) =>
      withStore(async ({ database }) => {
        const rows = await database
          .selectFrom('log_row')
          .select(['log', 'event'])
          .where('kind', '=', kind)
          .where('centre_id', '=', centreId)
          .execute();
        return rows.flatMap(({ log, event }) =>
          event === null ? [] : [{ ...(JSON.parse(bytesToUtf8(event)) as SuchiEvent), log }],
        );
      }),
    expectWhole: () => withStore((store) => expectWhole(store)),
    ensureRuns: async () => {
      const isUp = await fetch(`${server.address}/healthz`).then(
        () => true,
        () => false,
      );
      if (!isUp) await server.start();
      // Midnight in India has passed: tablets get the new day's list.
      if (day !== today()) {
        day = today();
        people = await readPeople(withStore, dataDirectory, centreId);
      }
    },
    destroy: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function readPeople(
  withStore: Register['withStore'],
  dataDirectory: string,
  centreId: number,
): Promise<Person[]> {
  const keys = await openDeploymentKeys(dataDirectory);
  const rows = await withStore(({ database }) =>
    database
      .selectFrom('appointment')
      .select(['appointment_no', 'name', 'reference_id', 'code_sealed'])
      .where('centre_id', '=', centreId)
      .where('day', '=', istDayOf(Math.floor(Date.now() / 1000)))
      .where('is_ended', '=', 0)
      .where('code_state', '=', 'counts')
      .orderBy('appointment_no')
      .execute(),
  );
  return rows.flatMap((row): Person[] => {
    const context = `code\n${centreId}\n${row.appointment_no}`;
    const code = row.code_sealed && keys.openFromStorage(context, row.code_sealed);
    if (code === null) return [];
    const { appointment_no: appointmentNo, name, reference_id: referenceId } = row;
    return [{ appointmentNo, name, referenceId, code: bytesToUtf8(code) }];
  });
}

async function bookMore(
  withStore: Register['withStore'],
  dataDirectory: string,
  centreId: number,
  count: number,
): Promise<Person[]> {
  const keys = await openDeploymentKeys(dataDirectory);
  return withStore(async ({ database }) => {
    const like = await database
      .selectFrom('appointment')
      .selectAll()
      .where('centre_id', '=', centreId)
      .where('day', '=', istDayOf(Math.floor(Date.now() / 1000)))
      .where('code_state', '=', 'counts')
      .executeTakeFirstOrThrow();
    const { next_appointment_no: first } = await database
      .selectFrom('centre')
      .select('next_appointment_no')
      .where('centre_id', '=', centreId)
      .executeTakeFirstOrThrow();
    const added = Array.from({ length: count }, (_, i): Person => {
      const appointmentNo = first + i;
      const code = String((appointmentNo * 7_919) % 10_000).padStart(4, '0');
      const referenceId = String(80_000_000_000_000 + appointmentNo);
      return { appointmentNo, name: `Camp Person ${appointmentNo}`, referenceId, code };
    });
    for (const { appointmentNo, name, referenceId, code } of added)
      await database
        .insertInto('appointment')
        .values({
          ...like,
          appointment_no: appointmentNo,
          name,
          reference_id: referenceId,
          check16: appointmentCheck(nodeDigest, referenceId, like.vaccination_session),
          code_sealed: keys.sealForStorage(
            `code\n${centreId}\n${appointmentNo}`,
            utf8ToBytes(code),
          ),
          code_tag: codeTagOf(Number(code)),
          id_hmac: null,
        })
        .execute();
    await database
      .updateTable('centre')
      .set({ next_appointment_no: first + count })
      .where('centre_id', '=', centreId)
      .execute();
    return added;
  });
}

async function signIn(server: ServerProcess): Promise<string> {
  const { account, password } = server.demo();
  const answer = await postAsDesk(server, '/v1/desk/sign-in', '', { account, password });
  return (answer.headers.get('set-cookie') ?? '').split(';')[0]!;
}

async function postAsDesk(
  server: ServerProcess,
  path: string,
  cookie: string,
  body: unknown,
): Promise<Response> {
  const answer = await fetch(`${server.address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.address, cookie },
    body: JSON.stringify(body),
  });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

export async function expectWhole({ database }: Store): Promise<void> {
  const rows = await database
    .selectFrom('log_row')
    .select(['centre_id', 'log', 'seq', 'origin_log', 'origin_seq', 'row_hash', 'event'])
    .orderBy('seq')
    .execute();
  for (const { log, seq } of await database.selectFrom('tablet_log').selectAll().execute()) {
    // What came before its turn, as a serious reaction does, rests under a name of its own with a gap before it.
    if (log.includes('~')) continue;
    const numbers = rows.filter((row) => row.log === log).map((row) => row.seq);
    expect(numbers).toEqual(Array.from({ length: seq }, (_, i) => i + 1));
  }
  const identities = rows
    .filter((row) => row.event !== null)
    .map(
      (row) => `${row.origin_log}/${row.origin_seq}/${Buffer.from(row.row_hash).toString('hex')}`,
    );
  expect(new Set(identities).size).toBe(identities.length);
  for (const centre of await database.selectFrom('centre').selectAll().execute()) {
    const feed = await database
      .selectFrom('feed')
      .select('feed_seq')
      .where('centre_id', '=', centre.centre_id)
      .orderBy('feed_seq')
      .execute();
    expect(feed.map((row) => row.feed_seq)).toEqual(
      Array.from({ length: centre.feed_seq }, (_, i) => i + 1),
    );
  }
}
