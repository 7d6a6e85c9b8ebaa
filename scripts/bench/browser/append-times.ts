// Owns the timing of "Save dose" to durable in a page, beside a bare strict transaction that adds a record of the same size.

import { Dexie, type Table } from 'dexie';
import type { RowRecord } from '../../../client/journal/records.ts';
import { currentRuleSet } from '../../../schemas/rules/rule-set.ts';
import type { BenchTablet } from '../day/bench-tablet.ts';
import type { BookedPerson } from '../server/bench-centre.ts';

export interface AppendTimes {
  /** Milliseconds, pair by pair: the product's append and the bare one right beside it. */
  readonly product: readonly number[];
  readonly bare: readonly number[];
  /** Of the sealed event of a row; the bare record is as large as the whole row. */
  readonly sealedBytes: number;
}

const warmUps = 10;

export async function measureAppends(
  tablet: BenchTablet,
  person: BookedPerson,
  pairs: number,
): Promise<AppendTimes> {
  const bareDatabase = new Dexie('bare', { chromeTransactionDurability: 'strict' });
  bareDatabase.version(1).stores({ rows: '&[log+seq]' });
  await bareDatabase.open();
  const rows = bareDatabase.table('rows') as Table<RowRecord, [string, number]>;
  const like = await tablet.lastRow();
  let seq = 0;
  const addBare = (): Promise<unknown> =>
    bareDatabase.transaction('rw', rows, () => rows.add({ ...like, seq: ++seq }));
  const append = async (): Promise<unknown> => tablet.save(doseDraft(person));
  const times = { product: [] as number[], bare: [] as number[] };
  for (let i = -warmUps; i < pairs; i++) {
    // Who goes first changes from pair to pair, so that neither always finds the disk still busy with the other.
    const isProductFirst = i % 2 === 0;
    const first = await timeOf(isProductFirst ? append : addBare);
    const second = await timeOf(isProductFirst ? addBare : append);
    if (i < 0) continue;
    times.product.push(isProductFirst ? first : second);
    times.bare.push(isProductFirst ? second : first);
  }
  await bareDatabase.delete();
  return { ...times, sealedBytes: (await tablet.lastRow()).sealed.length };
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
