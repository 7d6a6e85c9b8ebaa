// Owns that a remembered query is the query it was built as, whatever values and lengths of lists it is run with.

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { createTestDeployment, type TestDeployment } from '../testing/test-deployment.ts';
import { insertMany } from './bulk-insert.ts';
import { readAll, rememberQuery } from './remembered-query.ts';

const selectNamed = rememberQuery<{
  readonly account: string;
  readonly centres: readonly number[];
}>()((reach, { one, list }) =>
  reach
    .selectFrom('audit')
    .select('audit_id')
    .where('account', '=', one('account'))
    .where('centre_id', 'in', list('centres')),
);

describe.each(testEngines)('remembered queries on $engine', (engine) => {
  let place: Awaited<ReturnType<typeof engine.prepare>>;
  let d: TestDeployment;
  beforeEach(async () => {
    place = await engine.prepare();
    d = await createTestDeployment(place.url);
  });
  afterEach(async () => {
    await d.stop();
    await place.drop();
  });

  it('finds what the query written out finds, for lists of any length', async () => {
    const reach = d.store.database;
    await insertMany(
      reach,
      'audit',
      Array.from({ length: 700 }, (_, i) => ({
        audit_id: `id-${i}`,
        at: i,
        account: i % 2 === 0 ? 'even' : "o'dd",
        action: 'read',
        centre_id: i % 9 === 0 ? null : i,
        subject: null,
      })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('even', "o'dd", 'nobody'),
        fc.uniqueArray(fc.nat(750), { maxLength: 600 }),
        async (account, centres) => {
          const found = await readAll(centres, (piece) =>
            selectNamed(reach, { account, centres: piece }),
          );
          const expected =
            centres.length === 0
              ? []
              : await reach
                  .selectFrom('audit')
                  .select('audit_id')
                  .where('account', '=', account)
                  .where('centre_id', 'in', centres)
                  .execute();
          const sorted = (rows: readonly { audit_id: string }[]): string[] =>
            rows.map((row) => row.audit_id).sort();
          expect(sorted(found)).toEqual(sorted(expected));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a bulk insert stores every row as it is given, or none', async () => {
    const reach = d.store.database;
    const row = (i: number) => ({
      centre_id: 46_420,
      feed_seq: i,
      log: `क्षी ${i}'"`,
      seq: i,
      row_hash: new Uint8Array([i & 255, 0, 255]),
      rolling: new Uint8Array(0),
    });
    const rows = Array.from({ length: 1_500 }, (_, i) => row(i + 1));
    await insertMany(reach, 'feed', rows);
    const stored = await reach.selectFrom('feed').selectAll().orderBy('feed_seq').execute();
    expect(stored.map((each) => each.log)).toEqual(rows.map((each) => each.log));
    expect([...stored[1_233]!.row_hash]).toEqual([...rows[1_233]!.row_hash]);
    await expect(
      d.store.transact((transaction) =>
        insertMany(transaction, 'feed', [row(5_000), row(7), row(5_001)]),
      ),
    ).rejects.toThrow();
    const last = await reach.selectFrom('feed').select('seq').where('seq', '>', 2_000).execute();
    expect(last).toEqual([]);
  });
});
