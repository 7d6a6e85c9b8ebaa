// Owns that a printed slip is known offline and by the judge, and that nothing else is.

import { verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { base64urlToBytes, bytesToBase64url } from '../../schemas/bytes.ts';
import type { Subject } from '../../schemas/events/event.ts';
import { maskSlip, openSlip, slipMessage, writeSlip } from '../../schemas/rules/slip.ts';
import { pointToKey } from '../enrolment/device-key.ts';
import { writeDayPack } from '../ingest/day-pack.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import {
  createTestDeployment,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';
import { makeSlip, slipSecretOf } from './make-slip.ts';

const day = '2026-09-21';

describe('a printed slip', () => {
  let d: TestDeployment;
  let tablet: PaperTablet;
  beforeEach(async () => {
    d = await createTestDeployment();
    tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
  });
  afterEach(() => d.stop());

  const placeOf = (no: number) => ({ centreId: testCentre, ...d.subjectOf(no) });
  const ask = (scanned: string, deployment = d.keys.deployment) =>
    openSlip({
      scanned,
      deployment,
      isSigned: async (message, signature) => {
        const key = pointToKey(base64urlToBytes(d.keys.signingPublicKey)!)!;
        return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
      },
    });
  const scan = (subject: Subject, secret: Uint8Array) => {
    const place = { log: tablet.log, seq: tablet.rows.length + 1 };
    const slip = bytesToBase64url(
      maskSlip(nodeDigest, tablet.spans.at(-1)!.codeKey, place, secret),
    );
    return tablet.append('code-tried', subject, { matches: true, masked: 0, slip });
  };
  const states = async () => {
    const rows = await d.store.database.selectFrom('dose').select(['state', 'reasons']).execute();
    return rows.map(({ state, reasons }) => `${state} ${reasons}`);
  };

  it('is known without a network by its signature, and names one booking', async () => {
    const slip = makeSlip(d.keys, placeOf(3), day);
    expect(slip).toMatch(/^\d+$/);
    expect(await ask(slip)).toEqual({
      outcome: 'ours',
      appointment: placeOf(3),
      day,
      secret: slipSecretOf(d.keys, placeOf(3)),
    });
    expect((await ask(slip, 'another deployment')).outcome).toBe('not-ours');
    for (const other of ['12345', 'https://example.org', '', `${slip}0`, slip.slice(1)])
      expect((await ask(other)).outcome).toBe('not-a-slip');
  });

  it('that was printed before slips carried their day is known as before, and says no day', async () => {
    const content = {
      appointment: placeOf(3),
      day: null,
      secret: slipSecretOf(d.keys, placeOf(3)),
    };
    const slip = writeSlip(content, d.keys.sign(slipMessage(d.keys.deployment, content)));
    expect(await ask(slip)).toEqual({ outcome: 'ours', ...content });
  });

  it('has its day signed: of another day, or with none, it is not ours', async () => {
    const content = { appointment: placeOf(3), day, secret: slipSecretOf(d.keys, placeOf(3)) };
    const signature = d.keys.sign(slipMessage(d.keys.deployment, content));
    for (const other of ['2026-09-22', null])
      expect((await ask(writeSlip({ ...content, day: other }, signature))).outcome).toBe(
        'not-ours',
      );
    expect((await ask(writeSlip(content, signature))).outcome).toBe('ours');
  });

  it('is not known any more when a single digit of it is changed', async () => {
    const slip = makeSlip(d.keys, placeOf(3), day);
    for (let at = 0; at < slip.length; at += 7) {
      const other = (Number(slip[at]) + 1) % 10;
      const changed = `${slip.slice(0, at)}${other}${slip.slice(at + 1)}`;
      expect((await ask(changed)).outcome).not.toBe('ours');
    }
  });

  it('comes to the tablet by a key in the day list that signs nothing, and nothing else of a slip is in the list', async () => {
    const { day } = await d.store.database
      .selectFrom('appointment')
      .select('day')
      .where('appointment_no', '=', 3)
      .executeTakeFirstOrThrow();
    const written = await writeDayPack(d.store.database, testCentre, day, {
      isDemo: false,
      slipKey: d.keys.signingPublicKey,
    });
    const { slipKey } = JSON.parse(written!.text) as { slipKey: string };
    expect(slipKey).toBe(d.keys.signingPublicKey);
    expect(base64urlToBytes(slipKey)).toHaveLength(65);
    for (const no of [3, 4, 5]) {
      const secret = slipSecretOf(d.keys, placeOf(no));
      expect(written!.text).not.toContain(bytesToBase64url(secret));
    }
  });

  it('stands for the code before the judge', async () => {
    tablet.giveDose(d.subjectOf(3), scan(d.subjectOf(3), slipSecretOf(d.keys, placeOf(3))));
    await d.exchange(tablet.request());
    expect(await states()).toEqual(['confirmed []']);
  });

  it('does not release what a wrong code has held', async () => {
    tablet.tryCode(d.subjectOf(3), (d.codeOf(3) + 103) % 10_000);
    tablet.giveDose(d.subjectOf(3), scan(d.subjectOf(3), slipSecretOf(d.keys, placeOf(3))));
    await d.exchange(tablet.request());
    expect(await states()).toEqual(['held [{"reason":"code-several"}]']);
  });

  it('of another person, or made up, is a wrong code', async () => {
    tablet.giveDose(d.subjectOf(3), scan(d.subjectOf(3), slipSecretOf(d.keys, placeOf(4))));
    tablet.giveDose(d.subjectOf(5), scan(d.subjectOf(5), new Uint8Array(10)));
    await d.exchange(tablet.request());
    expect(await states()).toEqual(Array(2).fill('held [{"reason":"code-wrong"}]'));
  });

  it('proves a booking for which no code counts, and a made-up one holds it', async () => {
    await d.store.database
      .updateTable('appointment')
      .set({ code_state: 'weak' })
      .where('appointment_no', 'in', [3, 5])
      .execute();
    tablet.giveDose(d.subjectOf(3), scan(d.subjectOf(3), slipSecretOf(d.keys, placeOf(3))));
    tablet.giveDose(d.subjectOf(5), scan(d.subjectOf(5), new Uint8Array(10)));
    await d.exchange(tablet.request());
    expect((await states()).sort()).toEqual(['confirmed []', 'held [{"reason":"code-wrong"}]']);
  });

  it('of a booking that was changed since proves nothing, and accuses nobody', async () => {
    await d.store.database
      .updateTable('appointment')
      .set({ is_ended: 1 })
      .where('appointment_no', '=', 3)
      .execute();
    tablet.giveDose(d.subjectOf(3), scan(d.subjectOf(3), slipSecretOf(d.keys, placeOf(3))));
    await d.exchange(tablet.request());
    expect(await states()).toEqual(['waiting [{"reason":"code-none"}]']);
  });
});
