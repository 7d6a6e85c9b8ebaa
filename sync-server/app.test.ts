// Promises about every answer of the server, held against the list of routes the application itself gives.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { deskRoles, type DeskRole } from '../schemas/desk.ts';
import { exchangeRequestSchema } from '../schemas/exchange.ts';
import { addAccount } from './accounts/accounts.ts';
import type { Place } from './accounts/place.ts';
import { endTokens, makeToken } from './accounts/tokens.ts';
import { problemAnswer } from './routes/answer-schemas.ts';
import { routeTable, type RouteRow } from './routes/route-table.ts';
import { enterDoor } from './testing/door-steps.ts';
import { createTestApp, farCentre, type TestApp } from './testing/test-app.ts';
import { otherCentre, testCentre } from './testing/test-deployment.ts';

const rows: readonly RouteRow[] = routeTable;
const state = 'State';
const placeOf: { readonly [role in DeskRole]: Place } = {
  'in-charge': { kind: 'centre', centreId: testCentre },
  'block-supervisor': { kind: 'block', state, district: 'District', block: 'Block' },
  'district-supervisor': { kind: 'district', state, district: 'District' },
  'state-admin': { kind: 'state', state },
};
const centresOfRole: { readonly [role in DeskRole]: readonly number[] } = {
  'in-charge': [testCentre],
  'block-supervisor': [testCentre],
  'district-supervisor': [testCentre, otherCentre],
  'state-admin': [testCentre, otherCentre, farCentre],
};

let t: TestApp;
const cookies = new Map<DeskRole, string>();
const today = '2026-09-21';

beforeAll(async () => {
  t = await createTestApp();
  for (const role of deskRoles) cookies.set(role, await t.signInAs(role, role, placeOf[role]));
});
afterAll(() => t.stop());

const addressOf = (row: RouteRow): string =>
  row.path.replace(':day', today).replace('*', 'nothing');
const call = (row: RouteRow, cookie?: string): Promise<Response> =>
  row.method === 'GET'
    ? t.get(addressOf(row), cookie)
    : t.post(addressOf(row), { made: 'up' }, cookie);

/** Under /fhir a problem is an OperationOutcome that names it. */
async function problemTypeOf(answer: Response): Promise<string> {
  const body = (await answer.json()) as { type: string; issue?: [{ details: { text: string } }] };
  return body.issue === undefined ? body.type : `/problems/${body.issue[0].details.text}`;
}

describe('the list of routes', () => {
  it('names every route the application has, and none besides', () => {
    const registered = new Set(
      t.app.routes
        .filter((route) => route.method !== 'ALL')
        .map((route) => `${route.method} ${route.path}`),
    );
    expect([...registered].sort()).toEqual(rows.map((row) => `${row.method} ${row.path}`).sort());
  });

  it('is what /openapi.json describes, with the exchange as bytes', async () => {
    const described = (await (await t.get('/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { requestBody?: { content: object } }>>;
    };
    expect(described.openapi).toBe('3.1.0');
    const paths = rows.filter((row) => row.answers !== 'page').map((row) => row.path);
    expect(Object.keys(described.paths).sort()).toEqual(
      paths.map((path) => path.replace(/:(\w+)/g, '{$1}')).sort(),
    );
    const exchange = described.paths['/v1/exchange']?.['post'];
    expect(Object.keys(exchange?.requestBody?.content ?? {})).toEqual(['application/octet-stream']);
    expect(JSON.stringify(described)).toContain('devicePublicKey');
  });
});

describe('every answer', () => {
  const addresses = ['/healthz', '/', '/assets/gone.js', '/v1/nothing', '/v1/desk/me', '/desk'];

  it.each(addresses)('carries the security headers: %s', async (address) => {
    const { headers } = await t.get(address);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy.replace("'wasm-unsafe-eval'", '')).not.toContain('unsafe');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=(self)');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('asks browsers for HTTPS only where the server has it', async () => {
    const secure = await createTestApp({ isHttps: true });
    const answer = await secure.get('/healthz');
    expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
    await secure.stop();
  });

  it.each(rows.filter((row) => row.path.startsWith('/v1/')))(
    'of the API is kept by nobody, and an error is a problem: $method $path',
    async (row) => {
      const answer = await call(row);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-security-policy')).not.toBeNull();
      if (answer.status < 400) return;
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      const problem = z.parse(problemAnswer, await answer.json());
      expect(problem.status).toBe(answer.status);
      expect(problem.type).toMatch(/^\/problems\/[a-z-]+$/);
    },
  );

  it.each([...rows.filter((row) => row.path.startsWith('/fhir/')), { path: '/fhir/Nothing' }])(
    'at the FHIR door is kept by nobody, and an error is an OperationOutcome: $path',
    async ({ path }) => {
      const answer = await t.get(path, cookies.get('state-admin'));
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-security-policy')).not.toBeNull();
      expect(answer.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
      const { resourceType } = (await answer.json()) as { resourceType: string };
      expect(resourceType === 'OperationOutcome').toBe(answer.status >= 400);
    },
  );

  it('to a fault of the program is a problem without stack or message, found in the log by its number', async () => {
    const broken = await createTestApp();
    await broken.parts.store.close();
    const answer = await broken.get('/v1/desk/me', '__Host-suchi=anything');
    expect(answer.status).toBe(500);
    expect(answer.headers.get('content-security-policy')).not.toBeNull();
    const text = await answer.text();
    expect(text).toContain('/problems/server-fault');
    expect(text).not.toMatch(/\.ts|Error|destroy/);
    const requestId = /under ([0-9a-f]{12})/.exec(text)?.[1] ?? 'none';
    expect(broken.log()).toContain(requestId);
    expect((await broken.get('/readyz')).status).toBe(503);
    expect((await broken.get('/healthz')).status).toBe(200);
    await broken.stop().catch(() => undefined);
  });

  it('to a request that is too large says so, with and without a declared length', async () => {
    const body = JSON.stringify({ account: 'a', password: 'x'.repeat(20_000) });
    const headers = {
      'content-type': 'application/json',
      origin: 'http://localhost',
      host: 'localhost',
    };
    const declared = { ...headers, 'content-length': String(body.length) };
    for (const sent of [headers, declared]) {
      const answer = await t.app.request('/v1/desk/sign-in', {
        method: 'POST',
        body,
        headers: sent,
      });
      expect(answer.status).toBe(413);
      expect(await answer.json()).toMatchObject({ type: '/problems/too-large' });
    }
  });

  it('names program and protocol at /version', async () => {
    expect(await (await t.get('/version')).json()).toEqual({
      name: 'suchi',
      version: 'test',
      protocol: exchangeRequestSchema.shape.protocol._zod.def.values[0],
    });
    expect((await t.get('/readyz')).status).toBe(200);
  });
});

describe('who may call what: role by place by route', () => {
  const guarded = rows.filter((row) => typeof row.who !== 'string');

  it.each(guarded)('$method $path is closed to whoever is not signed in', async (row) => {
    for (const cookie of [undefined, '__Host-suchi=made-up', 'suchi=made-up']) {
      const answer = await call(row, cookie);
      expect(answer.status).toBe(401);
      expect(await problemTypeOf(answer)).toBe('/problems/sign-in-needed');
    }
  });

  const ofRecords = guarded.filter((row) => row.path.startsWith('/fhir/'));
  it.each(ofRecords)('$method $path takes the token of a program, and no other', async (row) => {
    const reading = {
      account: `reads${row.path.length}`,
      name: 'A program',
      role: 'record-reader',
    } as const;
    await addAccount(t.parts, { ...reading, place: placeOf['district-supervisor'] });
    const made = await makeToken(t.parts, reading.account, 30);
    const withToken = async (token = ''): Promise<number> => {
      const headers = { authorization: `Bearer ${token}` };
      return (await t.app.request(addressOf(row), { headers })).status;
    };
    expect([200, 400]).toContain(await withToken(made?.token));
    expect(await withToken(`${made?.token}x`)).toBe(401);
    expect(await withToken('suchi_')).toBe(401);
    await endTokens(t.parts.store.database, reading.account);
    expect(await withToken(made?.token)).toBe(401);
  });

  const pairs = guarded.flatMap((row) => deskRoles.map((role) => ({ ...row, role })));
  it.each(pairs)('$method $path as $role', async (row) => {
    const answer = await call(row, cookies.get(row.role));
    const isAllowed = (row.who as readonly DeskRole[]).includes(row.role);
    expect(answer.status === 403).toBe(!isAllowed);
    if (isAllowed) expect([200, 400]).toContain(answer.status);
  });

  it.each(deskRoles)('%s sees the centres of the own places and no others', async (role) => {
    const cookie = cookies.get(role);
    const mine = centresOfRole[role];
    const centres = (await (await t.get('/v1/desk/centres', cookie)).json()) as {
      centreId: number;
    }[];
    expect(new Set(centres.map((centre) => centre.centreId))).toEqual(new Set(mine));
    const day = (await (await t.get(`/v1/desk/days/${today}`, cookie)).json()) as {
      centres: { centreId: number }[];
    };
    for (const centre of day.centres) expect(mine).toContain(centre.centreId);
    for (const centreId of [testCentre, otherCentre, farCentre, 999]) {
      const code = await t.post('/v1/desk/enrolment-codes', { centreId }, cookie);
      expect(code.status).toBe(mine.includes(centreId) ? 200 : 403);
    }
  });

  it('refuses what another site sends from a signed-in browser, and what names no site', async () => {
    const cookie = cookies.get('district-supervisor') ?? '';
    const sends = [
      { origin: 'https://elsewhere.example' },
      { origin: 'http://localhost', 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'null' },
      {},
    ];
    for (const more of sends) {
      const answer = await t.app.request('/v1/desk/enrolment-codes', {
        method: 'POST',
        body: JSON.stringify({ centreId: testCentre }),
        headers: { 'content-type': 'application/json', host: 'localhost', cookie, ...more },
      });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ type: '/problems/other-origin' });
    }
  });

  const ofPerson = rows.filter((row) => row.who === 'person' && row.path !== '/v1/my/sign-in');

  it.each(ofPerson)(
    '$method $path is closed without a one-time code, also to whoever is signed in at the desk',
    async (row) => {
      const made = ['__Host-suchi-my=made-up', 'suchi-my=made-up'];
      for (const cookie of [undefined, ...made, ...cookies.values()]) {
        const answer = await call(row, cookie);
        expect(answer.status).toBe(401);
        expect(await answer.json()).toMatchObject({ type: '/problems/phone-code-needed' });
      }
    },
  );

  it('opens the person’s routes to a one-time code, and no route of the desk', async () => {
    const desk = cookies.get('district-supervisor') ?? '';
    const { cookie } = await enterDoor(t, desk, '9800000001');
    for (const row of ofPerson) expect([200, 400]).toContain((await call(row, cookie)).status);
    const asDesk = cookie.replace('__Host-suchi-my', '__Host-suchi');
    for (const row of guarded)
      for (const sent of [cookie, asDesk]) expect((await call(row, sent)).status).toBe(401);
  });

  it('refuses what another site sends from a browser at the person’s page', async () => {
    const { cookie } = await enterDoor(t, cookies.get('state-admin') ?? '', '9800000002');
    for (const path of ofPerson.filter((row) => row.method === 'POST').map((row) => row.path)) {
      const answer = await t.app.request(path, {
        method: 'POST',
        body: '{}',
        headers: {
          'content-type': 'application/json',
          host: 'localhost',
          cookie,
          'sec-fetch-site': 'cross-site',
        },
      });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ type: '/problems/other-origin' });
    }
  });
});
