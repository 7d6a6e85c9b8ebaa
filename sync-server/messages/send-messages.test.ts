// Owns what the outbox promises: nothing states a dose before it is confirmed, a gateway's silence is no success, limits hold, and nothing goes twice.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeskMessages } from '../../schemas/desk-messages.ts';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { askCode, enterDoor, phone, registerWalkIn } from '../testing/door-steps.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { testCentre } from '../testing/test-deployment.ts';
import { retrySeconds, sendingLimits, type SmsGateway, type SmsToSend } from './gateway.ts';
import { readDeskMessage } from '../desk/messages.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { createHttpGateway } from './http-gateway.ts';
import { outboxOnly } from './outbox-only.ts';
import { sendRound } from './send-messages.ts';

const district = { kind: 'district', state: 'State', district: 'District' } as const;
const stating = /confirmed/;
const meera: SignedIn = {
  account: 'meera',
  name: 'Meera',
  role: 'district-supervisor',
  place: district,
  signedInUntil: 0,
};

/** Keeps what it was given, and answers as told. */
function createMockGateway() {
  const sent: SmsToSend[] = [];
  const mock = {
    sent,
    answer: { outcome: 'accepted' } as Awaited<ReturnType<SmsGateway['send']>>,
    gateway: {
      send: async (message: SmsToSend) => {
        sent.push(message);
        return mock.answer;
      },
    },
  };
  return mock;
}

describe.each(testEngines)('the outbox on $engine', (engine) => {
  let t: TestApp;
  let tablet: PaperTablet;
  let mock: ReturnType<typeof createMockGateway>;
  const start = async (
    more: Partial<Parameters<typeof createTestApp>[0] & object>['messages'] = {},
  ): Promise<void> => {
    mock = createMockGateway();
    t = await createTestApp({ engine, messages: { gateway: mock.gateway, ...more } });
    tablet = await t.deployment.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
  };
  beforeEach(() => start());
  afterEach(() => t.stop());

  const send = () => t.deployment.exchange(tablet.request());
  const texts = (): string[] => mock.sent.map((message) => message.text);
  const stored = () =>
    t.parts.store.database.selectFrom('message').selectAll().orderBy('message_id').execute();
  const giveWithCode = (no: number): void => {
    const subject = t.deployment.subjectOf(no);
    tablet.giveDose(subject, tablet.tryCode(subject, t.deployment.codeOf(no)));
  };

  it('asks while a dose waits and states it once it is confirmed, each once', async () => {
    tablet.giveDose(registerWalkIn(tablet), null);
    giveWithCode(3);
    await send();
    await t.sendRound();
    await t.sendRound();
    expect(texts().sort()).toEqual([
      expect.stringMatching(/^Test PHC, \d\d\/\d\d\/\d{4}: COVISHIELD dose 1 is confirmed/),
      expect.stringMatching(/^Test PHC, .*: a vaccination was noted for this phone. Was it yours/),
    ]);
    expect(mock.sent.map((message) => message.to).sort()).toEqual(['+919800000003', `+91${phone}`]);
    for (const { text } of mock.sent) expect(text).toContain('https://vaccines.example.org/my');
  });

  it('keeps back what is no longer true when its turn comes, and sends it when it is true again', async () => {
    giveWithCode(3);
    await send();
    const again = tablet.giveDose(t.deployment.subjectOf(3), null, { withoutCode: 'lost-sms' });
    await send();
    expect(await t.sendRound()).toEqual({ 'held-back': 1 });
    expect(mock.sent).toEqual([]);
    tablet.append(
      'entered-in-error',
      t.deployment.subjectOf(3),
      { target: again, reason: 'wrong-person' },
      { mayDose: true },
    );
    await send();
    await t.sendRound();
    expect(texts().filter((text) => stating.test(text))).toHaveLength(1);
  });

  it('never states a dose before it is confirmed, in no order of events, decisions, words and rounds', async () => {
    const act = fc.constantFrom(
      'walk-in',
      'right',
      'wrong',
      'lost',
      'vial',
      'send',
      'round',
      'word',
      'deny',
      'error',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ act, pick: fc.nat(20) }), { minLength: 6, maxLength: 22 }),
        async (acts) => {
          await t.stop();
          await start();
          const broken = await play(acts);
          expect(broken).toEqual([]);
        },
      ),
      { numRuns: engine.engine === 'SQLite' ? 25 : 4 },
    );
  }, 240_000);

  /** Plays the acts; gives back every stating message that went while its dose was not confirmed. */
  async function play(acts: readonly { act: string; pick: number }[]): Promise<string[]> {
    const broken: string[] = [];
    const gateway: SmsGateway = {
      send: async (message) => {
        if (stating.test(message.text)) {
          const row = await t.parts.store.database
            .selectFrom('message')
            .innerJoin('dose', 'dose.dose_key', 'message.dose_key')
            .select('dose.state')
            .where('message_id', '=', message.id)
            .executeTakeFirst();
          if (row?.state !== 'confirmed' && row?.state !== 'accepted')
            broken.push(`${row?.state}: ${message.text}`);
        }
        return { outcome: 'accepted' };
      },
    };
    const doses: { subject: object; ref: object }[] = [];
    const give = (subject: never, code: never): void => {
      doses.push({ subject, ref: tablet.giveDose(subject, code, { vial: 'B1' }) });
    };
    for (const { act, pick } of acts) {
      const no = 3 + (pick % 3);
      const subject = t.deployment.subjectOf(no);
      const code = t.deployment.codeOf(no);
      if (act === 'walk-in') give(registerWalkIn(tablet) as never, null as never);
      if (act === 'right') give(subject as never, tablet.tryCode(subject, code) as never);
      if (act === 'wrong') tablet.tryCode(subject, (code + 103) % 10_000);
      if (act === 'lost') give(subject as never, null as never);
      if (act === 'vial') tablet.openVial('B1');
      if (act === 'send') await send();
      if (act === 'round')
        await sendRound({
          ...t.parts,
          ...outboxOnly('https://vaccines.example.org/my'),
          gateway,
        });
      const dose = doses[pick % Math.max(1, doses.length)];
      if (act === 'error' && dose)
        tablet.append(
          'entered-in-error',
          dose.subject as never,
          { target: dose.ref, reason: 'wrong-person' },
          { mayDose: true },
        );
      if (act === 'word' || act === 'deny') await speak(act, pick);
      t.deployment.now += 700;
    }
    return broken;
  }

  /** The person at their own page, with the code that rests sealed in the outbox. */
  async function speak(act: 'word' | 'deny', pick: number): Promise<void> {
    const mobile = pick % 2 === 0 ? phone : `980000000${3 + (pick % 3)}`;
    const held = t.parts.store.database;
    const asked = await askCode(t, mobile);
    if (asked.status !== 200) return;
    const rows = await held.selectFrom('message').selectAll().where('state', '=', 'new').execute();
    const row = rows.find((each) => each.kind === 'one-time-code');
    if (row === undefined) return;
    const { text } = await readDeskMessage(
      { ...t.parts, ...outboxOnly('https://vaccines.example.org/my') },
      meera,
      row.message_id,
    );
    const entered = await t.post('/v1/my/sign-in', {
      mobileNumber: mobile,
      code: text.slice(0, 6),
    });
    if (entered.status !== 200) return;
    const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const { people } = (await entered.json()) as { people: { doses: { dose: string }[] }[] };
    const dose = people.flatMap((each) => each.doses)[0]?.dose;
    if (dose !== undefined)
      await t.post(act === 'word' ? '/v1/my/word' : '/v1/my/not-me', { dose }, cookie);
  }

  it('tries again after silence with the same name, and puts down what never went', async () => {
    mock.answer = { outcome: 'try-again', problem: 'timeout' };
    giveWithCode(3);
    await send();
    expect(await t.sendRound()).toEqual({ timeout: 1 });
    expect(await t.sendRound()).toEqual({});
    for (let i = 1; i < sendingLimits.attemptsMax; i++) {
      t.deployment.now += 2 * sendingLimits.retrySecondsMax;
      await t.sendRound();
    }
    expect(mock.sent).toHaveLength(sendingLimits.attemptsMax);
    expect(new Set(mock.sent.map((message) => message.id)).size).toBe(1);
    expect(await stored()).toMatchObject([{ state: 'failed', problem: 'timeout' }]);
    const desk = await t.signInAs('meera', 'district-supervisor', district);
    const failed = (await (
      await t.get('/v1/desk/messages?state=failed', desk)
    ).json()) as DeskMessages;
    expect(failed).toMatchObject({ mode: 'gateway', counts: { failed: 1 } });
    mock.answer = { outcome: 'accepted' };
    const { messageId } = failed.messages[0]!;
    const again = await t.post(
      '/v1/desk/messages/decisions',
      { messageId, decision: 'again' },
      desk,
    );
    expect(await again.json()).toEqual({ outcome: 'decided' });
    expect(await t.sendRound()).toEqual({ sent: 1 });
    expect(mock.sent.at(-1)?.id).toBe(mock.sent[0]?.id);
  });

  it('takes up a message whose sender died in the middle, with the same name, when its time is over', async () => {
    giveWithCode(3);
    await send();
    await t.parts.store.database
      .updateTable('message')
      .set({ state: 'sending', attempts: 1, next_try_at: t.deployment.now + 60 })
      .execute();
    expect(await t.sendRound()).toEqual({});
    t.deployment.now += 60;
    expect(await t.sendRound()).toEqual({ sent: 1 });
  });

  it('gives nothing to the gateway twice when two rounds run at once', async () => {
    for (const no of [3, 4, 5, 6]) giveWithCode(no);
    await send();
    await Promise.all([t.sendRound(), t.sendRound(), t.sendRound()]);
    expect(mock.sent).toHaveLength(4);
  });

  it('ends a one-time code with its ten minutes, and keeps its digits nowhere', async () => {
    mock.answer = { outcome: 'try-again', problem: 'no-connection' };
    await askCode(t, '9800000003');
    await t.sendRound();
    t.deployment.now += 600;
    await t.sendRound();
    expect(await stored()).toMatchObject([{ state: 'expired', secret_sealed: null }]);
    expect(mock.sent).toHaveLength(1);
  });

  it('keeps the digits of a sent code nowhere', async () => {
    await askCode(t, '9800000003');
    await t.sendRound();
    expect(texts()[0]).toMatch(/^\d{6} /);
    expect(await stored()).toMatchObject([{ state: 'sent', secret_sealed: null }]);
    const code = texts()[0]!.slice(0, 6);
    expect(JSON.stringify(await stored())).not.toContain(code);
  });

  it('waits for the next day past the limits by phone and by day', async () => {
    await t.stop();
    await start({ limits: { perPhoneAndDayMax: 2, perDayMax: 3 } });
    for (let i = 0; i < 3; i++) tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    expect(await t.sendRound()).toEqual({ sent: 2, 'phone-limit': 1 });
    giveWithCode(3);
    giveWithCode(4);
    await send();
    expect(await t.sendRound()).toEqual({ sent: 1, 'daily-limit': 1 });
    expect(await t.sendRound()).toEqual({});
    t.deployment.now += 86_400;
    expect(await t.sendRound()).toEqual({ sent: 2 });
  });

  it('sends the booking codes of one day once, and none to whoever has no phone, no code or a dose', async () => {
    await t.parts.store.database
      .updateTable('appointment')
      .set({ mobile_number: null })
      .where('appointment_no', '=', 7)
      .execute();
    giveWithCode(3);
    await send();
    const desk = await t.signInAs('meera', 'district-supervisor', district);
    const day = '2026-09-21';
    const ask = async (): Promise<unknown> =>
      (await t.post('/v1/desk/messages/booking-codes', { centreId: testCentre, day }, desk)).json();
    expect(await ask()).toEqual({ made: 29 });
    expect(await ask()).toEqual({ made: 0 });
    await t.sendRound();
    const codes = texts().filter((text) => text.includes('code'));
    expect(codes).toHaveLength(28);
    const code = String(t.deployment.codeOf(4)).padStart(4, '0');
    expect(mock.sent.find((message) => message.to === '+919800000004')?.text).toContain(code);
    expect(JSON.stringify(await stored())).not.toContain(`code ${code}`);
  });

  it('shows words and phones to nobody outside the place, nor to whoever stands at the table', async () => {
    await t.stop();
    await start({ gateway: null });
    tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    await t.sendRound();
    const inCharge = await t.signInAs('asha', 'in-charge', {
      kind: 'centre',
      centreId: testCentre,
    });
    const elsewhere = await t.signInAs('anil', 'block-supervisor', {
      kind: 'block',
      state: 'State',
      district: 'District',
      block: 'Other Block',
    });
    const desk = await t.signInAs('meera', 'district-supervisor', district);
    const listed = (await (await t.get('/v1/desk/messages', inCharge)).json()) as DeskMessages;
    const { messageId } = listed.messages[0]!;
    expect(listed).toMatchObject({ mode: 'outbox', counts: { ready: 1 } });
    expect(JSON.stringify(listed)).not.toMatch(/Sunita|98123|noted/);
    const read = (cookie: string): Promise<Response> =>
      t.post('/v1/desk/messages/read', { messageId }, cookie);
    expect((await read(inCharge)).status).toBe(403);
    expect(await (await read(elsewhere)).json()).toMatchObject({ outcome: 'not-yours', text: '' });
    expect(await (await t.get('/v1/desk/messages', elsewhere)).json()).toMatchObject({
      messages: [],
    });
    expect(await (await read(desk)).json()).toMatchObject({ outcome: 'read', to: phone });
    const audited = await t.parts.store.database
      .selectFrom('audit')
      .select(['account', 'subject'])
      .where('action', '=', 'read-message')
      .execute();
    expect(audited).toEqual([{ account: 'meera', subject: messageId }]);
    const sent = { messageId, decision: 'sent' };
    expect(await (await t.post('/v1/desk/messages/decisions', sent, desk)).json()).toEqual({
      outcome: 'decided',
    });
    expect(await stored()).toMatchObject([{ state: 'sent', settled_by: 'meera' }]);
  });

  it('remembers with the person’s word that the desk read the code aloud', async () => {
    await t.stop();
    await start({ gateway: null });
    tablet.giveDose(registerWalkIn(tablet), null);
    await send();
    const desk = await t.signInAs('meera', 'district-supervisor', district);
    const { cookie, doses } = await enterDoor(t, desk);
    await t.post('/v1/my/word', { dose: doses.people[0]!.doses[0]!.dose }, cookie);
    const row = await t.parts.store.database
      .selectFrom('log_row')
      .select('event')
      .where('kind', '=', 'word-given')
      .executeTakeFirstOrThrow();
    expect(JSON.parse(Buffer.from(row.event!).toString())).toMatchObject({
      body: { codeCameBy: 'desk' },
    });
  });

  it('asks nothing of somebody without a phone, and says so', async () => {
    tablet.giveDose(registerWalkIn(tablet, { mobileNumber: null }), null);
    await send();
    expect(await stored()).toEqual([]);
    await t.parts.store.database
      .updateTable('appointment')
      .set({ mobile_number: null })
      .where('appointment_no', '=', 7)
      .execute();
    giveWithCode(7);
    await send();
    expect(await t.sendRound()).toEqual({ 'no-phone': 1 });
    expect(mock.sent).toEqual([]);
  });
});

describe('the time until the next try', () => {
  it('doubles up to an hour, a fifth up or down, and is short for a code', () => {
    expect([1, 2, 3, 8, 20].map((attempts) => retrySeconds(attempts, false, 0.5))).toEqual([
      30, 60, 120, 3600, 3600,
    ]);
    expect(retrySeconds(1, false, 0)).toBe(24);
    expect(retrySeconds(1, false, 1)).toBe(36);
    expect(retrySeconds(6, true, 1)).toBeLessThanOrEqual(24);
  });
});

describe('a gateway over HTTP', () => {
  const message = { id: 'm-1', to: '+919800000003', text: 'x', isUnicode: false };
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let url: string;
  let stop: () => Promise<void>;
  beforeEach(async () => {
    const server = createServer((request, response) => answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/send`;
    stop = async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    };
  });
  afterEach(() => stop());

  const reply =
    (status: number, body: string, headers: Record<string, string> = {}) =>
    (_: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(status, headers).end(body);
    };
  const sendTo = (timeoutMilliseconds = 5_000) =>
    createHttpGateway({ url, token: 'secret', timeoutMilliseconds }).send(message);
  const good = JSON.stringify({ accepted: true, id: 'm-1' });

  it('is given message, name and token, and believed when it names the message', async () => {
    let seen: unknown;
    answer = (request, response) => {
      let body = '';
      request.on('data', (bytes: Buffer) => (body += bytes.toString()));
      request.on('end', () => {
        const { authorization, 'idempotency-key': name } = request.headers;
        seen = { authorization, name, body: JSON.parse(body) as unknown };
        response.writeHead(202).end(good);
      });
    };
    expect(await sendTo()).toEqual({ outcome: 'accepted' });
    expect(seen).toEqual({ authorization: 'Bearer secret', name: 'm-1', body: message });
  });

  it.each([
    ['200 with an error in the body', 200, '{"error":"no credit"}'],
    ['200 with a page', 200, '<html>Welcome to the hot spot</html>'],
    ['200 with nothing', 200, ''],
    ['200 that names another message', 200, '{"accepted":true,"id":"m-2"}'],
    ['200 with accepted as a text', 200, '{"accepted":"true","id":"m-1"}'],
    ['200 without a name', 200, '{"accepted":true}'],
    ['200 with a body without end', 200, `${' '.repeat(10_000)}${good}`],
    ['204', 204, ''],
    ['304', 304, ''],
  ])('is not believed: %s', async (_, status, body) => {
    answer = reply(status, body);
    expect(await sendTo()).toEqual({ outcome: 'try-again', problem: 'not-understood' });
  });

  it.each([
    [500, 'gateway-fault'],
    [503, 'gateway-fault'],
    [429, 'gateway-busy'],
    [401, 'gateway-login'],
    [403, 'gateway-login'],
    [409, 'not-understood'],
  ] as const)(
    'that answers %i is asked again, even with good words below',
    async (status, problem) => {
      answer = reply(status, good);
      expect(await sendTo()).toEqual({ outcome: 'try-again', problem });
    },
  );

  it.each([400, 404, 413, 422])('that answers %i is not asked again', async (status) => {
    answer = reply(status, '');
    expect(await sendTo()).toEqual({ outcome: 'refused', problem: 'refused' });
  });

  it('that refuses one message for good is not asked again', async () => {
    answer = reply(200, '{"accepted":false,"permanent":true}');
    expect(await sendTo()).toEqual({ outcome: 'refused', problem: 'refused' });
  });

  it('that names a time is asked after it', async () => {
    answer = reply(429, '', { 'retry-after': '90' });
    expect(await sendTo()).toEqual({
      outcome: 'try-again',
      problem: 'gateway-busy',
      afterSeconds: 90,
    });
  });

  it('that says nothing, cuts off or leads elsewhere has not sent it', async () => {
    answer = () => undefined;
    expect(await sendTo(150)).toEqual({ outcome: 'try-again', problem: 'timeout' });
    answer = (_, response) => void response.destroy();
    expect(await sendTo()).toEqual({ outcome: 'try-again', problem: 'no-connection' });
    answer = reply(302, '', { location: `${url}/elsewhere` });
    expect(await sendTo()).toEqual({ outcome: 'try-again', problem: 'no-connection' });
    answer = (_, response) => void response.writeHead(200).write('{"accepted":');
    expect((await sendTo(150)).outcome).toBe('try-again');
  });
});
