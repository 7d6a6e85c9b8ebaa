// Owns the promises of the outbox: every settled dose reaches the state's register once, whatever it, the network or this server does.

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCowinMock, type CowinMock } from '../../scripts/testing/cowin-mock.ts';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import type { DeskDeliveries } from '../../schemas/desk-deliveries.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { eventToId } from '../fhir/fhir-id.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { testCentre } from '../testing/test-deployment.ts';
import { backOffSeconds, decideDelivery, decideRow, triesMax } from './decide-delivery.ts';
import { followOutbox, workOutbox, type OutboxParts } from './follow-outbox.ts';
import { outboxCommands } from './outbox-commands.ts';
import { planDeliveries } from './plan-deliveries.ts';
import { createPostDelivery } from './post-delivery.ts';
import { leaseSeconds, sendDeliveries, type PostDelivery, type Round } from './send-deliveries.ts';

describe.each(testEngines)('the outbox to the state’s register, on $engine', (engine) => {
  let t: TestApp;
  let tablet: PaperTablet;
  let mock: CowinMock;
  let post: PostDelivery;
  let parts: OutboxParts;
  const logged: string[] = [];
  beforeEach(async () => {
    t = await createTestApp({ engine });
    tablet = await t.deployment.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    mock = createCowinMock();
    await mock.start();
    post = createPostDelivery({ address: mock.address(), token: 'secret-of-the-state' });
    const log = (...said: readonly unknown[]): void => void logged.push(JSON.stringify(said));
    parts = { ...t.parts, logger: { info: log, warn: log, error: log } };
  });
  afterEach(async () => {
    await mock.kill();
    await t.stop();
  });

  const give = (no: number, isRight = true): EventReference => {
    const subject = t.deployment.subjectOf(no);
    const code = (t.deployment.codeOf(no) + (isRight ? 0 : 103)) % 10_000;
    return tablet.giveDose(subject, tablet.tryCode(subject, code));
  };
  const send = () => t.deployment.exchange(tablet.request());
  const idOf = (ref: EventReference): string => eventToId({ centreId: testCentre, ref });
  const round = async (with_ = post): Promise<Round> => {
    await planDeliveries(parts);
    return sendDeliveries(parts, with_);
  };
  const later = (seconds: number): void => void (t.deployment.now += seconds);
  const rows = () => t.parts.store.database.selectFrom('cowin_delivery').selectAll().execute();

  it('sends a confirmed dose in the portal’s shape, and nothing of what waits or is held', async () => {
    const dose = give(3);
    give(4, false);
    tablet.giveDose(t.deployment.subjectOf(5), null);
    await send();
    expect(await round()).toEqual({ delivered: 1, failed: 0, isReceiverDown: false });
    const [request] = mock.requests;
    expect(request!.body).toEqual({
      record_id: idOf(dose),
      revision: 1_000_001,
      action: 'vaccinated',
      beneficiary_reference_id: '61399127700003',
      name: 'Person 3',
      birth_year: 1953,
      gender: 'Female',
      mobile_number: '9800000003',
      photo_id_type: 'Aadhaar Card',
      photo_id_number: '0003',
      dose: 1,
      dose1_date: '21-09-2026',
      dose_date: '21-09-2026',
      vaccine: 'COVISHIELD',
      vaccine_batch: 'B1',
      center_id: testCentre,
    });
    expect(request!.key).toBe(`${idOf(dose)}.1000001`);
    expect(mock.headers[0]).toMatchObject({ authorization: 'Bearer secret-of-the-state' });
    expect(await round()).toEqual({ delivered: 0, failed: 0, isReceiverDown: false });
    expect(mock.requests).toHaveLength(1);
    expect(JSON.stringify(await rows())).not.toMatch(/Person 3|9800000003|61399127700003/);
  });

  it('says that a dose was withdrawn when it was a mistake, and never what it was never told of', async () => {
    const dose = give(3);
    await send();
    await round();
    const takeBack = (target: EventReference, no: number) =>
      tablet.append(
        'entered-in-error',
        t.deployment.subjectOf(no),
        { target, reason: 'wrong-person' },
        { mayDose: true },
      );
    takeBack(dose, 3);
    const unknown = give(4, false);
    takeBack(unknown, 4);
    await send();
    await round();
    expect(mock.records.get(idOf(dose))).toMatchObject({
      action: 'withdrawn',
      revision: 1_000_002,
    });
    expect(mock.records.has(idOf(unknown))).toBe(false);
  });

  it('sends a record again, as a greater revision, when the person was put right', async () => {
    const dose = give(3);
    await send();
    await round();
    tablet.append('person-corrected', t.deployment.subjectOf(3), {
      before: { name: 'Person 3' },
      after: { name: 'Sunita Devi' },
      reason: 'id-shows',
    });
    await send();
    await round();
    expect(mock.records.get(idOf(dose))).toMatchObject({
      name: 'Sunita Devi',
      action: 'vaccinated',
      revision: 1_000_002,
    });
    expect(mock.records.size).toBe(1);
  });

  it('holds back a dose that came into doubt while the receiver was away, and sends it once that is settled', async () => {
    const dose = give(3);
    await send();
    await mock.kill();
    await round();
    tablet.tryCode(t.deployment.subjectOf(3), (t.deployment.codeOf(3) + 103) % 10_000);
    await send();
    await mock.start();
    later(3600);
    await round();
    expect(mock.records.has(idOf(dose))).toBe(false);
    expect((await rows())[0]).toMatchObject({ state: 'waiting', fault: 'being-checked', tries: 0 });
    await accept();
    later(3700);
    await round();
    expect(mock.records.get(idOf(dose))).toMatchObject({ action: 'vaccinated' });
    expect((await rows())[0]).toMatchObject({ state: 'sent' });
  });

  /** A supervisor accepts the one dose that is held. */
  const accept = async (): Promise<void> => {
    const place = { kind: 'district', state: 'State', district: 'District' } as const;
    const cookie = await t.signInAs('meera', 'district-supervisor', place);
    const open = await (await t.get('/v1/desk/days/2026-09-21/open', cookie)).json();
    const [{ caseKey, caseHash, doseEvent, reasons }] = open as [
      { caseKey: string; caseHash: string; doseEvent: object; reasons: { reason: string }[] },
    ];
    const said = { centreId: testCentre, caseKey, caseHash, doseEvent, decision: 'accepted' };
    const covered = reasons.map(({ reason }) => reason);
    const answer = await t.post(
      '/v1/desk/decisions',
      { ...said, reasons: covered, note: 'asked them' },
      cookie,
    );
    expect(await answer.json()).toEqual({ outcome: 'decided' });
  };

  it('delivers everything once to a receiver that was killed, came back, and was killed in the middle of an answer', async () => {
    const doses = [2, 3, 4, 5, 6, 7].map((no) => give(no));
    await send();
    await mock.kill();
    expect(await round()).toMatchObject({ delivered: 0, isReceiverDown: true });
    later(60);
    await mock.start();
    let left = 2;
    mock.mannerOf = () => (left-- > 0 ? 'take' : left > -3 ? 'swallow' : 'take');
    await round();
    await mock.kill();
    later(600);
    await round();
    await mock.start();
    for (let i = 0; i < 5; i++) {
      later(3600);
      await round();
    }
    expect([...mock.records.keys()].sort()).toEqual(doses.map(idOf).sort());
    expect((await rows()).every((row) => row.state === 'sent')).toBe(true);
    const keys = new Map<string, string>();
    for (const { key, body } of mock.requests) {
      const said = JSON.stringify(body);
      expect(keys.get(key) ?? said).toBe(said);
      keys.set(key, said);
    }
    expect(keys.size).toBe(doses.length);
  });

  it('survives its own death between the answer and the note of it: the same key goes out again, one record stays', async () => {
    const dose = give(3);
    await send();
    await planDeliveries(parts);
    const dying: PostDelivery = async (body, key) => {
      await post(body, key);
      throw new Error('the process ends here');
    };
    await expect(sendDeliveries(parts, dying)).rejects.toThrow('ends here');
    expect(await round()).toEqual({ delivered: 0, failed: 0, isReceiverDown: false });
    later(leaseSeconds);
    expect(await round()).toMatchObject({ delivered: 1 });
    expect(mock.requests.map(({ key }) => key)).toEqual(Array(2).fill(`${idOf(dose)}.1000001`));
    expect(mock.records.size).toBe(1);
  });

  it('plans nothing twice and passes nothing over when planning is cut and begun again', async () => {
    give(3);
    await send();
    const broken = {
      ...parts,
      random: () => {
        throw new Error('cut');
      },
      clock: {
        nowSeconds: () => {
          throw new Error('cut');
        },
      },
    };
    await expect(planDeliveries(broken)).rejects.toThrow('cut');
    expect(await rows()).toEqual([]);
    expect(await planDeliveries(parts)).toBe(1);
    expect(await planDeliveries(parts)).toBe(0);
    give(4);
    await send();
    expect(await planDeliveries(parts)).toBe(1);
  });

  it('two servers on one database never send one row at the same moment', async () => {
    for (const no of [2, 3, 4, 5]) give(no);
    await send();
    await planDeliveries(parts);
    const both = await Promise.all([sendDeliveries(parts, post), sendDeliveries(parts, post)]);
    expect(both[0]!.delivered + both[1]!.delivered).toBe(4);
    expect(mock.requests).toHaveLength(4);
  });

  it.each([
    ['error-in-200', 'APPOIN0018'],
    ['html-200', 'not-acknowledged'],
    ['empty-204', 'not-acknowledged'],
    ['other-record', 'not-acknowledged'],
    ['hang', 'timed-out'],
    ['redirect', 'status-302'],
    ['down-503', 'status-503'],
    ['login-401', 'status-401'],
  ] as const)('takes "%s" for no delivery, and delivers when it is over', async (manner, fault) => {
    give(3);
    await send();
    mock.mannerOf = () => manner;
    // Whoever hangs is waited for a moment only here: a busy machine must not look like a receiver that is away.
    const impatient = createPostDelivery({ address: mock.address(), token: undefined }, 300);
    const asked = await round(manner === 'hang' ? impatient : post);
    expect(asked).toMatchObject({ delivered: 0, failed: 1 });
    expect((await rows())[0]).toMatchObject({ state: 'waiting', fault, sent_revision: null });
    mock.mannerOf = () => 'take';
    later(3600);
    expect(await round()).toMatchObject({ delivered: 1 });
    expect(logged.join()).not.toMatch(/Person|9800000003/);
  });

  it('shows at the desk what was given up and why, to supervisors of the place alone, and sends it again when told; each read is audited', async () => {
    const place = (district: string) => ({ kind: 'district', state: 'State', district }) as const;
    const desk = await t.signInAs('meera', 'district-supervisor', place('District'));
    const elsewhere = await t.signInAs('anil', 'district-supervisor', place('Elsewhere'));
    const inCharge = await t.signInAs('kiran', 'in-charge', {
      kind: 'centre',
      centreId: testCentre,
    });
    give(3);
    await send();
    await planDeliveries(parts);
    const set = { state: 'dead', fault: 'USRRES0002', tries: 1 };
    await t.parts.store.database.updateTable('cowin_delivery').set(set).execute();
    const [row] = await rows();
    const read = async (cookie: string) =>
      (await (await t.get('/v1/desk/deliveries', cookie)).json()) as DeskDeliveries;
    const shown = await read(desk);
    expect(shown).toEqual({
      counts: { waiting: 0, sent: 0, dead: 1 },
      deliveries: [
        {
          centreId: testCentre,
          centreName: 'Test PHC',
          doseKey: row!.dose_key,
          action: 'vaccinated',
          state: 'dead',
          fault: 'USRRES0002',
          tries: 1,
          queuedAt: row!.queued_at,
        },
      ],
    });
    expect((await read(elsewhere)).deliveries).toEqual([]);
    expect((await t.get('/v1/desk/deliveries', inCharge)).status).toBe(403);
    const again = async (cookie: string) => {
      const of = { centreId: testCentre, doseKey: row!.dose_key };
      return (await t.post('/v1/desk/deliveries/again', of, cookie)).json();
    };
    expect(await again(elsewhere)).toEqual({ outcome: 'not-yours' });
    expect(await again(desk)).toEqual({ outcome: 'decided' });
    expect(await again(desk)).toEqual({ outcome: 'look-again' });
    await round();
    expect(await rows()).toMatchObject([{ state: 'sent', fault: null }]);
    const audited = await t.parts.store.database
      .selectFrom('audit')
      .select(['account', 'action', 'centre_id', 'subject'])
      .where('action', 'in', ['read-deliveries', 'retried-delivery'])
      .execute();
    expect(audited.map(({ account, action }) => `${account} ${action}`).sort()).toEqual([
      'anil read-deliveries',
      'meera read-deliveries',
      'meera retried-delivery',
    ]);
    expect(audited).toContainEqual({
      account: 'meera',
      action: 'retried-delivery',
      centre_id: testCentre,
      subject: row!.dose_key,
    });
  });

  it('leaves a refused record for people, shows it by command, and sends it again when told', async () => {
    const bad = give(3);
    const good = give(4);
    await send();
    mock.mannerOf = ({ record_id }) => (record_id === idOf(bad) ? 'refuse-400' : 'take');
    await round();
    later(100_000);
    await round();
    expect(mock.requests.filter(({ body }) => body.record_id === idOf(bad))).toHaveLength(1);
    const listed = (await outboxCommands.list(parts)).lines.join('\n');
    expect(listed).toContain('Sent: 1 · waiting: 0 · given up: 1');
    expect(listed).toContain(`given up · centre ${testCentre} · ${bad.log}/${bad.seq}/${bad.h}`);
    expect(listed).toContain('USRRES0001');
    expect(listed).not.toContain('Person');
    mock.mannerOf = () => 'take';
    expect((await outboxCommands.retry(parts, 'nothing')).isDone).toBe(false);
    expect((await outboxCommands.retry(parts)).lines).toEqual(['Put back to be sent: 1.']);
    await round();
    expect([...mock.records.keys()].sort()).toEqual([idOf(bad), idOf(good)].sort());
  });

  it('is not held up by one record at which the receiver falls over, and gives that one up in the end', async () => {
    const poison = give(3);
    await send();
    await planDeliveries(parts);
    mock.mannerOf = ({ record_id }) => (record_id === idOf(poison) ? 'down-503' : 'take');
    for (let no = 5; no < 5 + triesMax; no++) {
      later(2 * 3600);
      give(no);
      await send();
      expect(await round()).toMatchObject({ delivered: 1 });
    }
    const held = (await rows()).find(({ dose_key }) => dose_key.includes(`/${poison.seq}/`));
    expect(held).toMatchObject({ state: 'dead', fault: 'status-503' });
  });

  it('kills no record while the receiver is away, however long', async () => {
    give(3);
    await send();
    await mock.kill();
    for (let i = 0; i < 3 * triesMax; i++) {
      later(7200);
      await round();
    }
    expect((await rows())[0]).toMatchObject({ state: 'waiting', tries: 0, fault: 'unreachable' });
  });

  it('asks a receiver that is away three times a round, not once for each record', async () => {
    for (let no = 2; no < 12; no++) give(no);
    await send();
    mock.mannerOf = () => 'down-503';
    expect(await round()).toEqual({ delivered: 0, failed: 3, isReceiverDown: true });
    const first = await workOutbox(parts, post, 0);
    const fifth = await workOutbox(parts, post, 5);
    expect(fifth.waitSeconds).toBeGreaterThan(first.waitSeconds);
    expect((await workOutbox(parts, post, 50)).waitSeconds).toBeLessThanOrEqual(300);
  });

  it('works by itself once followed, and stops when told', async () => {
    give(3);
    await send();
    const arrived = new Promise<void>((resolve) => {
      mock.mannerOf = () => {
        resolve();
        return 'take';
      };
    });
    const stop = followOutbox(parts, post, () => ({}));
    await arrived;
    await stop();
    expect((await rows())[0]).toMatchObject({ state: 'sent' });
  });
});

describe('what an answer means', () => {
  const wanted = { recordId: '1.a', revision: 3 };
  it('nothing is a delivery but a 2xx that names the record and its revision', () => {
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record({
        record_id: fc.constantFrom('1.a', '1.b'),
        revision: fc.integer({ min: 1, max: 4 }),
      }),
      fc.constant({ record_id: '1.a', revision: 3, errorCode: 'USRRES0001' }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), body, (status, said) => {
        const { outcome } = decideDelivery({ kind: 'answered', status, body: said }, wanted);
        const named = said as {
          record_id?: unknown;
          revision?: unknown;
          errorCode?: unknown;
        } | null;
        const isNamed =
          named?.record_id === '1.a' && named.revision === 3 && named.errorCode === undefined;
        expect(outcome === 'delivered').toBe(status >= 200 && status < 300 && isNamed);
      }),
    );
  });

  it('waits longer each time, never more than an hour and a quarter', () => {
    let before = 0;
    for (let tries = 0; tries < 30; tries++) {
      const seconds = backOffSeconds(tries, 0);
      expect(seconds).toBeGreaterThanOrEqual(before);
      expect(backOffSeconds(tries, 1)).toBeLessThanOrEqual(4500);
      before = seconds;
    }
  });

  it('counts the receiver’s faults against a record only while the receiver takes others', () => {
    const fault = { outcome: 'receiver', fault: 'timed-out' } as const;
    expect(decideRow(fault, 5, false, 0)).toMatchObject({ state: 'waiting', tries: 5 });
    expect(decideRow(fault, triesMax - 1, true, 0)).toMatchObject({ state: 'dead' });
  });
});
