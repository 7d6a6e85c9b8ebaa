// Owns what the desk may see of cards: the people of its own places only, every read written down, the card as it was signed.

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeskCardShown, DeskCardsOfDay } from '../../schemas/desk-cards.ts';
import { checkFromOutside, readDigitsFromOutside } from '../testing/check-card.ts';
import { createTestApp, farCentre, type TestApp } from '../testing/test-app.ts';
import { testCentre } from '../testing/test-deployment.ts';

let t: TestApp;
let cookie: string;
const day = '2026-09-21';

beforeAll(async () => {
  t = await createTestApp();
  cookie = await t.signInAs('asha', 'in-charge', { kind: 'centre', centreId: testCentre });
  const d = t.deployment;
  const tablet = await d.enrolTablet();
  await tablet.unlock('st-1');
  tablet.openVial();
  const give = (no: number, code: number): void =>
    void tablet.giveDose(d.subjectOf(no), tablet.tryCode(d.subjectOf(no), code));
  give(1, d.codeOf(1));
  give(2, (d.codeOf(2) + 103) % 10_000);
  await d.exchange(tablet.request());
});
afterAll(() => t.stop());

const ask = async <Answer>(path: string, body: object): Promise<Answer> => {
  const answer = await t.post(path, body, cookie);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answer;
};

it('lists the people of a centre and day with the state of each card', async () => {
  const { rows, next } = await ask<DeskCardsOfDay>('/v1/desk/cards/day', {
    centreId: testCentre,
    day,
  });
  expect(next).toBeNull();
  expect(rows.map(({ name, card }) => [name, card.state])).toEqual([
    ['Person 1', 'issued'],
    ['Person 2', 'not-yet'],
  ]);
});

it('gives one card for paper: words and code are one, and verifiers find its key at the published address', async () => {
  const caseKey = `a1-${t.deployment.subjectOf(1).check}`;
  const { card, print } = await ask<DeskCardShown>('/v1/desk/cards/show', {
    centreId: testCentre,
    caseKey,
  });
  expect(card.state).toBe('issued');
  expect(print).toMatchObject({
    name: 'Person 1',
    birthYear: 1951,
    doses: [{ product: 'COVISHIELD', day, vaccineBatch: 'B1' }],
    centreName: 'Test PHC',
    verifyAddress: 'https://vaccines.example.org/verify.html',
  });
  const published = await t.get('/.well-known/jwks.json');
  expect(published.headers.get('access-control-allow-origin')).toBe('*');
  const { keys } = (await published.json()) as { keys: Parameters<typeof checkFromOutside>[1] };
  const { kid, payload } = checkFromOutside(readDigitsFromOutside(print!.numeric), keys);
  const list = await t.get(`/.well-known/crl/${kid}.json`);
  expect(list.headers.get('access-control-allow-origin')).toBe('*');
  expect(await list.json()).toEqual({ kid, method: 'rid', ctr: 0, rids: [] });
  expect(JSON.stringify(payload)).toContain('Person 1');
  expect((await t.get('/.well-known/crl/nobody.json')).status).toBe(404);
});

it('shows nobody of another place, and nothing of a case that is not there', async () => {
  for (const path of ['/v1/desk/cards/day', '/v1/desk/cards/show']) {
    const answer = await t.post(path, { centreId: farCentre, day, caseKey: 'a1-1' }, cookie);
    expect(answer.status).toBe(403);
  }
  const nothing = { card: { state: 'not-yet', why: 'nothing-given' }, print: null };
  const caseKey = 'a9999-1';
  expect(await ask('/v1/desk/cards/show', { centreId: testCentre, caseKey })).toEqual(nothing);
});

it('writes down every read of a person, and no name in any log line', async () => {
  const reads = await t.deployment.store.database
    .selectFrom('audit')
    .select(['account', 'subject'])
    .where('action', '=', 'read-person')
    .execute();
  expect(reads.length).toBeGreaterThanOrEqual(3);
  expect(reads.every((row) => row.account === 'asha')).toBe(true);
  expect(t.log()).not.toMatch(/Person [12]/);
});
