// Owns what the desk knows of tablets: what is still out, missing and unreadable, the chain's proof, confirming and revoking.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import type { DeskTablet, DeskTabletDetail } from '../../schemas/desk-tablets.ts';
import type { ExchangeRequest } from '../../schemas/exchange.ts';
import { tabletDetailAnswer, tabletsAnswer } from '../routes/answer-schemas.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { createTestApp, farCentre, type TestApp } from '../testing/test-app.ts';
import { otherCentre, testCentre } from '../testing/test-deployment.ts';
import { isOlderApp } from './app-age.ts';
import { readDeskTablets } from './tablets.ts';

const district = { kind: 'district', state: 'State', district: 'District' } as const;
const otherBlock = { ...district, kind: 'block', block: 'Other Block' } as const;

it.each([
  ['0.1.9', '0.2.0', true],
  ['0.9.0', '0.10.0', true],
  ['1.0.0', '0.9.9', false],
  ['0.2.0', '0.2.0', false],
  ['paper', '0.2.0', false],
  [null, '0.2.0', false],
] as const)('an app of version %s beside a server of %s is older: %s', (app, server, isOlder) => {
  expect(isOlderApp(app, server)).toBe(isOlder);
});

describe.each(testEngines)('the tablets at the desk on $engine', (engine) => {
  let t: TestApp;
  let tablet: PaperTablet;
  let cookie: string;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    cookie = await t.signInAs('meera', 'district-supervisor', district);
    tablet = await t.deployment.enrolTablet();
    await tablet.unlock('st-1');
    for (let i = 1; i <= 5; i++) tablet.openVial(`A${i}`);
  });
  afterEach(() => t.stop());

  const listed = async (with_ = cookie): Promise<DeskTablet[]> =>
    z.parse(tabletsAnswer, await (await t.get('/v1/desk/tablets', with_)).json());
  const only = async (): Promise<DeskTablet> =>
    (await listed()).find(({ device }) => device === tablet.device)!;
  const look = async (of = tablet, with_ = cookie): Promise<DeskTabletDetail> =>
    z.parse(tabletDetailAnswer, await (await t.get(`/v1/desk/tablets/${of.device}`, with_)).json());
  const decide = async (decision: string, ground: string, with_ = cookie): Promise<unknown> =>
    (
      await t.post('/v1/desk/tablets/decisions', { device: tablet.device, decision, ground }, with_)
    ).json();
  const dropRows = (from: number, to: number) =>
    t.parts.store.database
      .deleteFrom('log_row')
      .where('log', '=', tablet.log)
      .where('seq', '>=', from)
      .where('seq', '<=', to)
      .execute();

  it('does not show as still out what came with the very call that spoke of it', async () => {
    await t.deployment.exchange(tablet.request({ as: 'bodies' }));
    expect(await only()).toMatchObject({ unsent: 6, stillOut: 0, missing: 0, unreadable: 0 });
  });

  it('shows as still out what the tablet wrote beyond what it could bring, and since when it waits', async () => {
    const head = bytesToBase64url(randomBytes(32));
    const edit = (header: ExchangeRequest): void => {
      header.ask[tablet.log] = [[20, head]];
      header.heartbeat.waitingSince = t.deployment.now - 900;
    };
    await t.deployment.exchange(tablet.request({ edit }));
    expect(await only()).toMatchObject({
      stillOut: 14,
      waitingSince: t.deployment.now - 900,
      hasSessionToday: true,
    });
    const { logs } = await look();
    expect(logs[0]?.missing).toEqual([{ from: 7, to: 20, why: 'said-by-tablet' }]);
  });

  it('names a log of which nothing arrived at all', async () => {
    const edit = (header: ExchangeRequest): void => {
      header.ask = { 'AAAAAAAA.BBBBBBBB': [[3, bytesToBase64url(tablet.head)]] };
      header.logs = {};
    };
    await t.deployment.exchange(tablet.request({ edit }));
    expect(await only()).toMatchObject({ stillOut: 3 });
    expect((await look()).logs).toMatchObject([
      { log: 'AAAAAAAA.BBBBBBBB', seq: 0, missing: [{ from: 1, to: 3, why: 'said-by-tablet' }] },
    ]);
  });

  it('names the numbers between those that arrived, and counts them in the list', async () => {
    await t.deployment.exchange(tablet.request());
    // As rows stand that were taken after a gap: held beyond the contiguous number.
    await dropRows(3, 4);
    await t.parts.store.database
      .updateTable('tablet_log')
      .set({ seq: 2, head_hash: tablet.rows[1]!.chainHash })
      .where('log', '=', tablet.log)
      .execute();
    expect(await only()).toMatchObject({ missing: 2, stillOut: 0 + 2 });
    const [log] = (await look()).logs;
    expect(log).toMatchObject({
      seq: 2,
      afterGap: [{ from: 5, to: 6 }],
      missing: [{ from: 3, to: 4, why: 'later-arrived' }],
      proof: { outcome: 'unbroken', to: 2 },
    });
  });

  it('names a registration that another tablet’s record speaks of', async () => {
    await t.deployment.exchange(tablet.request());
    const other = await t.deployment.enrolTablet();
    await other.unlock('st-2');
    const registration = { log: tablet.log, seq: 9, h: 'AAAAAAAAAAA' };
    other.giveDose({ walkIn: registration }, null);
    await t.deployment.exchange(other.request());
    expect((await look()).logs[0]?.missing).toEqual([{ from: 7, to: 9, why: 'named-elsewhere' }]);
  });

  it('does not call missing what the tablet carried on into another log', async () => {
    await t.deployment.exchange(tablet.request());
    const copy = tablet.clone();
    copy.openVial('B1');
    tablet.openVial('C1');
    tablet.openVial('C2');
    const left = tablet.log;
    await t.deployment.exchange(copy.request());
    tablet.rotate(6);
    await t.deployment.exchange(tablet.request());
    const logs = new Map((await look()).logs.map((log) => [log.log, log]));
    expect(logs.get(left)).toMatchObject({ seq: 7, missing: [], carriedOn: [{ from: 7, to: 8 }] });
    expect(logs.get(tablet.log)).toMatchObject({ seq: 2, missing: [], carriedOn: [] });
  });

  it('names an unreadable row by number and time, and never shows what it holds', async () => {
    const edit = (header: ExchangeRequest): void => {
      header.rows[3]!.iv = bytesToBase64url(randomBytes(12));
    };
    await t.deployment.exchange(tablet.request({ edit }));
    expect(await only()).toMatchObject({ unreadable: 1 });
    const detail = await look();
    expect(detail.logs[0]).toMatchObject({
      unreadable: [{ seq: 4, receivedAt: t.deployment.now }],
      unreadableCount: 1,
      proof: { outcome: 'unbroken', to: 6 },
    });
    expect(JSON.stringify(detail)).not.toContain(bytesToBase64url(tablet.rows[3]!.sealed));
  });

  it('proves the chain from the stored rows up to the stored head', async () => {
    await t.deployment.exchange(tablet.request());
    const headHash = bytesToBase64url(tablet.head);
    expect((await look()).logs[0]?.proof).toEqual({ outcome: 'unbroken', to: 6, headHash });
  });

  it.each([
    ['a changed content', { event: utf8ToBytes('{"v":1}') }, 'content-differs'],
    ['a changed hash', { row_hash: new Uint8Array(32) }, 'hash-differs'],
  ] as const)('names the first number that does not follow after %s', async (_, change, why) => {
    await t.deployment.exchange(tablet.request());
    await t.parts.store.database
      .updateTable('log_row')
      .set(change)
      .where('log', '=', tablet.log)
      .where('seq', '=', 4)
      .execute();
    const { proof } = (await look()).logs[0]!;
    expect(proof).toEqual({ outcome: 'broken', firstBad: 4, why });
  });

  it('names a row that is gone from below the head, in the proof and among the missing', async () => {
    await t.deployment.exchange(tablet.request());
    await dropRows(5, 5);
    const [log] = (await look()).logs;
    expect(log?.proof).toEqual({ outcome: 'broken', firstBad: 5, why: 'row-gone' });
    expect(log?.missing).toEqual([{ from: 5, to: 5, why: 'later-arrived' }]);
  });

  it('shows a tablet and its logs to people of its place only', async () => {
    await t.deployment.exchange(tablet.request());
    const elsewhere = await t.signInAs('anil', 'block-supervisor', otherBlock);
    expect(await listed(elsewhere)).toEqual([]);
    expect((await t.get(`/v1/desk/tablets/${tablet.device}`, elsewhere)).status).toBe(403);
    const unknown = 'A'.repeat(43);
    expect((await t.get(`/v1/desk/tablets/${unknown}`, elsewhere)).status).toBe(403);
    expect(await decide('revoked', 'lost', elsewhere)).toEqual({ outcome: 'not-yours' });
    expect((await only()).isRevoked).toBe(false);
  });

  it('counts a log written for a centre of others, and shows nothing of it', async () => {
    await t.deployment.exchange(tablet.request());
    await t.parts.store.database
      .updateTable('device')
      .set({ centre_id: farCentre })
      .where('device', '=', tablet.device)
      .execute();
    const far = { ...district, district: 'Far' };
    const away = await t.signInAs('far', 'district-supervisor', far);
    expect(await look(tablet, away)).toMatchObject({ logs: [], logsElsewhere: 1 });
  });

  it('confirms a tablet that came back on its certificate, once, with the reason in the audit', async () => {
    await t.parts.store.database.updateTable('device').set({ needs_confirmation: 1 }).execute();
    expect((await only()).needsConfirmation).toBe(true);
    expect(await decide('confirmed', 'tablet-seen')).toEqual({ outcome: 'decided' });
    expect(await decide('confirmed', 'tablet-seen')).toEqual({ outcome: 'already' });
    expect((await only()).needsConfirmation).toBe(false);
    expect(await audited('confirmed-tablet')).toEqual([
      { account: 'meera', centre_id: testCentre, subject: `${tablet.device} tablet-seen` },
    ]);
  });

  it('revokes a tablet; what it delivers afterwards is stored and held, what it had delivered stays confirmed (rule 9)', async () => {
    const give = (no: number): void => {
      const subject = t.deployment.subjectOf(no);
      tablet.giveDose(subject, tablet.tryCode(subject, t.deployment.codeOf(no)));
    };
    give(3);
    tablet.openVial();
    await t.deployment.exchange(tablet.request());
    t.deployment.now += 60;
    expect(await decide('revoked', 'lost')).toEqual({ outcome: 'decided' });
    expect(await decide('revoked', 'stolen')).toEqual({ outcome: 'already' });
    expect(await audited('revoked-tablet')).toEqual([
      { account: 'meera', centre_id: testCentre, subject: `${tablet.device} lost` },
    ]);
    t.deployment.now += 60;
    give(4);
    const { head } = await t.deployment.exchange(tablet.request({ pull: true }));
    expect(head.pull).toBe('refused-revoked');
    expect(head.have[tablet.log]?.seq).toBe(tablet.rows.length);
    const doses = await t.parts.store.database
      .selectFrom('dose')
      .select(['state', 'reasons'])
      .orderBy('seq')
      .execute();
    expect(doses.map((dose) => dose.state)).toEqual(['confirmed', 'held']);
    expect(doses[1]?.reasons).toContain('revoked-tablet');
    expect(await look()).toMatchObject({
      tablet: { isRevoked: true, lastContactAt: t.deployment.now },
      revokedAt: t.deployment.now - 60,
    });
  });

  it.each([
    ['confirmed', 'lost'],
    ['revoked', 'because'],
    ['revoked', undefined],
    ['opened', 'lost'],
  ])('takes no decision %s for the reason %s', async (decision, ground) => {
    const body = { device: tablet.device, decision, ground };
    expect((await t.post('/v1/desk/tablets/decisions', body, cookie)).status).toBe(400);
    expect((await only()).isRevoked).toBe(false);
  });

  it('lets an in-charge look at a tablet and decide nothing', async () => {
    const place = { kind: 'centre', centreId: testCentre } as const;
    const inCharge = await t.signInAs('asha', 'in-charge', place);
    expect((await look(tablet, inCharge)).tablet.device).toBe(tablet.device);
    const body = { device: tablet.device, decision: 'revoked', ground: 'lost' };
    expect((await t.post('/v1/desk/tablets/decisions', body, inCharge)).status).toBe(403);
    expect((await only()).isRevoked).toBe(false);
  });

  it('asks the database as often for sixty tablets as for two', async () => {
    await t.deployment.exchange(tablet.request());
    const countQueries = async (): Promise<number> => {
      let queries = 0;
      const counting: Parameters<typeof t.parts.store.database.withPlugin>[0] = {
        transformQuery: ({ node }) => {
          queries += 1;
          return node;
        },
        transformResult: async ({ result }) => result,
      };
      const database = t.parts.store.database.withPlugin(counting);
      const parts = { ...t.parts, store: { ...t.parts.store, database }, appVersion: '0.1.0' };
      await readDeskTablets(parts, { place: district });
      return queries;
    };
    await t.deployment.enrolTablet(otherCentre);
    const few = await countQueries();
    for (let i = 0; i < 58; i++) await t.deployment.enrolTablet(otherCentre);
    expect(await listed()).toHaveLength(60);
    expect(await countQueries()).toBe(few);
  });

  const audited = async (action: string) =>
    t.parts.store.database
      .selectFrom('audit')
      .select(['account', 'centre_id', 'subject'])
      .where('action', '=', action)
      .execute();
});
