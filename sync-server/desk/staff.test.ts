// Owns what proves a staff member's acts: the person's own code, or a vouch of somebody in charge; and what becomes of who is removed.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { DeskStaff } from '../../schemas/desk-staff.ts';
import { staffKeyMessage, vouchMessage } from '../../schemas/enrolment.ts';
import { createKey, signRaw, type PaperTablet } from '../testing/paper-tablet.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { staffKeyName } from '../../schemas/records/roster.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { writeDayPack } from '../ingest/day-pack.ts';
import { testCentre } from '../testing/test-deployment.ts';

type Key = ReturnType<typeof createKey>;
const district = { kind: 'district', state: 'State', district: 'District' } as const;
const farDistrict = { kind: 'district', state: 'State', district: 'Far' } as const;
const substitute = { name: 'Sunanda Bhoir', role: 'vaccinator' } as const;

describe.each(testEngines)('staff and their keys on $engine', (engine) => {
  let t: TestApp;
  let tablet: PaperTablet;
  let meera: string;
  let inCharge: Key;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    meera = await t.signInAs('meera', 'district-supervisor', district);
    tablet = await t.deployment.enrolTablet();
    inCharge = createKey();
    await t.parts.store.database
      .insertInto('staff')
      .values({
        centre_id: testCentre,
        staff_id: 'st-9',
        name: 'Dr More',
        role: 'in-charge',
        is_active: 1,
      })
      .execute();
  });
  afterEach(() => t.stop());

  const makeCode = async (staffId: string): Promise<string> => {
    const answer = await t.post('/v1/desk/staff-codes', { centreId: testCentre, staffId }, meera);
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { code: string }).code;
  };
  const bind = async (staffId: string, key: Key, code: string, by = tablet): Promise<string> => {
    const publicKey = bytesToBase64url(key.publicKey);
    const request = { device: tablet.device, staffId, publicKey, code };
    const signature = bytesToBase64url(signRaw(by.deviceKey.privateKey, staffKeyMessage(request)));
    const answer = await t.post('/v1/staff-keys', { ...request, signature });
    const said = (await answer.json()) as { outcome?: string; type?: string };
    return said.outcome ?? said.type ?? '';
  };
  const vouch = (staffId: string, key: Key, more: object = {}, voucher = 'st-9', by = inCharge) => {
    const publicKey = bytesToBase64url(key.publicKey);
    const message = vouchMessage({
      log: tablet.log,
      seq: tablet.rows.length + 1,
      previousHash: bytesToBase64url(tablet.head),
      staffId,
      publicKey,
      voucher,
    });
    const signature = bytesToBase64url(signRaw(by.privateKey, message));
    const body = { staffId, publicKey, voucher, signature, ...more };
    return tablet.append('staff-vouched', { tablet: true }, body);
  };
  const give = (no: number): void => {
    const subject = t.deployment.subjectOf(no);
    tablet.giveDose(subject, tablet.tryCode(subject, t.deployment.codeOf(no)));
  };
  const doses = () =>
    t.parts.store.database
      .selectFrom('dose')
      .select(['by_staff', 'by_proved', 'state', 'reasons'])
      .orderBy('seq')
      .execute();
  const staff = async (cookie = meera): Promise<DeskStaff> =>
    (await (await t.get(`/v1/desk/staff?centre=${testCentre}`, cookie)).json()) as DeskStaff;
  const decide = async (decision: object): Promise<unknown> =>
    (await t.post('/v1/desk/staff/decisions', { centreId: testCentre, ...decision }, meera)).json();

  /** What the day's list says of vouches; absent while nothing was decided. */
  const toldToTablets = async () => {
    const { database } = t.parts.store;
    const pack = await writeDayPack(database, testCentre, istDayOf(t.deployment.now), {
      isDemo: false,
      slipKey: t.parts.keys.signingPublicKey,
    });
    return (JSON.parse(pack!.text) as { vouches?: object[] }).vouches;
  };
  const keyOf = (staffId: string, key: ReturnType<typeof createKey>) => ({
    staffId,
    key: staffKeyName(bytesToBase64url(key.publicKey)),
  });

  it('names a person from a first key only as claimed', async () => {
    await tablet.unlock('st-1', createKey());
    tablet.openVial();
    give(3);
    await t.deployment.exchange(tablet.request());
    expect(await doses()).toMatchObject([{ by_staff: 'st-1', by_proved: 0, state: 'confirmed' }]);
    expect((await staff()).people.find((each) => each.staffId === 'st-1')?.keys).toMatchObject([
      { binding: 'claimed' },
    ]);
  });

  it('proves a person by the one-time code of their own, from the next sign-in on', async () => {
    const key = createKey();
    await tablet.unlock('st-1', key);
    tablet.openVial();
    give(3);
    await t.deployment.exchange(tablet.request());
    expect(await bind('st-1', key, await makeCode('st-1'))).toBe('bound');
    await tablet.unlock('st-1', key, { isKeyKnown: true });
    give(4);
    await t.deployment.exchange(tablet.request());
    expect((await doses()).map((dose) => dose.by_proved)).toEqual([0, 1]);
    expect((await staff()).people.find((each) => each.staffId === 'st-1')?.keys).toMatchObject([
      { binding: 'code' },
    ]);
  });

  it('takes a person’s code once, within ten minutes, from that tablet, for that person', async () => {
    const key = createKey();
    const code = await makeCode('st-1');
    expect(await bind('st-2', key, code)).toBe('/problems/code-unknown');
    const stranger = await t.deployment.enrolTablet();
    expect(await bind('st-1', key, code, stranger)).toBe('/problems/device-unknown');
    expect(await bind('st-1', key, code)).toBe('bound');
    expect(await bind('st-1', createKey(), code)).toBe('/problems/code-used');
    const late = await makeCode('st-1');
    t.deployment.now += 601;
    expect(await bind('st-1', createKey(), late)).toBe('/problems/code-expired');
  });

  it('blocks a person’s code after five wrong tries', async () => {
    const code = await makeCode('st-1');
    const wrong = code.slice(0, 4) + (code.endsWith('00000') ? '11111' : '00000');
    for (let i = 0; i < 5; i++) {
      expect(await bind('st-1', createKey(), wrong)).toBe('/problems/code-unknown');
      t.deployment.now += 20;
    }
    expect(await bind('st-1', createKey(), code)).toBe('/problems/code-blocked');
  });

  it('enrols no tablet with a person’s code, and proves nobody with a tablet’s', async () => {
    const code = await makeCode('st-1');
    const devicePublicKey = bytesToBase64url(createKey().publicKey);
    const enrolled = await t.post('/v1/enrol', { code, devicePublicKey, appVersion: 'test' });
    expect(await enrolled.json()).toMatchObject({ type: '/problems/code-unknown' });
    const made = await t.post('/v1/desk/enrolment-codes', { centreId: testCentre }, meera);
    const { code: tabletCode } = (await made.json()) as { code: string };
    expect(await bind('st-1', createKey(), tabletCode)).toBe('/problems/code-unknown');
  });

  it('proves whom somebody in charge vouches for with a proved key, offline, and makes one task of it', async () => {
    await bind('st-9', inCharge, await makeCode('st-9'));
    await tablet.unlock('st-9', inCharge, { isKeyKnown: true });
    const key = createKey();
    vouch('st-2', key);
    await tablet.unlock('st-2', key);
    tablet.openVial();
    give(3);
    await t.deployment.exchange(tablet.request());
    expect(await doses()).toMatchObject([{ by_staff: 'st-2', by_proved: 1, state: 'confirmed' }]);
    const { vouches } = await staff();
    expect(vouches).toMatchObject([
      { name: 'Verifier 1', voucher: 'Dr More', isSubstitute: false },
    ]);
    const { log, seq } = vouches[0]!;
    expect(await decide({ decision: 'confirm-vouch', log, seq })).toEqual({ outcome: 'decided' });
    expect(await decide({ decision: 'refuse-vouch', log, seq })).toEqual({ outcome: 'already' });
    expect((await staff()).vouches).toEqual([]);
    expect(await toldToTablets()).toEqual([{ ...keyOf('st-2', key), said: 'confirmed' }]);
  });

  it('takes a substitute whom no list knows on a proved vouch, and holds their doses when it is refused', async () => {
    await bind('st-9', inCharge, await makeCode('st-9'));
    await tablet.unlock('st-9', inCharge, { isKeyKnown: true });
    const key = createKey();
    vouch('sub-0a1b2c3d', key, { substitute });
    await tablet.unlock('sub-0a1b2c3d', key);
    tablet.openVial();
    give(3);
    await t.deployment.exchange(tablet.request());
    expect(await doses()).toMatchObject([{ by_staff: 'sub-0a1b2c3d', state: 'confirmed' }]);
    const [task] = (await staff()).vouches;
    expect(task).toMatchObject({ name: 'Sunanda Bhoir', isSubstitute: true });
    const { log, seq } = task!;
    expect(await toldToTablets()).toBeUndefined();
    expect(await decide({ decision: 'refuse-vouch', log, seq })).toEqual({ outcome: 'decided' });
    expect(await toldToTablets()).toEqual([{ ...keyOf('sub-0a1b2c3d', key), said: 'refused' }]);
    const [dose] = await doses();
    expect(dose).toMatchObject({ by_staff: null, by_proved: 0, state: 'held' });
    expect(dose?.reasons).toContain('nobody-signed-in');
    await tablet.unlock('sub-0a1b2c3d', key, { isKeyKnown: true });
    give(4);
    await t.deployment.exchange(tablet.request());
    expect((await doses())[1]).toMatchObject({ by_staff: null, state: 'held' });
  });

  it('believes a vouch by a key that is only claimed no more than the key itself, until a supervisor confirms', async () => {
    await tablet.unlock('st-9', inCharge);
    const key = createKey();
    vouch('sub-0a1b2c3d', key, { substitute });
    await tablet.unlock('sub-0a1b2c3d', key);
    tablet.openVial();
    give(3);
    await t.deployment.exchange(tablet.request());
    const [before] = await doses();
    expect(before).toMatchObject({ by_proved: 0, state: 'held' });
    expect(before?.reasons).toContain('staff-unknown');
    const { log, seq } = (await staff()).vouches[0]!;
    await decide({ decision: 'confirm-vouch', log, seq });
    expect(await doses()).toMatchObject([
      { by_staff: 'sub-0a1b2c3d', by_proved: 1, state: 'confirmed' },
    ]);
  });

  it('believes no vouch of somebody who is not in charge, for oneself, or under another’s key', async () => {
    const nurse = createKey();
    await bind('st-1', nurse, await makeCode('st-1'));
    await bind('st-9', inCharge, await makeCode('st-9'));
    await tablet.unlock('st-1', nurse, { isKeyKnown: true });
    vouch('st-2', createKey(), {}, 'st-1', nurse);
    vouch('st-9', createKey(), {}, 'st-9');
    vouch('st-2', createKey(), {}, 'st-9', nurse);
    await t.deployment.exchange(tablet.request());
    expect((await staff()).vouches).toEqual([]);
    const keys = await t.parts.store.database.selectFrom('staff_key').selectAll().execute();
    expect(keys).toHaveLength(2);
  });

  it('holds doses of a sign-in whose signature is not by the person’s key', async () => {
    const key = createKey();
    await tablet.unlock('st-1', key);
    await t.deployment.exchange(tablet.request());
    await tablet.unlock('st-1', createKey(), { isKeyKnown: true });
    tablet.openVial();
    give(3);
    await t.deployment.exchange(tablet.request());
    expect(await doses()).toMatchObject([{ by_staff: null, state: 'held' }]);
  });

  it('keeps what somebody recorded who is removed in mid-session, refuses later sign-ins, and says so', async () => {
    const key = createKey();
    await tablet.unlock('st-1', key);
    tablet.openVial();
    give(3);
    t.deployment.now += 600;
    expect(await decide({ decision: 'remove', staffId: 'st-1' })).toEqual({ outcome: 'decided' });
    // The tablet has not heard of it: the open span goes on, and arrives whole.
    tablet.now = t.deployment.now + 300;
    give(4);
    await t.deployment.exchange(tablet.request());
    expect(await doses()).toMatchObject([
      { by_staff: 'st-1', state: 'confirmed' },
      { by_staff: 'st-1', state: 'confirmed' },
    ]);
    await tablet.unlock('st-1', key, { isKeyKnown: true });
    give(5);
    await t.deployment.exchange(tablet.request());
    expect((await doses())[2]).toMatchObject({ by_staff: null, state: 'held' });
    const person = (await staff()).people.find((each) => each.staffId === 'st-1');
    expect(person).toMatchObject({
      removedAt: t.deployment.now,
      refusedSignIns: [{ signedInAt: tablet.now }],
    });
    expect(await decide({ decision: 'take-back', staffId: 'st-1' })).toEqual({
      outcome: 'decided',
    });
    await tablet.unlock('st-1', key, { isKeyKnown: true });
    give(6);
    await t.deployment.exchange(tablet.request());
    expect((await doses())[3]).toMatchObject({ by_staff: 'st-1', state: 'confirmed' });
  });

  it('shows and decides nothing to a supervisor of another district', async () => {
    const far = await t.signInAs('far', 'district-supervisor', farDistrict);
    expect((await t.get(`/v1/desk/staff?centre=${testCentre}`, far)).status).toBe(403);
    const asked = { centreId: testCentre, staffId: 'st-1' };
    expect((await t.post('/v1/desk/staff-codes', asked, far)).status).toBe(403);
    const decision = { ...asked, decision: 'remove' };
    const answer = await t.post('/v1/desk/staff/decisions', decision, far);
    expect(await answer.json()).toEqual({ outcome: 'not-yours' });
    expect((await staff()).people.find((each) => each.staffId === 'st-1')?.removedAt).toBeNull();
  });
});
