// Owns what the desk shows of a day: counts by centre, the doses to look at with their persons, the tablets; each read audited.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { DeskDay, DeskOpenDose } from '../../schemas/desk.ts';
import type { DeskTablet } from '../../schemas/desk-tablets.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { dayAnswer, openDosesAnswer, tabletsAnswer } from '../routes/answer-schemas.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { otherCentre, testCentre } from '../testing/test-deployment.ts';
import { sumCounts } from './day.ts';
import { openDosesPerPageMax } from './open-dose-rows.ts';

const district = { kind: 'district', state: 'State', district: 'District' } as const;

describe.each(testEngines)('the desk on $engine', (engine) => {
  let t: TestApp;
  let tablet: PaperTablet;
  let cookie: string;
  let day: string;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    day = istDayOf(t.deployment.now);
    cookie = await t.signInAs('meera', 'district-supervisor', district);
    tablet = await t.deployment.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
  });
  afterEach(() => t.stop());

  const { parse } = z;
  const readDay = async (): Promise<DeskDay> =>
    parse(dayAnswer, await (await t.get(`/v1/desk/days/${day}`, cookie)).json());
  const readOpen = async (with_ = cookie): Promise<DeskOpenDose[]> =>
    parse(openDosesAnswer, await (await t.get(`/v1/desk/days/${day}/open`, with_)).json());
  const giveWithCode = (no: number, isRight: boolean): void => {
    const subject = t.deployment.subjectOf(no);
    const code = (t.deployment.codeOf(no) + (isRight ? 0 : 103)) % 10_000;
    tablet.giveDose(subject, tablet.tryCode(subject, code));
  };

  it('counts the day by centre and state', async () => {
    giveWithCode(3, true);
    giveWithCode(4, false);
    await t.deployment.exchange(tablet.request());
    const { centres, asOf } = await readDay();
    expect(asOf).toBe(t.deployment.now);
    expect(centres.map((centre) => [centre.centreId, centre.booked])).toEqual([
      [testCentre, 30],
      [otherCentre, 30],
    ]);
    expect(centres[0]?.counts).toMatchObject({ confirmed: 1, held: 1, waiting: 0 });
    expect(centres[0]?.byProduct).toEqual([{ product: 'COVISHIELD', doseNumber: 1, count: 2 }]);
    expect(centres[1]?.byProduct).toEqual([]);
  });

  it('counts withdrawn doses among the states, not among the doses of a product', () => {
    const row = { centre_id: 1, product: 'COVAXIN', dose_number: 2 };
    const summed = sumCounts([
      { ...row, state: 'confirmed', doses: 5 },
      { ...row, state: 'revoked', doses: 1 },
    ]);
    expect(summed.counts).toMatchObject({ confirmed: 5, revoked: 1 });
    expect(summed.byProduct).toEqual([{ product: 'COVAXIN', doseNumber: 2, count: 5 }]);
  });

  it('shows a held dose with its person, its reasons and the case as it stands', async () => {
    giveWithCode(3, true);
    giveWithCode(4, false);
    await t.deployment.exchange(tablet.request());
    const [held, ...others] = await readOpen();
    expect(others).toEqual([]);
    expect(held).toMatchObject({
      centreId: testCentre,
      centreName: 'Test PHC',
      state: 'held',
      reasons: [{ reason: 'code-wrong', group: 'contradicted' }],
      person: { name: 'Person 4', birthYear: 1954, mobileLast4: '0004', isWalkIn: false },
      by: { staffId: 'st-1', name: 'Vaccinator 1', proved: false },
      tablet: tablet.log.slice(0, 4),
      otherDoses: [],
    });
    expect(held?.caseHash).toMatch(/^[\w-]{16}$/);
  });

  it('shows both doses of one person, each naming the other', async () => {
    giveWithCode(5, true);
    giveWithCode(5, true);
    await t.deployment.exchange(tablet.request());
    const open = await readOpen();
    expect(open.map((dose) => dose.otherDoses.length)).toEqual([1, 1]);
    expect(open[0]?.otherDoses[0]).toMatchObject({ product: 'COVISHIELD', state: 'held' });
  });

  it('leaves one audit row for every person read, and none for counts', async () => {
    giveWithCode(4, false);
    await t.deployment.exchange(tablet.request());
    const audited = async () =>
      t.parts.store.database
        .selectFrom('audit')
        .select(['account', 'centre_id', 'subject', 'at'])
        .where('action', '=', 'read-person')
        .execute();
    await readDay();
    expect(await audited()).toEqual([]);
    const [held] = await readOpen();
    await readOpen();
    const rows = await audited();
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      account: 'meera',
      centre_id: testCentre,
      at: t.deployment.now,
    });
    expect(rows[0]?.subject).toContain(`/${held?.doseEvent.seq}/`);
  });

  it('shows no person of a centre outside the places, and takes no decision on one', async () => {
    giveWithCode(4, false);
    await t.deployment.exchange(tablet.request());
    const [held] = await readOpen();
    const place = {
      kind: 'block',
      state: 'State',
      district: 'District',
      block: 'Other Block',
    } as const;
    const elsewhere = await t.signInAs('anil', 'block-supervisor', place);
    expect(await readOpen(elsewhere)).toEqual([]);
    const answer = await t.post('/v1/desk/decisions', decisionOn(held!), elsewhere);
    expect(await answer.json()).toEqual({ outcome: 'not-yours' });
    expect(await readOpen()).toHaveLength(1);
  });

  it('takes a supervisor’s decision on what was shown, once', async () => {
    giveWithCode(4, false);
    await t.deployment.exchange(tablet.request());
    const [held] = await readOpen();
    const decision = decisionOn(held!);
    expect(await (await t.post('/v1/desk/decisions', decision, cookie)).json()).toEqual({
      outcome: 'decided',
    });
    expect(await (await t.post('/v1/desk/decisions', decision, cookie)).json()).toMatchObject({
      outcome: 'look-again',
      changes: [{ what: 'accepted', who: 'Name of meera' }],
    });
    expect(await readOpen()).toEqual([]);
    expect((await readDay()).centres[0]?.counts).toMatchObject({ held: 0, accepted: 1 });
    const audited = await t.parts.store.database
      .selectFrom('audit')
      .select('account')
      .where('action', '=', 'decided')
      .execute();
    expect(audited).toEqual([{ account: 'meera' }]);
  });

  it('keeps a wrong guess at a code on the list, also when the tablet took the dose back', async () => {
    const subject = t.deployment.subjectOf(4);
    const wrong = (t.deployment.codeOf(4) + 103) % 10_000;
    const guess = tablet.giveDose(subject, tablet.tryCode(subject, wrong));
    const body = { target: guess, reason: 'wrong-person' };
    tablet.append('entered-in-error', subject, body, { mayDose: true });
    giveWithCode(5, true);
    await t.deployment.exchange(tablet.request());
    expect((await readOpen()).map((dose) => dose.reasons.map((each) => each.reason))).toEqual([
      ['code-wrong'],
    ]);
    expect((await readDay()).centres[0]?.counts).toMatchObject({ held: 0, confirmed: 1 });
  });

  it('takes an address for the next page only as the desk wrote it', async () => {
    for (const after of ['held~1~%00', 'held%00~1~x', 'x', '~~'])
      expect((await t.get(`/v1/desk/days/${day}/open?after=${after}`, cookie)).status).toBe(200);
  });

  it('lists the tablets with what each said at its last contact', async () => {
    await t.deployment.exchange(tablet.request());
    const { device } = await t.deployment.enrolTablet(otherCentre);
    const tablets: DeskTablet[] = parse(
      tabletsAnswer,
      await (await t.get('/v1/desk/tablets', cookie)).json(),
    );
    const [silent, spoken] = tablets;
    expect(silent).toMatchObject({ device, lastContactAt: null, unsent: null, isRevoked: false });
    expect(spoken).toMatchObject({ device: tablet.device, lastContactAt: t.deployment.now });
    expect(spoken?.unsent).toEqual(expect.any(Number));
  });

  it('shows a long list page by page: held first, every dose once', async () => {
    await fillDoses(t, day, openDosesPerPageMax + 30);
    const first = await t.get(`/v1/desk/days/${day}/open`, cookie);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await t.get(next, cookie);
    const pages = [
      parse(openDosesAnswer, await first.json()),
      parse(openDosesAnswer, await second.json()),
    ];
    expect(pages.map((page) => page.length)).toEqual([openDosesPerPageMax, 30]);
    expect(second.headers.get('link')).toBeNull();
    const all = pages.flat();
    expect(new Set(all.map((dose) => dose.doseEvent.seq)).size).toBe(openDosesPerPageMax + 30);
    const firstWaiting = all.findIndex((dose) => dose.state === 'waiting');
    expect(all.slice(firstWaiting).every((dose) => dose.state === 'waiting')).toBe(true);
  });

  it.each(['2026-02-30', 'today', '21-09-2026'])('says that %s is not a day', async (text) => {
    for (const path of [`/v1/desk/days/${text}`, `/v1/desk/days/${text}/open`]) {
      const answer = await t.get(path, cookie);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ type: '/problems/not-a-day' });
    }
  });
});

function decisionOn(dose: DeskOpenDose) {
  const { centreId, caseKey, caseHash, seen, doseEvent } = dose;
  const reasons = dose.reasons.map((reason) => reason.reason);
  const note = 'Called the person, who remembers the dose';
  return { centreId, caseKey, caseHash, seen, doseEvent, decision: 'accepted', reasons, note };
}

async function fillDoses(t: TestApp, day: string, doses: number): Promise<void> {
  const rows = Array.from({ length: doses }, (_, i) => ({
    centre_id: testCentre,
    dose_key: `L/${i}/h`,
    case_key: `a${(i % 30) + 1}-0`,
    log: 'L',
    seq: i + 1,
    h: 'AAAAAAAAAAA',
    device: 'none',
    day,
    given_at: t.deployment.now,
    received_at: t.deployment.now + (i % 7),
    dose_number: 1,
    product: 'COVISHIELD',
    vial: 'A1',
    vaccine_batch: 'B',
    vaccination_session: 'vs-1',
    by_staff: null,
    by_proved: 0,
    state: i % 3 === 0 ? 'held' : 'waiting',
    reasons: '[]',
    is_error: 0,
    in_question: 0,
  }));
  for (let i = 0; i < rows.length; i += 100) {
    await t.parts.store.database
      .insertInto('dose')
      .values(rows.slice(i, i + 100))
      .execute();
  }
}
