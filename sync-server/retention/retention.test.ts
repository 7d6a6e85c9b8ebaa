// Promise 22: retention erases after its time, not before one year; the chain still verifies, and nothing erased comes back.

import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { surveyStore } from '../backup/survey.ts';
import { rewriteFile } from '../store/rewrite-file.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { testCentre } from '../testing/test-deployment.ts';
import { decideCase, retentionCutoff, retentionDaysMin } from './decide-retention.ts';
import { eraseOld, type RetentionReport } from './erase-old.ts';

const district = { kind: 'district', state: 'State', district: 'District' } as const;
const days = 400;
const secondsPerDay = 86_400;

describe.each(testEngines)('promise 22: retention on $engine', (engine) => {
  let t: TestApp;
  let tablet: PaperTablet;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    tablet = await t.deployment.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
  });
  afterEach(() => t.stop());

  const give = (no: number, isRight = true): EventReference => {
    const subject = t.deployment.subjectOf(no);
    const code = (t.deployment.codeOf(no) + (isRight ? 0 : 103)) % 10_000;
    return tablet.giveDose(subject, tablet.tryCode(subject, code));
  };
  const walkIn = (name: string): void => {
    const reference = tablet.append(
      'walk-in-registered',
      { walkIn: 'self' },
      {
        name,
        birthYear: 1970,
        gender: 'Other',
        mobileNumber: '9123456789',
        idType: 'pan',
        idLast4: '771K',
        vaccinationSession: 'vs-1',
        category: 'citizen',
      },
      { mayDose: true },
    );
    tablet.giveDose({ walkIn: reference }, null);
  };
  const send = () => t.deployment.exchange(tablet.request());
  /** Somebody records something, so that the register has lived until then. */
  const liveOn = async (byDays: number): Promise<void> => {
    t.deployment.now += byDays * secondsPerDay;
    tablet.now = t.deployment.now;
    tablet.append('observation-ended', t.deployment.subjectOf(30), {
      doseEvent: { log: tablet.log, seq: 1, h: 'AAAAAAAAAAA' },
    });
    await send();
  };
  const erase = async (afterDays = days): Promise<RetentionReport> => {
    const erased = await eraseOld(t.parts, { days: afterDays, isRehearsal: false });
    if (erased.outcome !== 'erased') throw new Error(erased.outcome);
    return erased.report;
  };
  const seeded = [
    'Person 3\n',
    '9800000003',
    '61399127700003',
    'Zubaida Walk-In',
    '9123456789',
    '771K',
  ];
  /** What the card, the messages, the phone and the desk keep of person 3 beside the log. */
  const keepElsewhere = async (): Promise<void> => {
    const { database } = t.parts.store;
    const of = {
      centre_id: testCentre,
      case_key: `a3-${t.deployment.subjectOf(3).check}`,
    };
    await database.deleteFrom('phone_case').where('case_key', '=', of.case_key).execute();
    await database
      .insertInto('phone_case')
      .values({ ...of, mobile_number: '9800000003' })
      .execute();
    await database
      .insertInto('stated_booking')
      .values({
        ...of,
        reference_id: '61399127700003',
        role: 'booked',
        changes: 0,
        answer: null,
        outcome: 'none',
      })
      .execute();
    await database
      .insertInto('pair_watch')
      .values(of)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await database
      .insertInto('likely_pair')
      .values({
        pair_id: 'p1',
        centre_id: testCentre,
        case_key: 'a9-9',
        other_centre_id: testCentre,
        other_case: of.case_key,
        why: '["name-and-year"]',
        found_by: 'search',
        found_at: 1,
        state: 'open',
        decided_by: null,
        decided_at: null,
        note: 'asked Person 3',
      })
      .execute();
    await database
      .insertInto('case_comment')
      .values({ ...of, comment_id: 'c1', account: 'meera', at: 1, words: 'Person 3\n called' })
      .execute();
    await database
      .insertInto('card')
      .values({
        ...of,
        rid: 'r1',
        kid: 'k1',
        issued_at: 1,
        content_hash: 'h',
        payload: 'says Person 3\n',
        jws: 'signed Person 3\n',
        revoked_at: null,
      })
      .execute();
  };
  /** Every value of every table, bytes too. */
  const dump = async (): Promise<string> => {
    const { database } = t.parts.store;
    const parts: string[] = [];
    for (const { name } of await database.introspection.getTables()) {
      const rows: object[] = await database
        .selectFrom(name as 'centre')
        .selectAll()
        .execute();
      for (const row of rows)
        for (const value of Object.values(row))
          parts.push(
            value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
          );
    }
    return parts.join('\n');
  };
  const chainsOf = async (): Promise<unknown[]> => {
    const cookie = await t.signInAs(
      `meera${Math.random()}`.replace('.', ''),
      'district-supervisor',
      district,
    );
    const answer = await t.get(`/v1/desk/tablets/${tablet.device}`, cookie);
    return ((await answer.json()) as { logs: { proof: object }[] }).logs.map(({ proof }) => proof);
  };

  it('erases nothing before a year has passed, whatever it is asked', async () => {
    give(3);
    await send();
    await liveOn(360);
    const before = await dump();
    for (const tooFew of [0, 1, 364, -5, Number.NaN, 364.9])
      expect((await eraseOld(t.parts, { days: tooFew, isRehearsal: false })).outcome).toBe(
        'too-soon',
      );
    expect((await erase(retentionDaysMin)).cases).toBe(0);
    const after = await dump();
    for (const word of seeded.slice(0, 3)) expect(after).toContain(word);
    expect(after.length).toBeGreaterThanOrEqual(before.length);
  });

  it('after its time leaves no name, phone, id or content of theirs in any table, and counts as before', async () => {
    give(3);
    walkIn('Zubaida Walk-In');
    await send();
    await keepElsewhere();
    const counts = () => t.parts.store.database.selectFrom('day_count').selectAll().execute();
    const countsBefore = await counts();
    await liveOn(days + 1);
    const rehearsed = await eraseOld(t.parts, { days, isRehearsal: true });
    expect(rehearsed.outcome).toBe('rehearsed');
    const full = await dump();
    for (const word of seeded) expect(full).toContain(word);
    const report = await erase();
    // Thirty booked people, of whom two have had something recorded lately or ever, at each of two centres; and the walk-in.
    expect(report).toMatchObject({ cases: 60, keptHeld: 0, keptUndelivered: 0 });
    if (rehearsed.outcome === 'rehearsed') expect(rehearsed.report.cases).toBe(report.cases);
    const bare = await dump();
    for (const word of seeded) expect(bare).not.toContain(word);
    // What was recorded lately is untouched.
    expect(bare).toContain('Person 30');
    expect(await counts()).toEqual(countsBefore);
    expect((await erase()).cases).toBe(0);
  });

  it('knows every table that names a case: a new one without an eraser fails here', async () => {
    const tables = await t.parts.store.database.introspection.getTables();
    const ofCases = tables
      .filter(({ columns }) => columns.some(({ name }) => name === 'case_key'))
      .map(({ name }) => name);
    const erased = [
      'card',
      'card_due',
      'case_comment',
      'claim',
      'cowin_delivery',
      'dose',
      'likely_pair',
      'log_row',
      'message',
      'pair_watch',
      'person_request',
      'phone_case',
      'stated_booking',
      'task',
    ];
    // A decision stays, so that the file beside the database does not say it again; what people wrote in it is sealed.
    expect(ofCases.sort()).toEqual([...erased, 'decision'].sort());
  });

  it('keeps every chain and feed provable', async () => {
    give(3);
    give(5);
    walkIn('Zubaida Walk-In');
    await send();
    const heads = await chainsOf();
    await liveOn(days + 1);
    await erase();
    const after = await chainsOf();
    expect(after).toMatchObject([{ outcome: 'unbroken' }]);
    expect(heads).toMatchObject([{ outcome: 'unbroken' }]);
    expect((await surveyStore(t.parts.store.database)).faults).toEqual([]);
    const other = await t.deployment.enrolTablet();
    const pulled = await t.deployment.exchange(other.request({ pull: true }));
    expect(pulled.head.pull).toBe('granted');
    expect(JSON.stringify(pulled.parts)).not.toMatch(/Zubaida|Person 3"/);
  });

  it('takes nothing erased again, whether the tablet sends it in its old log, in a new one, or as a copy', async () => {
    give(3);
    walkIn('Zubaida Walk-In');
    await send();
    await liveOn(days + 1);
    await erase();
    const rest = async () => ({
      doses: await t.parts.store.database.selectFrom('dose').select('dose_key').execute(),
      quarantine: await t.parts.store.database.selectFrom('quarantine').select('seq').execute(),
    });
    const before = await rest();
    expect(before.doses).toEqual([]);
    await send();
    await t.deployment.exchange(tablet.carriedCopy(2, tablet.rows.length - 1));
    tablet.rotate(0);
    for (const as of ['rows', 'bodies'] as const)
      await t.deployment.exchange(tablet.request({ as: as === 'rows' ? 'rows' : 'bodies' }));
    expect(await rest()).toEqual(before);
    const bare = await dump();
    expect(bare).not.toContain('Zubaida Walk-In');
    expect(await chainsOf()).toMatchObject([{ outcome: 'unbroken' }, { outcome: 'unbroken' }]);
  });

  it('deletes the keys of a span once no record of a person in it is left', async () => {
    give(3);
    await send();
    await tablet.unlock('st-1');
    await liveOn(days + 1);
    const spans = () => t.parts.store.database.selectFrom('span').select('span').execute();
    expect(await spans()).toHaveLength(2);
    expect((await erase()).spans).toBe(1);
    expect(await spans()).toEqual([{ span: tablet.spans.at(-1)!.span }]);
  });

  it('keeps whom a supervisor still has to decide about, and whom the state’s register has not heard of', async () => {
    give(3, false);
    give(4);
    await send();
    await t.parts.store.database
      .insertInto('cowin_delivery')
      .values({
        centre_id: testCentre,
        dose_key: 'some/1/AAAAAAAAAAA',
        case_key: `a4-${t.deployment.subjectOf(4).check}`,
        action: 'vaccinated',
        content_hash: '',
        revision: 1,
        sent_revision: null,
        state: 'dead',
        tries: 10,
        next_try_at: 0,
        fault: null,
        queued_at: 0,
        sent_at: null,
      })
      .execute();
    await liveOn(days + 1);
    expect(await erase()).toMatchObject({ keptHeld: 1, keptUndelivered: 1 });
    const left = await dump();
    for (const word of ['Person 3', 'Person 4']) expect(left).toContain(word);
  });

  it('is not taken in by a clock that jumped', async () => {
    give(3);
    await send();
    t.deployment.now += 50 * 365 * secondsPerDay;
    expect((await erase()).cases).toBe(0);
    expect(await dump()).toContain('Person 3');
  });

  if (engine.engine === 'SQLite')
    it('leaves nothing of them in the file itself', async () => {
      await t.stop();
      const made = mkdtempSync(join(tmpdir(), 'suchi-erased-'));
      const file = join(made, 'suchi.sqlite');
      const drop = async (): Promise<void> => rmSync(made, { recursive: true });
      t = await createTestApp({ engine: { prepare: async () => ({ url: file, drop }) } });
      tablet = await t.deployment.enrolTablet();
      await tablet.unlock('st-1');
      give(3);
      walkIn('Zubaida Walk-In');
      await send();
      await liveOn(days + 1);
      await erase();
      expect(rewriteFile(file)).toBe(true);
      const folder = dirname(file);
      const bytes = readdirSync(folder)
        .filter((name) => name.startsWith('suchi.sqlite'))
        .map((name) => readFileSync(`${folder}/${name}`, 'latin1'))
        .join('');
      expect(bytes).toContain('Person 30');
      for (const word of ['9800000003', '61399127700003', 'Zubaida Walk-In', '771K'])
        expect(bytes).not.toContain(word);
    });
});

describe('the time of retention', () => {
  const age = fc.record({
    latestReceivedAt: fc.integer({ min: 0, max: 4_000_000_000 }),
    isHeld: fc.boolean(),
    isUndelivered: fc.boolean(),
  });
  it('never lets go what is younger than a year by either clock, nor what somebody still needs', () => {
    const moment = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(
        age,
        moment,
        fc.option(moment),
        fc.integer({ min: -10, max: 4_000 }),
        (of, now, latest, wanted) => {
          const cutoff = retentionCutoff(wanted, now, latest);
          expect(cutoff === null).toBe(wanted < retentionDaysMin);
          if (cutoff === null) return;
          const outcome = decideCase(of, cutoff);
          const isYoung = of.latestReceivedAt > Math.min(now, latest ?? now) - 365 * secondsPerDay;
          if (isYoung) expect(outcome).toBe('too-young');
          if (of.isHeld || of.isUndelivered) expect(outcome).not.toBe('erase');
        },
      ),
    );
  });
});
