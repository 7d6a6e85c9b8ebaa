// Owns what one-time codes promise: six even digits, five tries, ten minutes, limits, and one answer for every wrong pair in words and in time.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { askCode, readCodes, registerWalkIn } from '../testing/door-steps.ts';
import { cookieOf, createTestApp, type TestApp } from '../testing/test-app.ts';
import { otherCentre, testCentre } from '../testing/test-deployment.ts';
import { makeDigits, oneTimeCodeLimits } from './one-time-codes.ts';
import { personSignInSecondsMax } from './person-sign-in.ts';

const district = { kind: 'district', state: 'State', district: 'District' } as const;
const known = '9800000003';
const unknown = '9700000000';

describe('the digits of a code', () => {
  it('are six, with leading zeros, and every number alike', () => {
    const random = (length: number) => new Uint8Array(randomBytes(length));
    const counts = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 20_000; i++) {
      const digits = makeDigits(random);
      expect(digits).toMatch(/^\d{6}$/);
      counts[Number(digits[0])]! += 1;
    }
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(300);
  });

  it('throw away what would make small numbers more likely', () => {
    const bytes = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 7];
    expect(makeDigits((length) => new Uint8Array(bytes.splice(0, length)))).toBe('000007');
  });
});

describe.each(testEngines)('one-time codes on $engine', (engine) => {
  let t: TestApp;
  let desk: string;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    desk = await t.signInAs('meera', 'district-supervisor', district);
  });
  afterEach(() => t.stop());

  const enter = (mobileNumber: string, code: string, cookie?: string): Promise<Response> =>
    t.post('/v1/my/sign-in', { mobileNumber, code }, cookie);
  const codeFor = async (mobileNumber: string): Promise<string> => {
    await askCode(t, mobileNumber);
    return (await readCodes(t, desk))[0] ?? '';
  };
  const notThe = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

  it('open the door once, and set a cookie no script and no other site can use', async () => {
    const code = await codeFor(known);
    const answer = await enter(known, code);
    expect(answer.status).toBe(200);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^__Host-suchi-my=[\w-]{43};/);
    for (const flag of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/', 'Max-Age=900'])
      expect(cookie).toContain(flag);
    expect((await enter(known, code)).status).toBe(401);
    expect((await t.get('/v1/my/doses', cookieOf(answer))).status).toBe(200);
  });

  it('keep it open for a quarter of an hour, used or not, and until it is closed', async () => {
    const cookie = cookieOf(await enter(known, await codeFor(known)));
    t.deployment.now += personSignInSecondsMax - 1;
    expect((await t.get('/v1/my/doses', cookie)).status).toBe(200);
    t.deployment.now += 1;
    expect((await t.get('/v1/my/doses', cookie)).status).toBe(401);
    const again = cookieOf(await enter(known, await codeFor(known)));
    const out = await t.post('/v1/my/sign-out', {}, again);
    expect(out.headers.get('set-cookie')).toMatch(/^__Host-suchi-my=; Max-Age=0/);
    expect((await t.get('/v1/my/doses', again)).status).toBe(401);
  });

  it('are good for ten minutes', async () => {
    const code = await codeFor(known);
    t.deployment.now += oneTimeCodeLimits.secondsMax;
    expect((await enter(known, code)).status).toBe(401);
  });

  it('are dead after five tries, also for the right digits, also when all come at one instant', async () => {
    const code = await codeFor(known);
    const wrong = Array.from({ length: 5 }, () => enter(known, notThe(code)));
    expect((await Promise.all(wrong)).map((answer) => answer.status)).toEqual(
      Array.from({ length: 5 }, () => 401),
    );
    expect((await enter(known, code)).status).toBe(401);
  });

  it('end when a newer one is asked for', async () => {
    const first = await codeFor(known);
    t.deployment.now += 1;
    await askCode(t, known);
    expect((await enter(known, first)).status).toBe(401);
  });

  it('of one phone open no other', async () => {
    const code = await codeFor(known);
    await askCode(t, '9800000004');
    expect((await enter('9800000004', code)).status).toBe(401);
    expect((await enter(known, code)).status).toBe(200);
  });

  it('rest in the database only as what cannot be searched without the server’s key', async () => {
    const code = await codeFor(known);
    const { database } = t.parts.store;
    const rows = await database.selectFrom('one_time_code').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(code);
    expect(JSON.stringify(rows)).not.toContain(known);
    const answer = await enter(known, code);
    const signIns = await database.selectFrom('person_sign_in').selectAll().execute();
    expect(JSON.stringify(signIns)).not.toContain(cookieOf(answer).split('=')[1]);
    expect(Buffer.from(signIns[0]!.mobile_sealed).toString('latin1')).not.toContain(known);
  });

  it('are asked for three times at once by one phone and ten times a day, known or not', async () => {
    for (const mobile of [known, unknown]) {
      const statuses: number[] = [];
      for (let i = 0; i < 4; i++) statuses.push((await askCode(t, mobile)).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
    }
    for (const mobile of [known, unknown]) {
      let asked = 3;
      for (let i = 0; i < 20; i++) {
        t.deployment.now += 300;
        if ((await askCode(t, mobile)).status === 200) asked += 1;
      }
      expect([mobile, asked]).toEqual([mobile, oneTimeCodeLimits.perPhoneAndDayMax]);
    }
  });

  it('are asked for 30 times from one address, then one each 20 seconds', async () => {
    const asked = async (from: number, count: number): Promise<number[]> => {
      const statuses: number[] = [];
      for (let i = 0; i < count; i++)
        statuses.push((await askCode(t, `96000${String(from + i).padStart(5, '0')}`)).status);
      return statuses;
    };
    expect((await asked(0, 31)).filter((status) => status === 200)).toHaveLength(30);
    const refused = await askCode(t, '9600009999');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    t.deployment.now += 20;
    expect(await asked(500, 2)).toEqual([200, 429]);
  });

  it('are asked for 120 times of one centre’s people, from however many addresses and phones, then one each two seconds; another centre’s door stays open', async () => {
    const { database } = t.parts.store;
    const booked = await database
      .selectFrom('appointment')
      .selectAll()
      .where('centre_id', '=', testCentre)
      .where('appointment_no', '=', 1)
      .executeTakeFirstOrThrow();
    const phoneOf = (i: number): string => `95${String(i).padStart(8, '0')}`;
    const people = Array.from({ length: 125 }, (_, i) => ({
      ...booked,
      appointment_no: 1_000 + i,
      mobile_number: phoneOf(i),
    }));
    for (let i = 0; i < people.length; i += 25)
      await database
        .insertInto('appointment')
        .values(people.slice(i, i + 25))
        .execute();
    const ask = async (mobileNumber: string, i: number): Promise<number> => {
      const body = JSON.stringify({ mobileNumber, language: 'en' });
      const headers = {
        'content-type': 'application/json',
        host: 'localhost',
        origin: 'http://localhost',
      };
      const remoteAddress = `10.0.${i >> 3}.1`;
      const answer = await t.app.request(
        '/v1/my/codes',
        { method: 'POST', body, headers },
        { incoming: { socket: { remoteAddress } } },
      );
      return answer.status;
    };
    const statuses: number[] = [];
    for (let i = 0; i < 121; i++) statuses.push(await ask(phoneOf(i), i));
    expect(statuses.filter((status) => status === 200)).toHaveLength(120);
    expect(statuses.at(-1)).toBe(429);
    // Somebody of another centre is not shut out by it.
    await database
      .updateTable('appointment')
      .set({ mobile_number: '9400000001' })
      .where('centre_id', '=', otherCentre)
      .where('appointment_no', '=', 1)
      .execute();
    expect(await ask('9400000001', 900)).toBe(200);
    t.deployment.now += 2;
    expect([await ask(phoneOf(122), 122), await ask(phoneOf(123), 123)]).toEqual([200, 429]);
  });

  it('go to nobody whom no centre knows, and what was asked for them is gone after a day', async () => {
    await askCode(t, unknown);
    expect(await readCodes(t, desk)).toEqual([]);
    const kept = () => t.parts.store.database.selectFrom('message').selectAll().execute();
    expect(await kept()).toMatchObject([{ state: 'nobody', centre_id: 0 }]);
    t.deployment.now += 86_401;
    await t.sendRound();
    expect(await kept()).toEqual([]);
  });

  it('answer a wrong code and an unknown phone in the same words, step by step', async () => {
    const seen: Record<string, string[]> = {};
    for (const mobile of [known, unknown]) {
      const steps = [
        await enter(mobile, '000001'),
        await askCode(t, mobile),
        ...(await Promise.all(['000001', '000002'].map((code) => enter(mobile, code)))),
      ];
      for (let i = 0; i < 9; i++) steps.push(await enter(mobile, '000003'));
      for (const answer of steps)
        (seen[mobile] ??= []).push(
          [
            answer.status,
            answer.headers.get('set-cookie'),
            answer.headers.get('retry-after'),
            [...answer.headers.keys()].sort().join(),
            await answer.text(),
          ].join(' '),
        );
    }
    expect(seen[known]).toEqual(seen[unknown]);
    expect(seen[known]?.at(-1)).toMatch(/^429/);
  });

  it('answer a known and an unknown phone in the same time', { timeout: 120_000 }, async () => {
    // Somebody with a walk-in and a booking: the phone with most to look up.
    const tablet = await t.deployment.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(registerWalkIn(tablet, { mobileNumber: known }), null);
    await t.deployment.exchange(tablet.request());
    const rounds = 150;
    const times: Record<'ask' | 'enter', Record<string, number[]>> = {
      ask: { [known]: [], [unknown]: [] },
      enter: { [known]: [], [unknown]: [] },
    };
    const clear = () => t.parts.store.database.deleteFrom('one_time_code').execute();
    for (let i = 0; i < rounds + 10; i++) {
      // Past every limit; side by side and in changing order, so that both meet the same noise.
      t.deployment.now += 700;
      for (const mobile of i % 2 === 0 ? [known, unknown] : [unknown, known]) {
        await clear();
        const askedAt = performance.now();
        await askCode(t, mobile);
        const enteredAt = performance.now();
        await enter(mobile, '000001');
        const doneAt = performance.now();
        if (i < 10) continue;
        times.ask[mobile]?.push(enteredAt - askedAt);
        times.enter[mobile]?.push(doneAt - enteredAt);
      }
    }
    for (const step of ['ask', 'enter'] as const) {
      const [ofKnown, ofUnknown] = [times[step][known]!, times[step][unknown]!];
      const apart = widestGap(ofKnown, ofUnknown);
      const chance = chanceOfSlower(ofKnown, ofUnknown);
      const words = (of: readonly number[]): string =>
        `${quantile(of, 0.25).toFixed(2)} / ${quantile(of, 0.5).toFixed(2)} ms`;
      // Printed, so that a report can quote it.
      process.stdout.write(
        `${engine.engine} ${step}, quarter / half: known ${words(ofKnown)}, unknown ${words(ofUnknown)}, known slower in ${(chance * 100).toFixed(0)} % of pairs, widest gap ${(apart * 100).toFixed(0)} %\n`,
      );
      // What an observer could learn: from one pair of answers, and from the best limit anybody could set.
      expect(Math.abs(chance - 0.5)).toBeLessThan(0.2);
      expect(apart).toBeLessThan(0.4);
    }
  });
});

function quantile(values: readonly number[], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? 0;
}

/** Of all pairs, how often the first was slower: one half where nothing tells them apart. */
function chanceOfSlower(ones: readonly number[], others: readonly number[]): number {
  let slower = 0;
  for (const one of ones) for (const other of others) slower += one > other ? 1 : 0;
  return slower / (ones.length * others.length);
}

/** Kolmogorov and Smirnov: how far the shares below one limit differ at most; 0 for alike, 1 for a limit that tells all apart. */
function widestGap(ones: readonly number[], others: readonly number[]): number {
  const shareBelow = (values: readonly number[], limit: number): number =>
    values.filter((value) => value <= limit).length / values.length;
  return Math.max(
    ...[...ones, ...others].map((limit) =>
      Math.abs(shareBelow(ones, limit) - shareBelow(others, limit)),
    ),
  );
}
