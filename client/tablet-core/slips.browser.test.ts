// Tests slips on a real tablet in a real browser: the key comes with the list, is pinned, and slips are known without a network.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { bytesToBase64url, type Bytes } from '../../schemas/bytes.ts';
import { slipMessage, writeSlip, type SlipAppointment } from '../../schemas/rules/slip.ts';
import { createServerDouble, doubleDeployment } from '../testing/server-double.ts';
import { createTestPack, testNow } from '../testing/test-pack.ts';
import { createTestTablet } from '../testing/test-tablet.ts';
import type { StartedTablet } from './create-tablet.ts';

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const how = { name: 'ECDSA', hash: 'SHA-256' } as const;
const secret = new Uint8Array(10).fill(7) as Bytes;
const started: StartedTablet[] = [];
let count = 0;

afterEach(async () => {
  for (const tablet of started.splice(0)) await tablet.stop();
});

/** A district that prints slips. */
async function createPress(deployment = doubleDeployment) {
  const pair = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return {
    slipKey: bytesToBase64url(point),
    print: async (
      appointment: SlipAppointment,
      day: string | null = '2021-05-21',
    ): Promise<string> => {
      const content = { appointment, day, secret };
      const message = slipMessage(deployment, content);
      const signature = await crypto.subtle.sign(how, pair.privateKey, message);
      return writeSlip(content, new Uint8Array(signature));
    },
  };
}

async function startTablet(...parts: Parameters<typeof createTestTablet>): Promise<StartedTablet> {
  const tablet = createTestTablet(...parts);
  started.push(tablet);
  await vi.waitFor(() => expect(tablet.stage.value.stage).not.toBe('starting'));
  return tablet;
}

async function tableWithSlips() {
  const press = await createPress();
  const pack = { ...createTestPack(3), slipKey: press.slipKey };
  const server = await createServerDouble(pack);
  const name = `slips-test-${performance.now()}-${++count}`;
  const tablet = await startTablet(name, server.transport);
  expect(await tablet.enrol('ABC-DEFGH')).toBe('enrolled');
  expect(await tablet.setPin('st-1', '482917')).toBe('unlocked');
  await vi.waitFor(() => expect(tablet.people.value.length).toBe(3), 5_000);
  await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
  const placeOf = (position: number): SlipAppointment => {
    const { appointmentNo, check } = pack.appointments[position]!;
    return { centreId: 7, appointmentNo, check };
  };
  return { press, server, tablet, name, placeOf };
}

describe('slips at the table', () => {
  it('are known without a network and after a restart, and count as the code', async () => {
    const { press, server, tablet, name, placeOf } = await tableWithSlips();
    server.network = 'down';
    await tablet.stop();
    const again = await startTablet(name, server.transport);
    expect(await again.unlock('st-1', '482917')).toBe('unlocked');
    const { key } = again.people.value[1]!;
    expect(await again.readSlip(await press.print(placeOf(1)))).toEqual({
      outcome: 'of-person',
      key,
    });
    expect(again.slipInHand.value).toBe(key);
    expect(await again.recordSlip(again.people.value[1]!)).toMatchObject({ outcome: 'saved' });
    expect(again.slipInHand.value).toBeNull();
    server.network = 'up';
    again.exchangeNow();
    const tries = () =>
      [...server.logs.values()].flat().filter((row) => row.event.kind === 'code-tried');
    await vi.waitFor(() => expect(tries()).toHaveLength(1), 5_000);
    const { body } = tries()[0]!.event;
    expect(body['matches']).toBe(true);
    expect(body['slip']).toMatch(/^[\w-]{14}$/);
    // Masked: whoever reads the feed or the storage finds no slip of another person's in it, nor this one's bytes.
    expect(body['slip']).not.toBe(bytesToBase64url(secret));
  });

  it('that are forged, of another district, changed, foreign or of another day are refused, each by its name', async () => {
    const { press, tablet, placeOf } = await tableWithSlips();
    const own = placeOf(0);
    const good = await press.print(own);
    const forger = await createPress();
    const neighbour = await createPress('another-deployment');
    const last = String((Number(good.at(-1)) + 1) % 10);
    const read = async (text: string) => (await tablet.readSlip(text)).outcome;
    expect(await read(await forger.print(own))).toBe('not-ours');
    expect(await read(await neighbour.print(own))).toBe('not-ours');
    expect(await read(good.slice(0, -1) + last)).toMatch(/not-ours|not-a-slip/);
    expect(await read('hello')).toBe('not-a-slip');
    expect(await read('9'.repeat(good.length))).toBe('not-a-slip');
    expect(await read(await press.print({ ...own, centreId: 8 }))).toBe('other-centre');
    expect(await read(await press.print({ ...own, appointmentNo: 9_999 }))).toBe('changed');
    expect(await read(await press.print({ ...own, check: own.check + 1 }))).toBe('changed');
    const unknown = { ...own, appointmentNo: 9_999 };
    expect(await tablet.readSlip(await press.print(unknown, '2021-05-28'))).toEqual({
      outcome: 'other-day',
      day: '2021-05-28',
      listDay: '2021-05-21',
    });
    expect(tablet.slipInHand.value).toBeNull();
    expect(await tablet.recordSlip(tablet.people.value[0]!)).toMatchObject({
      outcome: 'not-saved',
    });
  });

  it('that were printed without their day still lead to their people, and say less when they do not', async () => {
    const { press, tablet, placeOf } = await tableWithSlips();
    const old = placeOf(0);
    const { key } = tablet.people.value[0]!;
    expect(await tablet.readSlip(await press.print(old, null))).toEqual({
      outcome: 'of-person',
      key,
    });
    const unknown = await press.print({ ...old, appointmentNo: 9_999 }, null);
    expect(await tablet.readSlip(unknown)).toEqual({ outcome: 'not-on-list' });
  });

  it('are used up by the dose, and leave the hand with a lock', async () => {
    const { press, tablet, placeOf } = await tableWithSlips();
    const slip = await press.print(placeOf(0));
    await tablet.readSlip(slip);
    await tablet.lock();
    expect(tablet.slipInHand.value).toBeNull();
    await tablet.unlock('st-1', '482917');
    const person = tablet.people.value[0]!;
    expect(await tablet.recordSlip(person)).toMatchObject({ outcome: 'not-saved', why: 'locked' });
    await tablet.openVial({
      vaccinationSession: 'vs-1',
      name: 'A1',
      product: 'COVISHIELD',
      vaccineBatch: 'B1',
      expiry: null,
      dosesNominal: 10,
    });
    await vi.waitFor(() => expect(tablet.vials.value).toHaveLength(1));
    const dose = { person, vial: tablet.vials.value[0]!, doseNumber: 1, code: null };
    expect(await tablet.recordDose({ ...dose, withoutCode: 'lost-sms' })).toMatchObject({
      outcome: 'saved',
    });
    expect(await tablet.readSlip(slip)).toEqual({ outcome: 'used', key: person.key });
    expect(tablet.slipInHand.value).toBeNull();
  });

  it('stay those of the district that was met first: a later list with another key changes nothing', async () => {
    const { press, server, tablet, placeOf } = await tableWithSlips();
    const other = await createPress();
    server.pack = { ...server.pack, slipKey: other.slipKey, validUntil: testNow + 90_000 };
    tablet.exchangeNow();
    const hashes = () => new Set(server.requests.map((request) => request.pull?.packHash));
    const before = hashes().size;
    await vi.waitFor(() => {
      tablet.exchangeNow();
      expect(hashes().size).toBeGreaterThan(before);
    }, 5_000);
    expect((await tablet.readSlip(await other.print(placeOf(0)))).outcome).toBe('not-ours');
    expect((await tablet.readSlip(await press.print(placeOf(0)))).outcome).toBe('of-person');
  });
});
