// Owns that gathering many cases at once finds for each what gathering it alone finds, over cases that share vials, spans,
// tablets and staff; and that a vial which passes what is tolerated is judged as a whole, in any order of arrival.

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import {
  createTestDeployment,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';
import { gatherCase, gatherCases, type CaseFacts } from './gather-facts.ts';

const step = fc.record({
  tablet: fc.nat(1),
  act: fc.constantFrom(
    'right-code',
    'wrong-code',
    'dose',
    'dose',
    'dose',
    'dose-of-unknown-session',
    'walk-in',
    'open-vial',
    'not-today',
    'unlock',
    'take-back',
    'stranger',
  ),
  person: fc.integer({ min: 1, max: 6 }),
  vial: fc.constantFrom('A1', 'B1', 'C1'),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

describe.each(testEngines)('gathering on $engine', (engine) => {
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

  it('finds for each of many cases what gathering it alone finds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 40 }), async (steps) => {
        const tablets = [await d.enrolTablet(), await d.enrolTablet()];
        for (const tablet of tablets) await tablet.unlock('st-1');
        for (const each of steps) await write(tablets[each.tablet]!, each);
        for (const tablet of tablets) await d.exchange(tablet.request({ as: 'bodies' }));
        const rows = await d.store.database
          .selectFrom('log_row')
          .select('case_key')
          .distinct()
          .where('centre_id', '=', testCentre)
          .where('case_key', 'is not', null)
          .execute();
        const keys = [...rows.map((row) => row.case_key!), 'a9999-1', 'nothing'];
        const context = { reach: d.store.database, keys: d.keys, centreId: testCentre };
        const together = await gatherCases(context, keys);
        for (const key of keys)
          expect(describeFacts(together.get(key)!)).toEqual(
            describeFacts(await gatherCase(context, key)),
          );
      }),
      { numRuns: engine.engine === 'SQLite' ? 25 : 6 },
    );
  }, 120_000);

  async function write(tablet: PaperTablet, { act, person, vial }: Step): Promise<void> {
    const subject = d.subjectOf(person);
    tablet.now += 60;
    if (act === 'right-code') tablet.tryCode(subject, d.codeOf(person));
    if (act === 'wrong-code') tablet.tryCode(subject, (d.codeOf(person) + 5) % 10_000);
    if (act === 'dose')
      tablet.giveDose(subject, tablet.tryCode(subject, d.codeOf(person)), { vial });
    if (act === 'dose-of-unknown-session')
      tablet.giveDose(subject, null, { vial, vaccinationSession: 'nowhere' });
    if (act === 'walk-in')
      tablet.giveDose({ walkIn: tablet.append('x', { tablet: true }, {}) }, null, { vial });
    if (act === 'open-vial') tablet.openVial(vial);
    if (act === 'not-today')
      tablet.append('not-today', subject, {
        outcome: 'deferred',
        reason: 'fever',
        nextDate: null,
        ends: [],
      });
    if (act === 'unlock') await tablet.unlock('st-2');
    if (act === 'take-back')
      tablet.append(
        'entered-in-error',
        subject,
        { target: tablet.giveDose(subject, null, { vial }), reason: 'wrong-person' },
        { mayDose: true },
      );
    if (act === 'stranger')
      tablet.giveDose({ appointmentNo: 900 + person, check: 7 }, null, { vial });
  }

  it('says of every dose of an overdrawn vial that it is, whichever arrived last and in whatever pieces', async () => {
    const first = await d.enrolTablet();
    const second = await d.enrolTablet();
    for (const tablet of [first, second]) await tablet.unlock('st-1');
    first.openVial();
    const dose = (tablet: PaperTablet, no: number): void => {
      const subject = d.subjectOf(no);
      tablet.giveDose(subject, tablet.tryCode(subject, d.codeOf(no)));
    };
    for (let no = 1; no <= 7; no++) dose(first, no);
    for (let no = 8; no <= 14; no++) dose(second, no);
    await d.exchange(first.request({ as: 'bodies' }));
    expect(await overdrawn()).toEqual([0, 7]);
    const all = second.rows;
    second.rows = all.slice(0, 5);
    await d.exchange(second.request());
    expect(await overdrawn()).toEqual([0, 9]);
    second.rows = all;
    await d.exchange(second.request({ from: 6 }));
    expect(await overdrawn()).toEqual([14, 14]);
    // Taken back, until the vial held enough after all: nothing is said of it any more.
    const { rows } = await readDoses();
    for (const { log, seq, h, case_key } of rows.slice(0, 6)) {
      const [, no] = /^a(\d+)-/.exec(case_key)!;
      first.append(
        'entered-in-error',
        d.subjectOf(Number(no)),
        { target: { log, seq, h }, reason: 'wrong-person' },
        { mayDose: true },
      );
    }
    await d.exchange(first.request({ from: 17 }));
    expect(await overdrawn()).toEqual([0, 14]);
  });

  async function readDoses() {
    const rows = await d.store.database
      .selectFrom('dose')
      .select(['log', 'seq', 'h', 'case_key', 'reasons'])
      .where('centre_id', '=', testCentre)
      .execute();
    return { rows };
  }

  /** Doses with that reason, and all. */
  async function overdrawn(): Promise<[number, number]> {
    const { rows } = await readDoses();
    return [rows.filter((row) => row.reasons.includes('vial-overdrawn')).length, rows.length];
  }
});

function describeFacts(facts: CaseFacts): unknown {
  return {
    folded: facts.folded,
    rows: [...facts.rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    doses: facts.folded.doses.map((dose) => [
      facts.factsOf(dose),
      facts.factsOf(dose, { vial: 3, batch: 3 }),
      facts.deviceOf(dose),
      facts.rowOf(dose),
    ]),
  };
}
