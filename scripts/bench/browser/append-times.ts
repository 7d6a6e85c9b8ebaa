// Owns the timing of "Save dose" to durable in a page, beside a bare strict transaction that adds a record of the same size,
// and beside one that reads and writes the same tables as the append does, without its hashes and seals.

import { Dexie, type Table } from 'dexie';
import type { RowRecord } from '../../../client/journal/records.ts';
import { currentRuleSet } from '../../../schemas/rules/rule-set.ts';
import type { BenchTablet } from '../day/bench-tablet.ts';
import type { BookedPerson } from '../server/bench-centre.ts';

/** Milliseconds, round by round: the three stand beside each other in time. */
export interface AppendTimes {
  readonly product: readonly number[];
  readonly bare: readonly number[];
  readonly sameTables: readonly number[];
  /** Of the sealed event of a row; the bare record is as large as the whole row. */
  readonly sealedBytes: number;
}

const warmUps = 10;

export async function measureAppends(
  tablet: BenchTablet,
  person: BookedPerson,
  rounds: number,
): Promise<AppendTimes> {
  const like = await tablet.lastRow();
  const beside = await openBesides(like);
  const works = {
    product: (): Promise<unknown> => tablet.save(doseDraft(person)),
    bare: beside.addBare,
    sameTables: beside.addWithSameTables,
  };
  const names = ['product', 'bare', 'sameTables'] as const;
  const times = { product: [] as number[], bare: [] as number[], sameTables: [] as number[] };
  for (let i = -warmUps; i < rounds; i++) {
    // Who goes first changes from round to round, so that nobody always finds the disk still busy with another.
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(i + warmUps + turn) % names.length]!;
      const took = await timeOf(works[name]);
      if (i >= 0) times[name].push(took);
    }
  }
  await beside.destroy();
  return { ...times, sealedBytes: (await tablet.lastRow()).sealed.length };
}

async function openBesides(like: RowRecord) {
  const database = new Dexie('bare', { chromeTransactionDurability: 'strict' });
  database.version(1).stores({
    bare: '&[log+seq]',
    rows: '&[log+seq], [log+span+seq]',
    logs: '&log',
    settings: '&name',
    spans: '&span',
  });
  await database.open();
  const bare = database.table('bare') as Table<RowRecord, [string, number]>;
  const rows = database.table('rows') as Table<RowRecord, [string, number]>;
  const logs = database.table('logs');
  const settings = database.table('settings');
  const spans = database.table('spans');
  await settings.put({ name: 'current-log', value: like.log });
  await logs.put({ log: like.log, centreId: 1, deployment: '', headSeq: 0, headHash: like.hash });
  await spans.put({ span: like.span, log: like.log, kid: '', sealed: '', readingCopy: null });
  let seq = 0;
  return {
    addBare: (): Promise<unknown> =>
      database.transaction('rw', bare, () => bare.add({ ...like, seq: ++seq })),
    addWithSameTables: (): Promise<unknown> =>
      database.transaction('rw', settings, logs, rows, spans, async () => {
        const [, log] = await Promise.all([
          settings.get('current-log'),
          logs.get(like.log) as Promise<object>,
          spans.get(like.span),
        ]);
        const row = { ...like, seq: ++seq };
        await Promise.all([rows.add(row), logs.put({ ...log, headSeq: seq, headHash: like.hash })]);
      }),
    destroy: () => database.delete(),
  };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function doseDraft(person: BookedPerson) {
  const { appointmentNo, check, doseNumber, product, vaccinationSession, vaccineBatch } = person;
  const rules = currentRuleSet.rulesVersion;
  const how = { code: null, withoutCode: 'lost-sms', rules };
  return {
    kind: 'dose-administered',
    subject: { appointmentNo, check },
    body: { doseNumber, product, vial: 'A1', vaccinationSession, vaccineBatch, ...how },
  };
}
