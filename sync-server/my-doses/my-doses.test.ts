// Owns the person's own door: what a phone and a one-time code show, release, freeze and ask for; and what stays shut.

import { inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { DeskRequest } from '../../schemas/desk-messages.ts';
import type { MyCard, MyDoses, MyPerson } from '../../schemas/my-doses.ts';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { myDosesAnswer, requestsAnswer } from '../routes/person-answers.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { askCode, enterDoor, phone, readCodes, registerWalkIn } from '../testing/door-steps.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { testCentre } from '../testing/test-deployment.ts';

const district = { kind: 'district', state: 'State', district: 'District' } as const;

describe.each(testEngines)('the person’s own door on $engine', (engine) => {
  let t: TestApp;
  let tablet: PaperTablet;
  let desk: string;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    desk = await t.signInAs('meera', 'district-supervisor', district);
    tablet = await t.deployment.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
  });
  afterEach(() => t.stop());

  const send = () => t.deployment.exchange(tablet.request());
  const read = async (cookie: string): Promise<MyDoses> =>
    z.parse(myDosesAnswer, await (await t.get('/v1/my/doses', cookie)).json());
  const say = async (path: string, body: object, cookie: string): Promise<unknown> =>
    (await t.post(path, body, cookie)).json();
  const states = async (): Promise<string[]> =>
    (
      await t.parts.store.database
        .selectFrom('dose')
        .select(['state', 'reasons'])
        .orderBy('log')
        .orderBy('seq')
        .execute()
    ).map((row) =>
      [row.state, ...(JSON.parse(row.reasons) as { reason: string }[]).map((r) => r.reason)].join(
        ' ',
      ),
    );
  const only = <Item>(items: readonly Item[]): Item => {
    expect(items).toHaveLength(1);
    return items[0]!;
  };
  /** The made-up list has the same phones at a second centre. */
  const here = (doses: MyDoses): readonly MyPerson[] =>
    doses.people.filter((each) => (each.booking ?? each.doses[0])?.place === 'Test PHC');
  const doseOf = (person: MyPerson) => only(person.doses);

  it('shows a walk-in’s dose that waits for the person, and one word confirms it', async () => {
    tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    expect(await states()).toEqual(['waiting walk-in-waits-for-word']);
    const { cookie, doses } = await enterDoor(t, desk);
    const person = only(here(doses));
    expect(person).toMatchObject({ name: 'Sunita Devi', birthYear: 1985, booking: null });
    expect(doseOf(person)).toMatchObject({
      place: 'Test PHC',
      product: 'COVISHIELD',
      state: 'asks-you',
      mayConfirm: true,
    });
    const { dose } = doseOf(person);
    expect(await say('/v1/my/word', { dose }, cookie)).toEqual({ outcome: 'confirmed' });
    expect(await states()).toEqual(['confirmed']);
    expect(await say('/v1/my/word', { dose }, cookie)).toEqual({ outcome: 'already' });
    expect(doseOf(only(here(await read(cookie))))).toMatchObject({
      state: 'confirmed',
      mayConfirm: false,
    });
  });

  it('brings the word and the new state to the tablet with the feed', async () => {
    tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    const { cookie, doses } = await enterDoor(t, desk);
    await say('/v1/my/word', { dose: doseOf(only(here(doses))).dose }, cookie);
    const { parts } = await t.deployment.exchange(tablet.request({ pull: true }));
    const kinds = parts.flatMap((part) =>
      part.part === 'feed'
        ? part.rows.flatMap((row) =>
            row.event === null ? [] : [(JSON.parse(row.event) as { kind: string }).kind],
          )
        : [],
    );
    expect(kinds).toEqual(expect.arrayContaining(['waiting', 'word-given', 'confirmed']));
    expect(kinds.indexOf('word-given')).toBeLessThan(kinds.indexOf('confirmed'));
  });

  it('releases a booked person whose SMS was lost, by the phone of the booking and no other', async () => {
    const subject = t.deployment.subjectOf(3);
    tablet.giveDose(subject, null, { withoutCode: 'lost-sms' });
    await send();
    expect(await states()).toEqual(['waiting code-none']);
    const { cookie, doses } = await enterDoor(t, desk, '9800000003');
    const { dose } = doseOf(only(here(doses)));
    expect(await say('/v1/my/word', { dose }, cookie)).toEqual({ outcome: 'confirmed' });
    expect(await states()).toEqual(['confirmed']);
  });

  it('releases a dose held for a wrong code, which digits never do again', async () => {
    const subject = t.deployment.subjectOf(4);
    tablet.giveDose(subject, tablet.tryCode(subject, (t.deployment.codeOf(4) + 103) % 10_000));
    tablet.tryCode(subject, t.deployment.codeOf(4));
    await send();
    expect(await states()).toEqual(['held code-several']);
    const { cookie, doses } = await enterDoor(t, desk, '9800000004');
    expect(doseOf(only(here(doses))).state).toBe('asks-you');
    await say('/v1/my/word', { dose: doseOf(only(here(doses))).dose }, cookie);
    expect(await states()).toEqual(['confirmed']);
  });

  it('releases nothing but what the person can know: a dose recorded twice stays held', async () => {
    const subject = registerWalkIn(tablet);
    tablet.giveDose(subject, null);
    tablet.giveDose(subject, null);
    await send();
    const { cookie, doses } = await enterDoor(t, desk);
    const [first] = only(here(doses)).doses;
    expect(first?.state).toBe('being-checked');
    expect(await say('/v1/my/word', { dose: first?.dose }, cookie)).toEqual({
      outcome: 'being-checked',
    });
    expect(await states()).toEqual([
      'held recorded-twice',
      'held recorded-twice walk-in-waits-for-word',
    ]);
  });

  it('freezes a confirmed dose at "this was not me", first at the desk, and no word undoes it', async () => {
    const subject = t.deployment.subjectOf(5);
    tablet.giveDose(subject, tablet.tryCode(subject, t.deployment.codeOf(5)));
    tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    const other = await enterDoor(t, desk);
    await say(
      '/v1/my/corrections',
      { person: only(other.doses.people).person, name: 'Sunita D.' },
      other.cookie,
    );
    const { cookie, doses } = await enterDoor(t, desk, '9800000005');
    const { dose, state } = doseOf(only(here(doses)));
    expect(state).toBe('confirmed');
    t.deployment.now += 60;
    expect(await say('/v1/my/not-me', { dose }, cookie)).toEqual({ outcome: 'frozen' });
    expect((await states())[0]).toBe('held not-me');
    expect(await say('/v1/my/word', { dose }, cookie)).toEqual({ outcome: 'not-possible' });
    expect(await say('/v1/my/not-me', { dose }, cookie)).toEqual({ outcome: 'already' });
    const shown = only(here(await read(cookie)));
    expect(shown).toMatchObject({ hasCard: false });
    expect(doseOf(shown).state).toBe('denied');
    const requests: DeskRequest[] = z.parse(
      requestsAnswer,
      await (await t.get('/v1/desk/requests', desk)).json(),
    );
    expect(requests.map((request) => request.kind)).toEqual(['not-me', 'correction']);
    expect(requests[0]?.person).toMatchObject({ name: 'Person 5', mobileLast4: '0005' });
  });

  it('lists two people on one phone apart, and the word of one says nothing of the other', async () => {
    tablet.giveDose(registerWalkIn(tablet), null);
    tablet.giveDose(registerWalkIn(tablet, { name: 'Ramesh' }), null);
    await send();
    const { cookie, doses } = await enterDoor(t, desk);
    expect(doses.people.map((person) => person.name).sort()).toEqual(['Ramesh', 'Sunita Devi']);
    const ramesh = doses.people.find((person) => person.name === 'Ramesh')!;
    await say('/v1/my/word', { dose: doseOf(ramesh).dose }, cookie);
    expect((await states()).sort()).toEqual(['confirmed', 'waiting walk-in-waits-for-word']);
  });

  it('knows nobody by a phone that a later record of another tablet puts beside a walk-in', async () => {
    const walkIn = registerWalkIn(tablet);
    tablet.giveDose(walkIn, null);
    await send();
    const forger = await t.deployment.enrolTablet();
    await forger.unlock('st-2');
    const body = { name: 'X', birthYear: 1985, gender: 'Female', idType: null, idLast4: null };
    forger.append(
      'walk-in-registered',
      walkIn,
      { ...body, mobileNumber: '9700000001', vaccinationSession: 'vs-1', category: 'citizen' },
      { mayDose: true },
    );
    await t.deployment.exchange(forger.request());
    await askCode(t, '9700000001');
    expect(await readCodes(t, desk)).toEqual([]);
    const { doses } = await enterDoor(t, desk);
    expect(only(here(doses)).name).toBe('Sunita Devi');
  });

  it('shows a booking without a dose, and takes no other phone’s dose by its name', async () => {
    const { doses: booked } = await enterDoor(t, desk, '9800000007');
    expect(only(here(booked))).toMatchObject({ booking: { place: 'Test PHC' }, doses: [] });
    tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    const { doses } = await enterDoor(t, desk);
    const stranger = await enterDoor(t, desk, '9800000008');
    const { dose } = doseOf(only(here(doses)));
    for (const path of ['/v1/my/word', '/v1/my/not-me'])
      expect(await say(path, { dose }, stranger.cookie)).toEqual({ outcome: 'not-possible' });
    const { person } = only(here(doses));
    expect(await say('/v1/my/corrections', { person, name: 'Y' }, stranger.cookie)).toEqual({
      outcome: 'not-possible',
    });
    expect(await states()).toEqual(['waiting walk-in-waits-for-word']);
  });

  it('tells the desk that one person is listed twice, once, and only of one’s own phone', async () => {
    tablet.giveDose(registerWalkIn(tablet), null);
    tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    const { cookie, doses } = await enterDoor(t, desk);
    const [one, two] = here(doses);
    const said = { person: one!.person, other: two!.person };
    const stranger = await enterDoor(t, desk, '9800000008');
    expect(await say('/v1/my/twice', said, stranger.cookie)).toEqual({ outcome: 'not-possible' });
    expect(await say('/v1/my/twice', { ...said, other: said.person }, cookie)).toEqual({
      outcome: 'not-possible',
    });
    expect(await say('/v1/my/twice', said, cookie)).toEqual({ outcome: 'asked' });
    expect(await say('/v1/my/twice', said, cookie)).toEqual({ outcome: 'already' });
    const { tasks } = (await (await t.get('/v1/desk/tasks', desk)).json()) as {
      tasks: { kind: string; reasons: string[] }[];
    };
    expect(tasks.filter((task) => task.kind === 'same-person')).toMatchObject([
      { reasons: ['listed-twice'] },
    ]);
  });

  it('says of a dose that was confirmed and is held again that it is in question, and confirmed once settled', async () => {
    const subject = t.deployment.subjectOf(5);
    const first = tablet.giveDose(subject, tablet.tryCode(subject, t.deployment.codeOf(5)));
    await send();
    const { cookie, doses } = await enterDoor(t, desk, '9800000005');
    expect(doseOf(only(here(doses))).state).toBe('confirmed');
    const second = tablet.giveDose(subject, tablet.tryCode(subject, t.deployment.codeOf(5)));
    await send();
    const shown = only(here(await read(cookie)));
    expect(shown.doses.map((dose) => dose.state)).toEqual(['in-question', 'being-checked']);
    const rows = await t.parts.store.database
      .selectFrom('dose')
      .select(['seq', 'in_question'])
      .orderBy('seq')
      .execute();
    expect(rows).toEqual([
      { seq: first.seq, in_question: 1 },
      { seq: second.seq, in_question: 0 },
    ]);
    tablet.append(
      'entered-in-error',
      subject,
      { target: second, reason: 'wrong-person' },
      { mayDose: true },
    );
    await send();
    expect(only(here(await read(cookie))).doses.map((dose) => dose.state)).toEqual([
      'confirmed',
      'mistake',
    ]);
  });

  it('asks the desk for a correction with before and after; accepted, it is the person’s name', async () => {
    tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    const { cookie, doses } = await enterDoor(t, desk);
    const { person } = only(here(doses));
    const wish = { person, name: ' Sunita Devi Patil ', birthYear: 1958, gender: 'Female' };
    expect(await say('/v1/my/corrections', { person, name: 'Sunita Devi' }, cookie)).toEqual({
      outcome: 'nothing-changes',
    });
    expect(await say('/v1/my/corrections', wish, cookie)).toEqual({ outcome: 'asked' });
    expect(only(here(await read(cookie)))).toMatchObject({
      name: 'Sunita Devi',
      isCorrectionOpen: true,
    });
    const request = only((await (await t.get('/v1/desk/requests', desk)).json()) as DeskRequest[]);
    expect(request).toMatchObject({
      person: { name: 'Sunita Devi', birthYear: 1985 },
      wanted: { name: 'Sunita Devi Patil', birthYear: 1958 },
    });
    const decision = { requestId: request.requestId, decision: 'accepted', note: 'seen the PAN' };
    expect(await say('/v1/desk/requests/decisions', decision, desk)).toEqual({
      outcome: 'decided',
    });
    expect(await say('/v1/desk/requests/decisions', decision, desk)).toEqual({
      outcome: 'look-again',
    });
    expect(only(here(await read(cookie)))).toMatchObject({
      name: 'Sunita Devi Patil',
      birthYear: 1958,
      isCorrectionOpen: false,
    });
    const corrected = await t.parts.store.database
      .selectFrom('log_row')
      .select('event')
      .where('kind', '=', 'correction-accepted')
      .executeTakeFirstOrThrow();
    expect(JSON.parse(Buffer.from(corrected.event!).toString())).toMatchObject({
      body: { name: 'Sunita Devi Patil', birthYear: 1958, account: 'meera', note: 'seen the PAN' },
    });
    expect(await states()).toEqual(['waiting walk-in-waits-for-word']);
  });

  it('hands out the card once nothing is open, another after a correction, and none after "not me"', async () => {
    tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    const { cookie, doses } = await enterDoor(t, desk);
    const { person, doses: given } = only(doses.people);
    const { dose } = only(given);
    const card = async (): Promise<MyCard> =>
      (await say('/v1/my/card', { person }, cookie)) as MyCard;
    expect(await card()).toEqual({ outcome: 'not-yet' });
    await say('/v1/my/word', { dose }, cookie);
    expect(nameOnCard(await card())).toBe('Sunita Devi');
    await say('/v1/my/corrections', { person, name: 'Sunita Devi Patil' }, cookie);
    expect(nameOnCard(await card())).toBe('Sunita Devi');
    const [request] = (await (await t.get('/v1/desk/requests', desk)).json()) as DeskRequest[];
    const decision = { requestId: request?.requestId, decision: 'accepted', note: 'seen the PAN' };
    await say('/v1/desk/requests/decisions', decision, desk);
    expect(nameOnCard(await card())).toBe('Sunita Devi Patil');
    await say('/v1/my/not-me', { dose }, cookie);
    expect(await card()).toEqual({ outcome: 'in-question' });
    const revoked = await t.parts.store.database
      .selectFrom('card')
      .select('revoked_at')
      .orderBy('issued_at')
      .execute();
    expect(revoked.filter((row) => row.revoked_at !== null)).toHaveLength(1);
  });

  it('changes the phone with the new phone’s own code; the old one knows nothing any more', async () => {
    tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    const { cookie, doses } = await enterDoor(t, desk);
    const { person } = only(here(doses));
    const mobileNumber = '9700000002';
    expect(
      (await t.post('/v1/my/phone/codes', { mobileNumber, language: 'mr' }, cookie)).status,
    ).toBe(200);
    const wrong = { person, mobileNumber, code: '000000' };
    const codes = await readCodes(t, desk);
    const outcomes: unknown[] = [];
    if (!codes.includes('000000')) outcomes.push(await say('/v1/my/phone', wrong, cookie));
    for (const code of codes) outcomes.push(await say('/v1/my/phone', { ...wrong, code }, cookie));
    expect(outcomes).toContainEqual({ outcome: 'changed' });
    expect((await read(cookie)).people).toEqual([]);
    const moved = await enterDoor(t, desk, mobileNumber);
    expect(only(moved.doses.people).name).toBe('Sunita Devi');
  });

  it('lets a supervisor put in a new phone for a person found by old phone and year of birth', async () => {
    tablet.giveDose(registerWalkIn(tablet), null);
    tablet.giveDose(registerWalkIn(tablet, { name: 'Ramesh' }), null);
    await send();
    const wanted = {
      centreId: testCentre,
      findBy: phone,
      birthYear: 1985,
      mobileNumber: '9700000003',
      note: 'came in person',
    };
    expect(await say('/v1/desk/phones', wanted, desk)).toEqual({ outcome: 'several' });
    expect(await say('/v1/desk/phones', { ...wanted, birthYear: 1984 }, desk)).toEqual({
      outcome: 'nobody',
    });
    const booked = t.deployment.subjectOf(6);
    tablet.giveDose(booked, null, { withoutCode: 'lost-sms' });
    await send();
    const byReference = { ...wanted, findBy: '61399127700006', birthYear: 1956 };
    expect(await say('/v1/desk/phones', byReference, desk)).toEqual({ outcome: 'changed' });
    const { doses } = await enterDoor(t, desk, '9700000003');
    expect(only(doses.people).name).toBe('Person 6');
  });

  it('leaves an audit row for every read and every word, and no phone in any of them', async () => {
    tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    const { cookie, doses } = await enterDoor(t, desk);
    await read(cookie);
    await say('/v1/my/word', { dose: doseOf(only(here(doses))).dose }, cookie);
    const rows = await t.parts.store.database.selectFrom('audit').selectAll().execute();
    const counts = Object.groupBy(rows, (row) => row.action);
    expect(counts['read-own-record']).toHaveLength(2);
    expect(counts['gave-word']).toHaveLength(1);
    expect(counts['read-message']).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(phone);
    expect(JSON.stringify(rows)).not.toContain('Sunita');
  });

  it('writes no phone, name or code into the log', async () => {
    tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    await askCode(t);
    const [code] = await readCodes(t, desk);
    await t.post('/v1/my/sign-in', { mobileNumber: phone, code: '999999' });
    const answer = await t.post('/v1/my/sign-in', { mobileNumber: phone, code });
    expect(answer.status).toBe(200);
    for (const secret of [phone, code!, 'Sunita', '999999']) expect(t.log()).not.toContain(secret);
  });

  it('says again after a restore what a person said: the word is on the decisions file', async () => {
    tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    const { cookie, doses } = await enterDoor(t, desk);
    await say('/v1/my/word', { dose: doseOf(only(here(doses))).dose }, cookie);
    const { entries } = t.deployment.decisions.read();
    expect(entries.filter((entry) => entry.what === 'dose')).toMatchObject([
      { decision: 'word-given', centreId: testCentre },
    ]);
    expect(JSON.stringify(entries)).not.toContain(phone);
  });
});

/** Read from the file with nothing of ours: the payload is raw DEFLATE in base64url. */
function nameOnCard(card: MyCard): string {
  if (card.outcome !== 'issued') return card.outcome;
  const { verifiableCredential } = JSON.parse(card.file) as { verifiableCredential: string[] };
  const packed = Buffer.from(verifiableCredential[0]!.split('.')[1]!, 'base64url');
  const text = inflateRawSync(packed).toString('utf8');
  return /"name":\[\{"text":"([^"]+)"/.exec(text)?.[1] ?? text;
}
