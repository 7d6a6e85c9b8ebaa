// Owns what signing in promises: the cookie's flags, its ends, the growing lock, and one answer for every wrong pair.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disableAccount, resetPassword } from '../accounts/accounts.ts';
import { signInLimits } from '../accounts/sign-in.ts';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { cookieOf, createTestApp, type TestApp } from '../testing/test-app.ts';

const place = { kind: 'district', state: 'State', district: 'District' } as const;
const account = 'meera.patil';

describe.each(testEngines)('signing in at the desk on $engine', (engine) => {
  let t: TestApp;
  let password: string;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    password = await t.addAccount(account, 'district-supervisor', place);
  });
  afterEach(() => t.stop());

  const signIn = async (typed: string, name = account, cookie?: string): Promise<Response> => {
    const code = await t.digitsOf(name);
    return t.post('/v1/desk/sign-in', { account: name, password: typed, code }, cookie);
  };
  const me = async (cookie: string): Promise<number> => (await t.get('/v1/desk/me', cookie)).status;
  /** Past the bucket of tries, so that the account's own lock is what is seen. */
  const wait = (seconds: number): void => void (t.deployment.now += seconds);

  it('answers who one is and where, and sets a cookie no script and no other site can use', async () => {
    const answer = await signIn(password);
    expect(await answer.json()).toEqual({
      account,
      name: `Name of ${account}`,
      role: 'district-supervisor',
      place: 'District',
      isDemo: false,
      signedInUntil: t.deployment.now + signInLimits.idleSecondsMax,
    });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^__Host-suchi=[\w-]{43};/);
    for (const flag of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/'])
      expect(cookie).toContain(flag);
    expect(cookie).not.toContain('Domain');
    expect(await me(cookieOf(answer))).toBe(200);
  });

  it('takes a password copied from paper in capitals and without dashes', async () => {
    expect(password).toMatch(/^([0-9a-z]{4}-){5}[0-9a-z]{4}$/);
    expect((await signIn(password.toUpperCase().replaceAll('-', ''), ' Meera.Patil ')).status).toBe(
      200,
    );
  });

  it('stores neither the password nor the token, only what cannot be turned back', async () => {
    const cookie = cookieOf(await signIn(password));
    const { database } = t.parts.store;
    const rows = JSON.stringify([
      await database.selectFrom('account').selectAll().execute(),
      await database.selectFrom('sign_in').selectAll().execute(),
    ]);
    expect(rows).toContain('$argon2id$');
    expect(rows).not.toContain(cookie.split('=')[1]);
    expect(rows.toLowerCase()).not.toContain(password);
  });

  it('gives a new token each time and ends the one that came along', async () => {
    const first = cookieOf(await signIn(password));
    const second = cookieOf(await signIn(password, account, first));
    expect(second).not.toBe(first);
    expect(await me(first)).toBe(401);
    expect(await me(second)).toBe(200);
  });

  it('ends after half an hour without use, and after twelve hours in any case', async () => {
    const idle = cookieOf(await signIn(password));
    wait(signInLimits.idleSecondsMax);
    expect(await me(idle)).toBe(401);
    const busy = cookieOf(await signIn(password));
    for (let passed = 0; passed + 1200 < signInLimits.absoluteSecondsMax; passed += 1200) {
      wait(1200);
      expect(await me(busy)).toBe(200);
    }
    wait(1200);
    expect(await me(busy)).toBe(401);
  });

  it('ends after half an hour in which only an open page asked by itself', async () => {
    const cookie = cookieOf(await signIn(password));
    const refresh = () =>
      t.app.request('/v1/desk/me', { headers: { cookie, 'x-suchi-refresh': '1' } });
    const until = t.deployment.now + signInLimits.idleSecondsMax;
    for (let passed = 15; passed < signInLimits.idleSecondsMax; passed += 15) {
      wait(15);
      const answer = await refresh();
      expect(await answer.json()).toMatchObject({ signedInUntil: until });
    }
    wait(15);
    expect((await refresh()).status).toBe(401);
    expect(await me(cookie)).toBe(401);
  });

  it('ends at sign-out, at a new password and when the account is disabled', async () => {
    const out = cookieOf(await signIn(password));
    const answer = await t.post('/v1/desk/sign-out', {}, out);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-suchi=; Max-Age=0/);
    expect(await me(out)).toBe(401);
    const before = cookieOf(await signIn(password));
    const renewed = (await resetPassword(t.parts, account))?.password ?? '';
    expect(await me(before)).toBe(401);
    expect((await signIn(password)).status).toBe(401);
    const after = cookieOf(await signIn(renewed));
    expect(await disableAccount(t.parts, account)).toBe(true);
    expect(await me(after)).toBe(401);
    expect((await signIn(renewed)).status).toBe(401);
  });

  it('answers an unknown name like a wrong password, try by try and in the same time', async () => {
    const seen: Record<string, string[]> = {};
    const durationsMs: Record<string, number[]> = {};
    for (const name of [account, 'nobody.here']) {
      for (let i = 0; i < 7; i++) {
        const startedAt = performance.now();
        const answer = await signIn('wrong', name);
        (durationsMs[name] ??= []).push(performance.now() - startedAt);
        (seen[name] ??= []).push(
          `${answer.status} ${answer.headers.get('retry-after')} ${await answer.text()}`,
        );
      }
    }
    expect(seen[account]).toEqual(seen['nobody.here']);
    expect(seen[account]?.at(-1)).toMatch(/^429 60 /);
    const median = (name: string): number =>
      [...(durationsMs[name] ?? [])].sort((a, b) => a - b)[2] ?? 0;
    expect(median('nobody.here')).toBeGreaterThan(median(account) / 3);
  });

  it('rests an account after five wrong tries, longer each time, even for the right password', async () => {
    for (let i = 0; i < 5; i++) expect((await signIn('wrong')).status).toBe(401);
    const { database } = t.parts.store;
    const lockSeconds = async (): Promise<number> =>
      (await database.selectFrom('account').select('locked_until').executeTakeFirstOrThrow())
        .locked_until - t.deployment.now;
    expect(await lockSeconds()).toBe(60);
    wait(60);
    expect((await signIn('wrong')).status).toBe(401);
    expect(await lockSeconds()).toBe(120);
    wait(60);
    expect((await signIn(password)).status).toBe(401);
    wait(60);
    expect((await signIn(password)).status).toBe(200);
    expect(await lockSeconds()).toBeLessThanOrEqual(0);
  });

  it('asks for the digits only after the right password, and lets nobody in without them', async () => {
    const typed = { account, password };
    const asked = await t.post('/v1/desk/sign-in', typed);
    expect([asked.status, await asked.json()]).toMatchObject([
      401,
      { type: '/problems/code-needed' },
    ]);
    expect(asked.headers.get('set-cookie')).toBeNull();
    const wrongPair = await t.post('/v1/desk/sign-in', { account, password: 'wrong' });
    expect(await wrongPair.json()).toMatchObject({ type: '/problems/sign-in-refused' });
    const wrongDigits = await t.post('/v1/desk/sign-in', { ...typed, code: '000000' });
    expect(await wrongDigits.json()).toMatchObject({ type: '/problems/sign-in-refused' });
  });

  it('takes the same digits once, also when they come twice at one instant', async () => {
    const code = await t.digitsOf(account);
    const typed = { account, password, code };
    const answers = await Promise.all([1, 2].map(() => t.post('/v1/desk/sign-in', typed)));
    expect(answers.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([200, 401]);
    expect((await t.post('/v1/desk/sign-in', typed)).status).toBe(401);
  });

  it('counts wrong digits like wrong passwords: five, then the account rests', async () => {
    for (let i = 0; i < 5; i++) {
      wait(60);
      await t.post('/v1/desk/sign-in', { account, password, code: '000000' });
    }
    expect((await signIn(password)).status).toBe(401);
    wait(61);
    expect((await signIn(password)).status).toBe(200);
  });

  it('turns an account without digits away, except the demo’s own in a demo', async () => {
    const { replaceAccount } = await import('../accounts/accounts.ts');
    const wanted = { account: 'old', name: 'Old', role: 'district-supervisor', place } as const;
    const typed = { account: 'old', password: await replaceAccount(t.parts, wanted) };
    const answer = await t.post('/v1/desk/sign-in', typed);
    expect(await answer.json()).toMatchObject({ type: '/problems/second-step-missing' });
    const demo = await createTestApp({ isDemo: true });
    const password = await replaceAccount(demo.parts, wanted);
    const entered = await demo.post('/v1/desk/sign-in', { account: 'old', password });
    expect(await entered.json()).toMatchObject({ isDemo: true });
    await demo.stop();
  });

  it('keeps the secret of the digits sealed', async () => {
    const { secret } = (await resetPassword(t.parts, account))!;
    const row = await t.parts.store.database
      .selectFrom('account')
      .select('totp_sealed')
      .executeTakeFirstOrThrow();
    const stored = Buffer.from(row.totp_sealed!).toString('latin1');
    expect(stored).not.toContain(Buffer.from(secret).toString('latin1'));
  });

  it('counts tries made at one instant too', async () => {
    const { signIn: tryOnce } = await import('../accounts/sign-in.ts');
    const tries = Array.from({ length: 12 }, () =>
      tryOnce({ ...t.parts, isDemo: false }, { account, password: 'wrong' }, undefined),
    );
    await Promise.all(tries);
    const row = await t.parts.store.database
      .selectFrom('account')
      .selectAll()
      .executeTakeFirstOrThrow();
    expect(row.failed_tries).toBe(5);
  });

  it('says that it needs HTTPS where a browser would not keep the cookie', async () => {
    const answer = await t.app.request('http://192.168.1.7:8787/v1/desk/sign-in', {
      method: 'POST',
      body: JSON.stringify({ account, password }),
      headers: {
        'content-type': 'application/json',
        host: '192.168.1.7:8787',
        origin: 'http://192.168.1.7:8787',
      },
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ type: '/problems/https-needed' });
  });

  it.each([
    ['text/plain', '{"account":"a","password":"b"}', 415],
    ['application/json', '{"account":', 400],
    ['application/json', '{"account":"a"}', 400],
    ['application/json', '[]', 400],
  ])('refuses what is no sign-in: %s %s', async (mediaType, body, status) => {
    const answer = await t.app.request('/v1/desk/sign-in', {
      method: 'POST',
      body,
      headers: { 'content-type': mediaType, host: 'localhost', origin: 'http://localhost' },
    });
    expect(answer.status).toBe(status);
  });
});
