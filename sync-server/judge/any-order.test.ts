// Owns that the judge knows no order: one set of events ends in the same states, reasons and counts however it arrives.

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { createKey, type PaperTablet } from '../testing/paper-tablet.ts';
import {
  createTestDeployment,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';

const acts = [
  'right-code',
  'wrong-code',
  'another-wrong-code',
  'dose',
  'dose',
  'dose',
  'dose-without-code',
  'walk-in-dose',
  'dose-of-unknown-session',
  'take-back',
  'take-back',
  'open-vial',
  'discard',
  'not-today',
  'lock-and-unlock',
  'close',
  'reopen',
  'walk-in-without-phone',
] as const;

const step = fc.record({
  tablet: fc.nat(2),
  act: fc.constantFrom(...acts),
  person: fc.integer({ min: 3, max: 5 }),
  vial: fc.constantFrom('A1', 'B1'),
  pick: fc.nat(20),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** The same orders at every run; PROPERTY_SEED tries others. */
const seed = Number(process.env['PROPERTY_SEED'] ?? 20_211_126);

/** A rest thrown away last, of a vial of the same batch in a session that the dose does not name. */
const restOfAnotherSession: [Step[], number[][], number] = [
  [
    { tablet: 0, act: 'right-code', person: 3, vial: 'A1', pick: 0 },
    { tablet: 0, act: 'open-vial', person: 3, vial: 'A1', pick: 0 },
    { tablet: 2, act: 'discard', person: 3, vial: 'A1', pick: 3 },
    { tablet: 0, act: 'dose-of-unknown-session', person: 3, vial: 'A1', pick: 0 },
  ],
  [[0, 857, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], Array.from({ length: 12 }, () => 0)],
  1,
];

describe.each(testEngines)('promise 4, the judge on $engine', (engine) => {
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

  it('ends in the same states, reasons and counts in whatever order the tablets’ rows arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 24 }),
        fc.array(fc.array(fc.nat(1_000), { minLength: 12, maxLength: 12 }), {
          minLength: 2,
          maxLength: 3,
        }),
        fc.option(fc.nat(4)),
        async (steps, orders, issued) => {
          const tablets = [await d.enrolTablet(), await d.enrolTablet(), await d.enrolTablet()];
          await write(tablets, steps);
          await setStock(d, issued);
          const ends: unknown[] = [];
          for (const order of orders) {
            await forgetAll(d);
            await deliver(tablets, order);
            ends.push(await readEnd(tablets));
          }
          for (const end of ends.slice(1)) expect(end).toEqual(ends[0]);
        },
      ),
      { seed, numRuns: engine.engine === 'SQLite' ? 40 : 8, examples: [restOfAnotherSession] },
    );
  }, 120_000);

  async function write(tablets: readonly PaperTablet[], steps: readonly Step[]): Promise<void> {
    const staffKeys = new Map(tablets.map((tablet) => [tablet, createKey()]));
    for (const [tablet, key] of staffKeys) {
      for (const staffId of ['st-1', 'st-2']) await proveKey(d, tablet, staffId, key.publicKey);
      await tablet.unlock('st-1', key);
    }
    const doses: { readonly subject: object; readonly ref: EventReference }[] = [];
    const closings: EventReference[] = [];
    for (const { tablet: at, act, person, vial, pick } of steps) {
      const tablet = tablets[at]!;
      const subject = d.subjectOf(person);
      tablet.now += 60;
      const give = (to: Parameters<PaperTablet['giveDose']>[0], more: object): void => {
        doses.push({ subject: to, ref: tablet.giveDose(to, null, { vial, ...more }) });
      };
      if (act === 'right-code') tablet.tryCode(subject, d.codeOf(person));
      if (act === 'wrong-code') tablet.tryCode(subject, (d.codeOf(person) + 103) % 10_000);
      if (act === 'another-wrong-code') tablet.tryCode(subject, (d.codeOf(person) + 206) % 10_000);
      if (act === 'dose') {
        const ref = tablet.tryCode(subject, d.codeOf(person));
        doses.push({ subject, ref: tablet.giveDose(subject, ref, { vial }) });
      }
      if (act === 'dose-without-code') give(subject, { withoutCode: 'lost-sms' });
      if (act === 'walk-in-dose') give({ walkIn: tablet.append('x', { tablet: true }, {}) }, {});
      if (act === 'dose-of-unknown-session') give(subject, { vaccinationSession: 'nowhere' });
      if (act === 'open-vial') tablet.openVial(vial);
      if (act === 'discard')
        tablet.append(
          'vial-discarded',
          { vaccinationSession: 'vs-1', vial },
          { dosesLeft: pick, reason: 'expired' },
        );
      if (act === 'close') closings.push(closeAll(tablet, tablets, pick));
      if (act === 'reopen')
        tablet.append(
          'vaccination-session-opened',
          { vaccinationSession: 'vs-1' },
          { ready: [], notReady: [], reopens: closings.slice(-1) },
        );
      if (act === 'walk-in-without-phone') {
        const walkIn = tablet.append(
          'walk-in-registered',
          { walkIn: 'self' },
          { ...registration, vaccinationSession: 'vs-1' },
        );
        await tablet.unlock(pick % 2 === 0 ? 'st-1' : 'st-2', staffKeys.get(tablet)!);
        doses.push({ subject: { walkIn }, ref: tablet.giveDose({ walkIn }, null, { vial }) });
      }
      if (act === 'not-today')
        tablet.append('not-today', subject, {
          outcome: 'deferred',
          reason: 'fever',
          nextDate: null,
          ends: [],
        });
      if (act === 'lock-and-unlock') await tablet.unlock(pick % 2 === 0 ? 'st-2' : 'nobody-known');
      const dose = doses[pick % Math.max(1, doses.length)];
      if (act === 'take-back' && dose !== undefined)
        tablet.append(
          'entered-in-error',
          dose.subject as never,
          { target: dose.ref, reason: 'wrong-person' },
          { mayDose: true },
        );
    }
    if (steps.length % 2 === 0) closeAll(tablets[0]!, tablets, 0);
  }

  /** Each number sends a part of one tablet's log; at the end everybody sends the rest. */
  async function deliver(tablets: readonly PaperTablet[], order: readonly number[]): Promise<void> {
    const sent = tablets.map(() => 0);
    const last = order[0]! % 3;
    const turns = [...order, ...[0, 1, 2].map((i) => (i + last) % 3)];
    for (const [turn, number] of turns.entries()) {
      const at = number % 3;
      const tablet = tablets[at]!;
      const isRest = turn >= order.length;
      const upTo = isRest ? tablet.rows.length : sent[at]! + 1 + (number % 7);
      const copy = tablet.clone();
      copy.rows = tablet.rows.slice(0, upTo);
      const from = sent[at]! + 1;
      sent[at] = copy.rows.length;
      if (from > copy.rows.length) continue;
      const { head } = await d.exchange(
        copy.request({ from, as: number % 2 === 0 ? 'rows' : 'bodies' }),
      );
      expect(head.have[tablet.log]?.seq).toBe(copy.rows.length);
    }
  }

  /** Counts what every tablet has written by now; sometimes one dose too few. */
  function closeAll(
    tablet: PaperTablet,
    tablets: readonly PaperTablet[],
    pick: number,
  ): EventReference {
    const countedLogs = tablets.map(({ log, rows }) => ({
      log,
      upToSeq: rows.length,
      doses: dosesIn(rows).length + (pick === 3 ? 1 : 0),
    }));
    const counts = { doses: [], vaccineBatches: [], stillObserved: 0, notSeen: 0, unsent: 0 };
    return tablet.append(
      'vaccination-session-closed',
      { vaccinationSession: 'vs-1' },
      { ...counts, countedLogs },
    );
  }

  async function readEnd(tablets: readonly PaperTablet[]) {
    const doses = await d.store.database
      .selectFrom('dose')
      .selectAll()
      .where('centre_id', '=', testCentre)
      .orderBy('dose_key')
      .execute();
    const counted = await d.store.database
      .selectFrom('day_count')
      .selectAll()
      .where('doses', '!=', 0)
      .execute();
    const counts = new Map<string, number>();
    for (const dose of doses.filter((each) => each.is_error === 0)) {
      const key = `${dose.day} ${dose.product} ${dose.dose_number} ${dose.state}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(
      new Map(
        counted.map((row) => [
          `${row.day} ${row.product} ${row.dose_number} ${row.state}`,
          Number(row.doses),
        ]),
      ),
    ).toEqual(counts);
    expect(doses.length).toBe(tablets.flatMap(({ rows }) => dosesIn(rows)).length);
    const tasks = await d.store.database
      .selectFrom('task')
      .select(['task_key', 'reasons'])
      .where('is_open', '=', 1)
      .orderBy('task_key')
      .execute();
    const drawn = await d.store.database
      .selectFrom('batch_use')
      .select(['vaccine_batch', 'drawn'])
      .where('drawn', '!=', 0)
      .execute();
    const told = doses.map(({ dose_key, case_key, state, reasons, is_error, day }) => [
      dose_key,
      case_key,
      state,
      reasons,
      is_error,
      day,
    ]);
    return { told, tasks, drawn };
  }
});

const dosesIn = (rows: PaperTablet['rows']): PaperTablet['rows'] =>
  rows.filter((row) => Buffer.from(row.event).includes('"dose-administered"'));

const registration = {
  name: 'Sunita Devi',
  birthYear: 1975,
  gender: 'Female',
  mobileNumber: null,
  idType: null,
  idLast4: null,
  category: 'citizen',
};

/** As a one-time code from the desk leaves it. */
async function proveKey(
  d: TestDeployment,
  tablet: PaperTablet,
  staffId: string,
  publicKey: Uint8Array,
): Promise<void> {
  const key = { device: tablet.device, public_key: publicKey, is_proved: 1, bound_at: d.now };
  await d.store.database
    .insertInto('staff_key')
    .values({ centre_id: testCentre, staff_id: staffId, ...key })
    .execute();
}

/** Null: the centre has no stock records, and no cap. */
async function setStock(d: TestDeployment, issued: number | null): Promise<void> {
  await d.store.database.deleteFrom('stock').execute();
  if (issued === null) return;
  const stock = { centre_id: testCentre, product: 'COVISHIELD', expiry: null };
  await d.store.database
    .insertInto('stock')
    .values({ ...stock, vaccine_batch: 'B1', doses: issued })
    .execute();
}

async function forgetAll(d: TestDeployment): Promise<void> {
  for (const table of [
    'feed',
    'log_row',
    'tablet_log',
    'dose',
    'day_count',
    'vial',
    'span',
    'task',
    'session_word',
    'session_watch',
    'vial_discard',
    'batch_use',
    'task_dose',
  ] as const)
    await d.store.database.deleteFrom(table).execute();
  await d.store.database
    .updateTable('centre')
    .set({
      feed_seq: 0,
      feed_rolling: new Uint8Array(32),
      server_seq: 0,
      server_head: new Uint8Array(32),
    })
    .execute();
}
