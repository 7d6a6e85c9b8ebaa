// Owns the proof that every answer of the server becomes a named outcome, and that no person stands in an address.

import { afterEach, expect, test, vi } from 'vitest';
import { createDeskClient } from './desk-client.ts';
import { fakeAccount, fakeOpenDoses } from './testing/fake-desk-client.ts';

const client = createDeskClient();

function answerWith(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const fetch = vi.fn((_path: string, _options: RequestInit) =>
    Promise.resolve(new Response(status === 204 ? null : text, { status, headers })),
  );
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

afterEach(() => vi.unstubAllGlobals());

const problem = (name: string) => ({ type: `/problems/${name}`, title: '', status: 0 });

test('a right pair signs in, with the cookie of this origin only', async () => {
  const fetch = answerWith(200, fakeAccount);
  expect(await client.signIn('district', 'secret', null)).toEqual({
    outcome: 'signed-in',
    account: fakeAccount,
  });
  const [path, options] = fetch.mock.calls[0]!;
  expect(path).toBe('/v1/desk/sign-in');
  expect(options.credentials).toBe('same-origin');
  expect(options.body).toBe('{"account":"district","password":"secret"}');
});

test('a wrong pair, a locked account and too many tries are told apart', async () => {
  answerWith(401, problem('sign-in-refused'));
  expect(await client.signIn('a', 'b', null)).toEqual({ outcome: 'wrong-pair' });
  answerWith(423, problem('account-locked'), { 'retry-after': '130' });
  expect(await client.signIn('a', 'b', null)).toEqual({ outcome: 'locked', seconds: 130 });
  answerWith(429, problem('too-many-tries'), { 'retry-after': '42' });
  expect(await client.signIn('a', 'b', null)).toEqual({ outcome: 'wait', seconds: 42 });
  answerWith(403, problem('https-needed'));
  expect(await client.signIn('a', 'b', null)).toEqual({ outcome: 'https-needed' });
});

test('no network is offline, HTML of a captive portal is unreadable, a fault stays a fault', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  expect(await client.day('2021-05-21')).toEqual({ outcome: 'offline' });
  answerWith(200, '<html>Please sign in to this Wi-Fi</html>');
  expect(await client.day('2021-05-21')).toEqual({ outcome: 'unreadable' });
  answerWith(500, problem('server-fault'));
  expect(await client.day('2021-05-21')).toEqual({ outcome: 'server-fault' });
  answerWith(401, problem('sign-in-needed'));
  expect(await client.tablets()).toEqual({ outcome: 'signed-out' });
  answerWith(403, problem('not-your-place'));
  expect(await client.makeEnrolmentCode(7)).toEqual({ outcome: 'not-yours' });
});

test('an answer of half a form never reaches a screen', async () => {
  answerWith(200, { day: '2021-05-21', asOf: 1, centres: [{ centreId: 1, name: 'x' }] });
  expect((await client.day('2021-05-21')).outcome).toBe('unreadable');
});

test('a reason group of a newer server is shown among the contradictions, not dropped', async () => {
  const [dose] = fakeOpenDoses;
  answerWith(200, [{ ...dose, reasons: [{ reason: 'new-one', group: 'new-group' }] }]);
  const answer = await client.openDoses('2021-05-21', null);
  if (answer.outcome !== 'answered') throw new Error(answer.outcome);
  expect(answer.value.doses[0]?.reasons).toEqual([{ reason: 'new-one', group: 'contradicted' }]);
});

test('the way to the next page is taken from the link, and only its mark', async () => {
  const link = '</v1/desk/days/2021-05-21/open?after=held~5~LOG%2F1>; rel="next"';
  const fetch = answerWith(200, [], { link, date: 'Fri, 21 May 2021 08:35:00 GMT' });
  expect(await client.openDoses('2021-05-21', null)).toEqual({
    outcome: 'answered',
    value: { doses: [], next: 'held~5~LOG/1' },
    servedAt: 1_621_586_100,
  });
  await client.openDoses('2021-05-21', 'held~5~LOG/1');
  expect(fetch.mock.calls[1]?.[0]).toBe('/v1/desk/days/2021-05-21/open?after=held~5~LOG%2F1');
});

test('a decision travels in the body; the address names neither person nor case', async () => {
  const fetch = answerWith(200, { outcome: 'look-again' });
  const [dose] = fakeOpenDoses;
  const answer = await client.decide({
    centreId: 101,
    caseKey: dose!.caseKey,
    caseHash: dose!.caseHash,
    doseEvent: dose!.doseEvent,
    decision: 'accepted',
    reasons: ['code-wrong'],
    note: 'Spoke with the person',
  });
  expect(answer).toMatchObject({ outcome: 'answered', value: { outcome: 'look-again' } });
  expect(fetch.mock.calls[0]?.[0]).toBe('/v1/desk/decisions');
});

test('a question the desk asks by itself says so, and one of a person does not', async () => {
  const fetch = answerWith(200, fakeAccount);
  const marks = () =>
    fetch.mock.calls.map(([, { headers }]) => new Headers(headers).get('x-suchi-refresh'));
  await client.account('by-itself');
  await client.day('2021-05-21', 'by-itself');
  await client.tablets('by-itself');
  expect(marks()).toEqual(['1', '1', '1']);
  fetch.mockClear();
  await client.account();
  await client.day('2021-05-21');
  await client.tablets();
  expect(marks()).toEqual([null, null, null]);
});

test('signing out with a sign-in that has ended is as good as signed out', async () => {
  answerWith(204, '');
  expect((await client.signOut()).outcome).toBe('answered');
  answerWith(401, problem('sign-in-needed'));
  expect((await client.signOut()).outcome).toBe('answered');
});
