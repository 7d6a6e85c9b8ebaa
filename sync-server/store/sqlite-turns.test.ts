// Owns group commit on SQLite: writers that wait at once share one commit, one that fails takes only its own rows with it,
// and nobody is answered before its rows are in the file.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDriver from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from './database.ts';
import { createWriterTurns, type TurnsFile } from './sqlite-turns.ts';

interface Turns {
  /** Ends the present turn: whoever lingered for more writers commits now. */
  readonly next: () => void;
  readonly after: (run: () => void) => void;
}

function createTurns(): Turns {
  const waiting: (() => void)[] = [];
  return {
    after: (run) => void waiting.push(run),
    next: () => {
      for (const run of waiting.splice(0)) run();
    },
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('group commit', () => {
  let folder: string;
  let file: string;
  let store: Store;
  let turns: Turns;
  let other: SqliteDriver.Database;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'suchi-turns-'));
    file = join(folder, 'suchi.sqlite');
    turns = createTurns();
    const migrated = await openStore(file, () => undefined);
    if (migrated.outcome !== 'open') throw new Error(JSON.stringify(migrated));
    await migrated.store.close();
    let isOpening = true;
    const opening = openStore(file, () => undefined, turns.after);
    void opening.finally(() => (isOpening = false));
    while (isOpening) {
      await settle();
      turns.next();
    }
    const opened = await opening;
    if (opened.outcome !== 'open') throw new Error(JSON.stringify(opened));
    store = opened.store;
    other = new SqliteDriver(file, { timeout: 0 });
  });
  afterEach(async () => {
    other.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What another process sees: only what is committed. */
  const committed = (): string[] =>
    (
      other.prepare("select name from deployment where name like 'w%' order by name").all() as {
        name: string;
      }[]
    ).map(({ name }) => name);
  const write = (name: string, fails = false): Promise<string> =>
    store.transact(async (transaction) => {
      await transaction.insertInto('deployment').values({ name, value: '' }).execute();
      await Promise.resolve();
      if (fails) throw new Error(`${name} fails`);
      return name;
    });

  it('answers nobody before the commit, and then all of the group', async () => {
    const answered: string[] = [];
    const jobs = ['w1', 'w2', 'w3'].map((name) => write(name).then((word) => answered.push(word)));
    await settle();
    expect(answered).toEqual([]);
    expect(committed()).toEqual([]);
    turns.next();
    await Promise.all(jobs);
    expect(answered).toEqual(['w1', 'w2', 'w3']);
    expect(committed()).toEqual(['w1', 'w2', 'w3']);
  });

  it('rolls back only the one that fails among several, and stores the others', async () => {
    const jobs = [write('w1'), write('w2', true), write('w3')];
    const settled = Promise.allSettled(jobs);
    await settle();
    turns.next();
    expect((await settled).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(committed()).toEqual(['w1', 'w3']);
  });

  it('a writer that comes while the group is open joins it', async () => {
    const first = write('w1');
    await settle();
    const second = write('w2');
    await settle();
    expect(committed()).toEqual([]);
    turns.next();
    await Promise.all([first, second]);
    expect(committed()).toEqual(['w1', 'w2']);
  });

  it('a reader never sees what is not committed, and never waits for a writer', async () => {
    const job = write('w1');
    await settle();
    const seen = await store.database
      .selectFrom('deployment')
      .select('name')
      .where('name', '=', 'w1')
      .execute();
    expect(seen).toEqual([]);
    turns.next();
    await job;
  });

  it('a single statement outside a transaction is durable when it is answered', async () => {
    let isAnswered = false;
    const job = store.database
      .insertInto('deployment')
      .values({ name: 'w1', value: '' })
      .execute()
      .then(() => (isAnswered = true));
    await settle();
    expect(isAnswered).toBe(false);
    turns.next();
    await job;
    expect(committed()).toEqual(['w1']);
  });

  it('stores exactly what it answered, whoever fails and whenever the commits come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ fails: fc.boolean(), commits: fc.boolean() }), { maxLength: 80 }),
        async (steps) => {
          other.prepare("delete from deployment where name like 'w%'").run();
          const answered: string[] = [];
          const jobs: Promise<unknown>[] = [];
          for (const [i, { fails, commits }] of steps.entries()) {
            const name = `w${String(i).padStart(3, '0')}`;
            jobs.push(
              write(name, fails).then(
                (word) => answered.push(word),
                () => undefined,
              ),
            );
            if (!commits) continue;
            await settle();
            turns.next();
            await settle();
            expect(committed()).toEqual(expect.arrayContaining(answered));
          }
          const all = Promise.all(jobs);
          await settle();
          turns.next();
          await all;
          expect(committed()).toEqual([...answered].sort());
          expect(answered.length).toBe(steps.filter(({ fails }) => !fails).length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the turns of writers', () => {
  it('tells the whole group when the engine gives a transaction up in the middle', async () => {
    let isIn = false;
    const file: TurnsFile = {
      exec: (sql) => {
        if (sql === 'begin immediate') isIn = true;
        if (sql === 'commit') isIn = false;
      },
      isInTransaction: () => isIn,
    };
    const held = createTurns();
    const turns = createWriterTurns(file, held.after);
    await turns.begin();
    const first = turns.keep().then(
      () => 'durable',
      () => 'lost',
    );
    await turns.begin();
    // The disk is full: SQLite rolls the whole transaction back, not only the writer's part.
    isIn = false;
    turns.drop();
    expect(await first).toBe('lost');
  });

  it('a commit that fails is told to everybody of the group, is undone, and the next group goes its way', async () => {
    const ran: string[] = [];
    let isIn = false;
    let isFull = true;
    const held = createTurns();
    const turns = createWriterTurns(
      {
        exec: (sql) => {
          ran.push(sql);
          if (sql === 'commit' && isFull) throw new Error('the disk is full');
          if (sql === 'begin immediate') isIn = true;
          if (sql === 'commit' || sql === 'rollback') isIn = false;
        },
        isInTransaction: () => isIn,
      },
      held.after,
    );
    const writeOne = async (): Promise<void> => {
      await turns.begin();
      await turns.keep();
    };
    const all = Promise.allSettled([writeOne(), writeOne(), writeOne()]);
    await settle();
    held.next();
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(ran.at(-1)).toBe('rollback');
    isFull = false;
    const next = writeOne();
    await settle();
    held.next();
    await next;
    expect(ran.at(-1)).toBe('commit');
  });

  it('commits before the next writer when the group has written many rows', async () => {
    const ran: string[] = [];
    let isIn = false;
    let rows = 0;
    const turns = createWriterTurns(
      {
        exec: (sql) => {
          ran.push(sql);
          if (sql === 'begin immediate') isIn = true;
          if (sql === 'commit') isIn = false;
        },
        isInTransaction: () => isIn,
        rowsWritten: () => rows,
      },
      () => undefined,
    );
    await turns.begin();
    rows += 6_000;
    const first = turns.keep();
    await turns.begin();
    await first;
    expect(ran).toEqual([
      'begin immediate',
      'savepoint writer',
      'release writer',
      'commit',
      'begin immediate',
      'savepoint writer',
    ]);
  });

  it('a file that stays busy is told to one writer, and the next one may try', async () => {
    let isBusy = true;
    let isIn = false;
    const turns = createWriterTurns({
      exec: (sql) => {
        if (sql === 'begin immediate') {
          if (isBusy) throw new Error('busy');
          isIn = true;
        }
        if (sql === 'commit') isIn = false;
      },
      isInTransaction: () => isIn,
    });
    await expect(turns.begin()).rejects.toThrow('busy');
    isBusy = false;
    await turns.begin();
    await turns.keep();
  });
});
