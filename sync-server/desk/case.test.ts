// Owns what the desk may see and say of one case: all evidence side by side, questions and answers, same person and its undo, who is told what changed.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import type { DeskOpenDose } from '../../schemas/desk.ts';
import type { DeskCase } from '../../schemas/desk-case.ts';
import { appointmentKey, walkInKey } from '../../schemas/events/event.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { caseAnswer, openDosesAnswer } from '../routes/answer-schemas.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { testCentre } from '../testing/test-deployment.ts';

const district = { kind: 'district', state: 'State', district: 'District' } as const;
const farDistrict = { kind: 'district', state: 'State', district: 'Far' } as const;

describe.each(testEngines)('one case at the desk on $engine', (engine) => {
  let t: TestApp;
  let tablet: PaperTablet;
  let meera: string;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    meera = await t.signInAs('meera', 'district-supervisor', district);
    tablet = await t.deployment.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
  });
  afterEach(() => t.stop());

  const keyOf = (no: number): string => appointmentKey(no, t.deployment.subjectOf(no).check);
  const ask = (caseKey: string, cookie = meera, centre = testCentre): Promise<Response> =>
    t.get(`/v1/desk/case?centre=${centre}&case=${encodeURIComponent(caseKey)}`, cookie);
  const look = async (caseKey: string, cookie = meera): Promise<DeskCase> => {
    const answer = await ask(caseKey, cookie);
    expect(answer.status).toBe(200);
    return z.parse(caseAnswer, await answer.json());
  };
  const outcomeOf = async (answer: Response) => {
    expect(answer.status).toBe(200);
    return (await answer.json()) as { outcome: string; changes?: { what: string; who: string }[] };
  };
  const tryAndGive = (no: number, isRight: boolean): EventReference => {
    const subject = t.deployment.subjectOf(no);
    const code = (t.deployment.codeOf(no) + (isRight ? 0 : 103)) % 10_000;
    return tablet.giveDose(subject, tablet.tryCode(subject, code));
  };
  const registerWalkIn = (more: object = {}): { key: string; ref: EventReference } => {
    const ref = tablet.append(
      'walk-in-registered',
      { walkIn: 'self' },
      {
        name: 'Person 3',
        birthYear: 1953,
        gender: 'Female',
        mobileNumber: null,
        idType: null,
        idLast4: null,
        vaccinationSession: 'vs-1',
        category: 'citizen',
        ...more,
      },
      { mayDose: true },
    );
    return { ref, key: walkInKey(ref) };
  };
  const states = async (...caseKeys: string[]): Promise<string[]> => {
    const rows = await t.parts.store.database
      .selectFrom('dose')
      .select(['case_key', 'state'])
      .where('case_key', 'in', caseKeys)
      .execute();
    return caseKeys.map((key) => rows.find((row) => row.case_key === key)?.state ?? 'none');
  };

  it('shows booking, arrival, code tries in words, dose, vial and origin side by side', async () => {
    const subject = t.deployment.subjectOf(4);
    tablet.append('checked-in', subject, {
      idType: 'aadhaar',
      idSeen: 'matches',
      screening: ['fever'],
      noticeLanguage: 'mr',
    });
    tryAndGive(4, false);
    await t.deployment.exchange(tablet.request());
    const shown = await look(keyOf(4));
    expect(shown).toMatchObject({
      centreName: 'Test PHC',
      person: { name: 'Person 4', isWalkIn: false },
      booking: { slot: '10:00-12:00', doseNumber: 1, code: 'counts', isEnded: false },
      checkIns: [{ idType: 'aadhaar', idSeen: 'matches', screening: ['fever'] }],
      codeTries: [{ matches: true, by: { staffId: 'st-1', proved: false } }],
      codesSay: 'wrong',
      doses: [
        {
          state: 'held',
          vial: 'A1',
          vialFacts: { dosesNominal: 10, drawn: 1, vaccineBatch: 'B1' },
          tablet: tablet.log.slice(0, 4),
          cameIn: 'own',
          skew: 0,
        },
      ],
    });
    expect(shown.history.map((line) => [line.what, line.who, line.tablet !== null])).toEqual([
      ['checked-in', 'Vaccinator 1', true],
      ['code-tried', 'Vaccinator 1', true],
      ['dose-administered', 'Vaccinator 1', true],
      ['held', null, false],
    ]);
    const wrong = String((t.deployment.codeOf(4) + 103) % 10_000).padStart(4, '0');
    expect(JSON.stringify({ ...shown, person: null })).not.toContain(wrong);
  });

  it('is shown to people of the place only, and each person in it is audited', async () => {
    tryAndGive(3, false);
    const walkIn = registerWalkIn();
    await t.deployment.exchange(tablet.request());
    const far = await t.signInAs('far', 'district-supervisor', farDistrict);
    expect((await ask(keyOf(3), far)).status).toBe(403);
    expect((await ask('nonsense')).status).toBe(400);
    await look(keyOf(3));
    const rows = await t.parts.store.database
      .selectFrom('audit')
      .select(['account', 'subject'])
      .where('action', '=', 'read-person')
      .execute();
    expect(rows).toEqual([
      { account: 'meera', subject: keyOf(3) },
      { account: 'meera', subject: walkIn.key },
    ]);
  });

  it('takes no question, link or comment from a supervisor of another district', async () => {
    tryAndGive(3, false);
    const walkIn = registerWalkIn();
    await t.deployment.exchange(tablet.request());
    const far = await t.signInAs('far', 'district-supervisor', farDistrict);
    const { caseHash, seen } = await look(keyOf(3));
    const about = { centreId: testCentre, caseKey: keyOf(3) };
    const link = { ...about, what: 'same-person', caseHash, seen, otherCase: walkIn.key };
    for (const [path, body] of [
      ['/v1/desk/questions', { ...about, topic: 'vial', text: null }],
      ['/v1/desk/links', { ...link, note: 'same mobile' }],
      ['/v1/desk/comments', { ...about, words: 'looks odd' }],
    ] as const)
      expect(await outcomeOf(await t.post(path, body, far))).toEqual({ outcome: 'not-yours' });
    const after = await look(keyOf(3));
    expect(after.caseHash).toBe(caseHash);
    expect(after.comments).toEqual([]);
  });

  it('tells the second of two supervisors what changed, and writes nothing', async () => {
    const dose = tryAndGive(3, false);
    await t.deployment.exchange(tablet.request());
    const anil = await t.signInAs('anil', 'district-supervisor', district);
    const { caseHash, seen } = await look(keyOf(3));
    const decision = {
      centreId: testCentre,
      caseKey: keyOf(3),
      caseHash,
      seen,
      doseEvent: dose,
      reasons: ['code-wrong'],
      note: 'Called the person',
    };
    const first = { ...decision, decision: 'revoked' };
    const second = { ...decision, decision: 'accepted' };
    expect(await outcomeOf(await t.post('/v1/desk/decisions', first, anil))).toEqual({
      outcome: 'decided',
    });
    const answer = await outcomeOf(await t.post('/v1/desk/decisions', second, meera));
    expect(answer.outcome).toBe('look-again');
    expect(answer.changes).toMatchObject([{ what: 'revoked', who: 'Name of anil' }]);
    expect(await states(keyOf(3))).toEqual(['revoked']);
    // What was decided is found again when asked for, and only then.
    const day = istDayOf(t.deployment.now);
    const listed = async (query: string): Promise<string[]> =>
      z
        .parse(
          openDosesAnswer,
          await (await t.get(`/v1/desk/days/${day}/open${query}`, meera)).json(),
        )
        .map((open) => open.state);
    expect(await listed('')).toEqual([]);
    expect(await listed('?decided=1')).toEqual(['revoked']);
  });

  it('brings a reaction that the district heard of days later to the case and to the tablets', async () => {
    tryAndGive(3, true);
    await t.deployment.exchange(tablet.request());
    const report = {
      centreId: testCentre,
      caseKey: keyOf(3),
      severity: 'serious',
      onsetDay: istDayOf(tablet.now),
      symptoms: ['breathless'],
      otherSymptoms: null,
      outcome: 'in-hospital',
      source: 'hospital',
    };
    const far = await t.signInAs('far', 'district-supervisor', farDistrict);
    expect(await outcomeOf(await t.post('/v1/desk/aefi', report, far))).toEqual({
      outcome: 'not-yours',
    });
    for (const onsetDay of ['2021-02-30', '2999-01-01'])
      expect((await t.post('/v1/desk/aefi', { ...report, onsetDay }, meera)).status).toBe(400);
    expect(await outcomeOf(await t.post('/v1/desk/aefi', report, meera))).toEqual({
      outcome: 'done',
    });
    const { parts } = await t.deployment.exchange(tablet.request({ pull: true, from: 99 }));
    const events = parts
      .flatMap((part) => (part.part === 'feed' ? (part.rows as FeedLine[]) : []))
      .flatMap((row) => {
        const event = JSON.parse(row.event ?? 'null') as { kind: string; body: object } | null;
        return event?.kind === 'aefi-reported' ? [event.body] : [];
      });
    expect(events).toMatchObject([
      { severity: 'serious', account: 'meera', outcome: 'in-hospital', onsetPrecision: 'day' },
    ]);
    const minor = { ...report, severity: 'minor', symptoms: ['fever'], outcome: 'recovered' };
    await t.post('/v1/desk/aefi', { ...minor, actions: ['paracetamol'], referredTo: 'phc' }, meera);
    const listed = await t.get('/v1/desk/aefi-reports', meera);
    expect(((await listed.json()) as { reports: object[] }).reports).toMatchObject([
      {
        severity: 'serious',
        person: { name: 'Person 3' },
        dose: { product: 'COVISHIELD', vaccineBatch: 'B1', vial: 'A1' },
        reportedBy: 'meera',
        isFromDesk: true,
        isFollowUp: false,
      },
      { severity: 'minor', isFollowUp: true, actions: ['paracetamol'], referredTo: 'phc' },
    ]);
    const elsewhere = await t.get('/v1/desk/aefi-reports', far);
    expect(await elsewhere.json()).toEqual({ isCut: false, reports: [] });
    // What came of a dose says nothing about whether it was given.
    expect(await states(keyOf(3))).toEqual(['confirmed']);
  });

  it('brings a question to the tablets and its answer back into the case', async () => {
    tryAndGive(3, false);
    await t.deployment.exchange(tablet.request());
    const question = { centreId: testCentre, caseKey: keyOf(3), topic: 'code', text: 'Which SMS?' };
    expect(await outcomeOf(await t.post('/v1/desk/questions', question, meera))).toEqual({
      outcome: 'done',
    });
    const { parts } = await t.deployment.exchange(tablet.request({ pull: true, from: 99 }));
    const events = parts
      .flatMap((part) => (part.part === 'feed' ? (part.rows as FeedLine[]) : []))
      .map((row) => ({ row, event: JSON.parse(row.event ?? 'null') as AskedEvent | null }));
    const asked = events.find(({ event }) => event?.kind === 'question-asked')!;
    expect(asked.event?.body).toMatchObject({
      topic: 'code',
      text: 'Which SMS?',
      about: { name: 'Person 3', day: istDayOf(tablet.now) },
    });
    const { questions } = (await t.get(caseUrl(keyOf(3)), meera).then((a) => a.json())) as DeskCase;
    expect(questions).toMatchObject([{ topic: 'code', account: 'Name of meera', answers: [] }]);
    const reference = { log: asked.row.log, seq: asked.row.seq, h: shortOf(asked.row.hash) };
    tablet.append('question-answered', t.deployment.subjectOf(3), {
      question: reference,
      answer: 'by-mistake',
      text: 'The slip of the husband',
    });
    await t.deployment.exchange(tablet.request());
    expect((await look(keyOf(3))).questions).toMatchObject([
      { answers: [{ answer: 'by-mistake', by: { name: 'Vaccinator 1' } }] },
    ]);
  });

  it('brings an earlier day’s question also to a tablet that begins anew', async () => {
    tryAndGive(3, false);
    await t.deployment.exchange(tablet.request());
    const question = { centreId: testCentre, caseKey: keyOf(3), topic: 'vial', text: null };
    await t.post('/v1/desk/questions', question, meera);
    t.deployment.now += 2 * 86_400;
    const fresh = await t.deployment.enrolTablet();
    const { parts } = await t.deployment.exchange(fresh.request({ pull: true }));
    const rows = parts.flatMap((part) => (part.part === 'feed' ? (part.rows as FeedLine[]) : []));
    const kinds = rows.map((row) => (JSON.parse(row.event ?? '{}') as AskedEvent).kind);
    expect(kinds).toContain('question-asked');
    expect(kinds).toContain('dose-administered');
  });

  it('finds a walk-in who may be the booked person, and holds both doses once they are said to be one', async () => {
    tryAndGive(3, true);
    const walkIn = registerWalkIn();
    tablet.giveDose({ walkIn: walkIn.ref }, null);
    await t.deployment.exchange(tablet.request());
    const before = await states(keyOf(3), walkIn.key);
    expect(before).toEqual(['confirmed', 'waiting']);
    const shown = await look(keyOf(3));
    expect(shown.likelySame).toMatchObject([
      { caseKey: walkIn.key, why: ['name-and-year'], doses: 1, person: { isWalkIn: true } },
    ]);
    const { caseHash, seen } = shown;
    const said = { centreId: testCentre, caseKey: keyOf(3), caseHash, seen };
    const link = { ...said, what: 'same-person', otherCase: walkIn.key, note: 'seen in person' };
    expect(await outcomeOf(await t.post('/v1/desk/links', link, meera))).toEqual({
      outcome: 'done',
    });
    expect(await states(keyOf(3), walkIn.key)).toEqual(['held', 'held']);
    const linked = await look(walkIn.key);
    expect(linked.links).toMatchObject([
      { otherCase: keyOf(3), person: { name: 'Person 3' }, doses: [{ state: 'in-question' }] },
    ]);
    expect(linked.likelySame).toEqual([]);
    // Said on what was seen before: refused, with what changed.
    const again = await outcomeOf(await t.post('/v1/desk/links', link, meera));
    expect(again.outcome).toBe('look-again');
    expect(again.changes?.map((line) => line.what)).toEqual(['same-person', 'held']);
    const undo = {
      centreId: testCentre,
      caseKey: walkIn.key,
      caseHash: linked.caseHash,
      seen: linked.seen,
      what: 'not-same-person',
      link: linked.links[0]!.link,
      note: 'two sisters of one name',
    };
    expect(await outcomeOf(await t.post('/v1/desk/links', undo, meera))).toEqual({
      outcome: 'done',
    });
    expect(await states(keyOf(3), walkIn.key)).toEqual(before);
    expect((await look(keyOf(3))).links).toEqual([]);
  });

  it('offers nobody again who was said to be somebody else, and says by whom and why; one person after all takes it back', async () => {
    tryAndGive(3, true);
    const walkIn = registerWalkIn();
    tablet.giveDose({ walkIn: walkIn.ref }, null);
    await t.deployment.exchange(tablet.request());
    const shown = await look(keyOf(3));
    const { caseHash, seen } = shown;
    const own = { centreId: testCentre, caseKey: keyOf(3), caseHash, seen };
    const other = { ...own, caseKey: walkIn.key, caseHash: shown.likelySame[0]!.caseHash };
    const said = { said: 'different', sides: [own, other], note: 'two sisters, both seen' };
    const old = { ...said, sides: [own, { ...other, caseHash: 'older' }] };
    const tell = async (body: object) => outcomeOf(await t.post('/v1/desk/pairs', body, meera));
    expect((await tell(old)).outcome).toBe('look-again');
    expect(await tell(said)).toEqual({ outcome: 'decided' });
    expect(await tell(said)).toEqual({ outcome: 'already' });
    for (const [key, otherCase] of [
      [keyOf(3), walkIn.key],
      [walkIn.key, keyOf(3)],
    ] as const) {
      const { likelySame, toldApart } = await look(key);
      expect(likelySame).toEqual([]);
      expect(toldApart).toMatchObject([
        { otherCase, account: 'Name of meera', note: 'two sisters, both seen' },
      ]);
    }
    expect(await states(keyOf(3), walkIn.key)).toEqual(['confirmed', 'waiting']);
    const link = { ...own, what: 'same-person', otherCase: walkIn.key, note: 'one after all' };
    expect((await outcomeOf(await t.post('/v1/desk/links', link, meera))).outcome).toBe('done');
    const linked = await look(keyOf(3));
    expect(linked.toldApart).toEqual([]);
    expect(linked.links).toHaveLength(1);
    // Undone once more, the two are known apart: nobody is asked a third time.
    const undo = { ...own, caseHash: linked.caseHash, seen: linked.seen, what: 'not-same-person' };
    const undone = { ...undo, link: linked.links[0]!.link, note: 'no, two' };
    expect((await outcomeOf(await t.post('/v1/desk/links', undone, meera))).outcome).toBe('done');
    const last = await look(keyOf(3));
    expect(last.likelySame).toEqual([]);
    expect(last.toldApart).toMatchObject([{ note: 'no, two' }]);
  });

  it('tells a walk-in from somebody who is only booked and never came', async () => {
    const walkIn = registerWalkIn();
    tablet.giveDose({ walkIn: walkIn.ref }, null);
    await t.deployment.exchange(tablet.request());
    const { caseHash, seen, likelySame } = await look(walkIn.key);
    const own = { centreId: testCentre, caseKey: walkIn.key, caseHash, seen };
    const booked = likelySame.find((each) => each.caseKey === keyOf(3))!;
    const other = { ...own, caseKey: booked.caseKey, caseHash: booked.caseHash };
    const said = { said: 'different', sides: [own, other], note: 'another Person 3' };
    expect(await outcomeOf(await t.post('/v1/desk/pairs', said, meera))).toEqual({
      outcome: 'decided',
    });
    expect((await look(walkIn.key)).likelySame).toEqual([]);
    const nobody = { ...own, caseKey: 'a999-1' };
    const unknown = { ...said, sides: [own, nobody] };
    expect((await outcomeOf(await t.post('/v1/desk/pairs', unknown, meera))).outcome).toBe(
      'no-such-case',
    );
  });

  it('holds a dose that arrives later for a person linked through a third entry', async () => {
    const first = registerWalkIn({ name: 'A' });
    const second = registerWalkIn({ name: 'B' });
    tryAndGive(3, true);
    await t.deployment.exchange(tablet.request());
    for (const [from, to] of [
      [keyOf(3), first.key],
      [first.key, second.key],
    ] as const) {
      const { caseHash, seen } = await look(from);
      const link = { centreId: testCentre, caseKey: from, caseHash, seen, otherCase: to };
      await t.post('/v1/desk/links', { ...link, what: 'same-person', note: 'one person' }, meera);
    }
    expect(await states(keyOf(3))).toEqual(['confirmed']);
    tablet.giveDose({ walkIn: second.ref }, null);
    await t.deployment.exchange(tablet.request());
    expect(await states(keyOf(3), second.key)).toEqual(['held', 'held']);
  });

  it('keeps comments at the desk: in the case, in no feed, and without changing what a decision is bound to', async () => {
    tryAndGive(3, false);
    await t.deployment.exchange(tablet.request());
    const { caseHash } = await look(keyOf(3));
    const comment = { centreId: testCentre, caseKey: keyOf(3), words: 'The third one this week' };
    await t.post('/v1/desk/comments', comment, meera);
    const shown = await look(keyOf(3));
    expect(shown.comments).toMatchObject([
      { account: 'Name of meera', words: 'The third one this week' },
    ]);
    expect(shown.caseHash).toBe(caseHash);
    const { parts } = await t.deployment.exchange(tablet.request({ pull: true, from: 99 }));
    expect(JSON.stringify(parts)).not.toContain('third one');
  });

  it('names in the list of open doses how far the case had come', async () => {
    tryAndGive(3, false);
    await t.deployment.exchange(tablet.request());
    const day = istDayOf(t.deployment.now);
    const open = z.parse(
      openDosesAnswer,
      await (await t.get(`/v1/desk/days/${day}/open`, meera)).json(),
    ) as DeskOpenDose[];
    expect(open[0]?.seen).toBe((await look(keyOf(3))).seen);
  });
});

interface FeedLine {
  readonly log: string;
  readonly seq: number;
  readonly hash: string;
  readonly event: string | null;
}
interface AskedEvent {
  readonly kind: string;
  readonly body: object;
}

const caseUrl = (caseKey: string): string =>
  `/v1/desk/case?centre=${testCentre}&case=${encodeURIComponent(caseKey)}`;

/** The first 8 bytes of a row hash, as references name them. */
const shortOf = (hash: string): string =>
  Buffer.from(hash, 'base64url').subarray(0, 8).toString('base64url');
