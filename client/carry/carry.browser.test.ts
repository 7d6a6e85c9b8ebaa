// Tests in a real browser what a copy saves: a tablet burns, and everything up to its last copy reaches the server once.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { bytesToBase64url, type Bytes } from '../../schemas/bytes.ts';
import { decodeCopy } from '../../schemas/carry/copy.ts';
import { digest } from '../device/digest.ts';
import { openJournalDatabase } from '../journal/database.ts';
import {
  createCarryScene,
  dosesOn,
  inBookingOrder,
  numbers,
  recordDose,
  type CarryScene,
} from '../testing/carry-steps.ts';
import type { StartedTablet } from '../tablet-core/create-tablet.ts';

const scenes: CarryScene[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const scene of scenes.splice(0)) await scene.stopAll();
});

async function scene(people = 12): Promise<CarryScene> {
  const made = await createCarryScene(people);
  scenes.push(made);
  return made;
}

const carriesNothing = (courier: StartedTablet) =>
  vi.waitFor(() => expect(courier.carry.carriedCount.value).toBe(0), 8_000);

function scanAll(courier: StartedTablet, frames: readonly string[]): Uint8Array<ArrayBuffer> {
  const scan = courier.carry.beginScan();
  let whole: Uint8Array<ArrayBuffer> | null = null;
  for (const frame of [...frames].reverse()) {
    const step = scan.read(frame);
    if (step.step === 'whole') whole = step.copy;
  }
  if (whole === null) throw new Error('the codes made no copy');
  return whole;
}

describe('a tablet that burns', () => {
  it('loses only the doses since its last copy, which a phone that is no tablet delivers from a file', async () => {
    const { server, dose, copy, burn, phone } = await scene();
    await dose(0, 7);
    const made = await copy('everything');
    await dose(7, 10);
    await burn();
    const courier = await phone();
    expect(await courier.carry.takeCopy(made.bytes)).toBe('taken');
    await vi.waitFor(() => expect(courier.carry.carriedCount.value).toBe(1));
    expect(dosesOn(server)).toEqual([]);
    server.network = 'up';
    courier.exchangeNow();
    await carriesNothing(courier);
    expect(dosesOn(server)).toEqual(numbers(1, 7));
  });

  it('loses only the doses since its last copy, also when each copy of codes holds what came since the one before', async () => {
    const { server, tablet, dose, copy, burn, phone } = await scene();
    const couriers = [await phone(), await phone()];
    const sizes: number[] = [];
    const scanned: Bytes[] = [];
    for (const [i, [from, to]] of [[0, 4] as const, [4, 9] as const].entries()) {
      await dose(from, to);
      const made = await copy();
      sizes.push(made.rows);
      expect(await tablet.carry.handedOver(made)).toBe(true);
      scanned.push(scanAll(couriers[i]!, made.frames!));
    }
    // A vial and two records a dose; the sign-in was sent before. What was in the first copy is not in the second.
    expect(sizes).toEqual([9, 10]);
    await dose(9, 11);
    await burn();
    server.network = 'up';
    // The later copy arrives first: it waits beyond the gap, and the gap closes.
    expect(await couriers[1]!.carry.takeCopy(scanned[1]!)).toBe('taken');
    await vi.waitFor(() => expect(couriers[1]!.carry.carriedCount.value).toBe(1));
    couriers[1]!.exchangeNow();
    await carriesNothing(couriers[1]!);
    expect(dosesOn(server)).toEqual(numbers(5, 9));
    expect(await couriers[0]!.carry.takeCopy(scanned[0]!)).toBe('taken');
    await vi.waitFor(() => expect(couriers[0]!.carry.carriedCount.value).toBe(1));
    couriers[0]!.exchangeNow();
    await carriesNothing(couriers[0]!);
    expect(dosesOn(server)).toEqual(numbers(1, 9));
    expect([...server.beyond.values()].flat()).toEqual([]);
  });

  it('is helped by a copy that was made while it was locked: bodies go as they are', async () => {
    const { server, tablet, dose, copy, burn, phone } = await scene();
    await dose(0, 5);
    await tablet.lock();
    const made = await copy('everything');
    expect(made.rows).toBe(11);
    await burn();
    const courier = await phone();
    expect(await courier.carry.takeCopy(made.bytes)).toBe('taken');
    server.network = 'up';
    courier.exchangeNow();
    await carriesNothing(courier);
    expect(dosesOn(server)).toEqual(numbers(1, 5));
  });
});

describe('a copy that is made while the tablet is locked', () => {
  it('begins with the whole body in which the last copy ended, and what was in both arrives once', async () => {
    const { server, tablet, dose, copy, burn, phone } = await scene();
    const courier = await phone();
    await dose(0, 3);
    const first = await copy();
    expect(await tablet.carry.handedOver(first)).toBe(true);
    await dose(3, 6);
    await tablet.lock();
    const second = await copy('since-last');
    // Six doses and the vial: the body was written over the rows of the first copy as well.
    expect([first.rows, second.rows]).toEqual([7, 13]);
    await burn();
    for (const made of [second, first])
      expect(await courier.carry.takeCopy(made.bytes)).toBe('taken');
    server.network = 'up';
    courier.exchangeNow();
    await carriesNothing(courier);
    expect(dosesOn(server)).toEqual(numbers(1, 6));
  });
});

describe('a copy', () => {
  it('that is delivered twice, by two couriers and by its writer as well, makes each dose once', async () => {
    const { server, tablet, dose, copy, phone } = await scene();
    await dose(0, 5);
    const made = await copy('everything');
    const couriers = [await phone(), await phone()];
    for (const courier of couriers) {
      expect(await courier.carry.takeCopy(made.bytes)).toBe('taken');
      expect(await courier.carry.takeCopy(made.bytes)).toBe('already-carried');
    }
    server.network = 'up';
    for (const courier of couriers) {
      courier.exchangeNow();
      await carriesNothing(courier);
    }
    expect(await couriers[0]!.carry.takeCopy(made.bytes)).toBe('taken');
    await carriesNothing(couriers[0]!);
    tablet.exchangeNow();
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    await dose(5, 6);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    expect(dosesOn(server)).toEqual(numbers(1, 6));
  });

  it('goes on by another tablet at work, after that one’s own doses, and while it is locked', async () => {
    const { server, dose, copy, burn } = await scene();
    const other = await scene(3);
    await dose(0, 4);
    const made = await copy('everything');
    await burn();
    server.network = 'up';
    other.server.network = 'up';
    // Both scenes have a server of their own: the second tablet speaks to the first one's from here on.
    const post = other.server.transport.post;
    const paths: string[] = [];
    Object.assign(other.server.transport, {
      post: (...request: Parameters<typeof post>) => {
        paths.push(request[0]);
        return post(...request);
      },
    });
    expect(await other.tablet.carry.takeCopy(made.bytes)).toBe('taken');
    await other.tablet.lock();
    // The wrong server does not know the writer, and a copy without a certificate it believes stays.
    other.tablet.exchangeNow();
    await vi.waitFor(() => expect(paths.length).toBeGreaterThan(2));
    await vi.waitFor(() =>
      expect(other.server.requests.some((request) => request.carried === true)).toBe(true),
    );
    expect(other.tablet.carry.carriedCount.value).toBe(1);
    Object.assign(other.server.transport, { post: server.transport.post });
    const again = await reopened(other);
    await carriesNothing(again);
    expect(dosesOn(server)).toEqual(numbers(1, 4));
  });

  it('for a server that does not know the writer brings the certificate along when the server asks', async () => {
    const { server, dose, copy, burn, phone } = await scene();
    await dose(0, 3);
    const withCertificate = await copy('everything');
    const without = await copy('since-last');
    await burn();
    server.forgetDevices();
    server.network = 'up';
    const courier = await phone();
    expect(await courier.carry.takeCopy(without.bytes)).toBe('taken');
    await vi.waitFor(() => expect(server.requests.some((each) => each.carried)).toBe(true), 5_000);
    await vi.waitFor(() => expect(courier.carry.carriedCount.value).toBe(1));
    expect(dosesOn(server)).toEqual([]);
    const second = await phone();
    expect(await second.carry.takeCopy(withCertificate.bytes)).toBe('taken');
    await carriesNothing(second);
    expect(dosesOn(server)).toEqual(numbers(1, 3));
    // Known again now: the first one's copy is taken at its next try.
    expect(courier.carry.carriedCount.value).toBe(1);
  });

  it('is kept when the answer names another hash, another number, nothing, or is no answer of ours', async () => {
    const { server, dose, copy, burn, phone } = await scene();
    await dose(0, 3);
    const made = await copy('everything');
    await burn();
    const courier = await phone();
    expect(await courier.carry.takeCopy(made.bytes)).toBe('taken');
    const posts = vi.spyOn(server.transport, 'post');
    server.network = 'captive-portal';
    courier.exchangeNow();
    await vi.waitFor(() => expect(posts).toHaveBeenCalled());
    await posts.mock.results[0]!.value;
    expect(courier.carry.carriedCount.value).toBe(1);
    const read = decodeCopy(digest, made.bytes);
    if (read.outcome !== 'copy') throw new Error(read.outcome);
    const [parcel] = read.copy.parcels;
    for (const lie of [
      {},
      { [parcel!.log]: [parcel!.head.seq, bytesToBase64url(new Uint8Array(32))] },
      { [parcel!.log]: [parcel!.head.seq - 1, bytesToBase64url(parcel!.head.hash)] },
    ]) {
      server.network = 'up';
      server.lie = lie as Record<string, [number, string]>;
      const asked = server.requests.length;
      const liar = await phone();
      expect(await liar.carry.takeCopy(made.bytes)).toBe('taken');
      await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(asked), 5_000);
      await vi.waitFor(() => expect(liar.carry.carriedCount.value).toBe(1));
      server.network = 'down';
    }
  });

  it('of another deployment, of a newer app, damaged, or one too many is refused with its own word', async () => {
    const { tablet, dose, copy, phone, name } = await scene();
    await dose(0, 2);
    const made = await copy('everything');
    const other = made.bytes.slice();
    other[3] = other[3]! ^ 1;
    // A tablet carries for its own deployment; a phone that belongs to none for any.
    expect(await tablet.carry.takeCopy(other)).toBe('another-deployment');
    const courier = await phone();
    expect(await courier.carry.takeCopy(other)).toBe('taken');
    const newer = made.bytes.slice();
    newer[2] = 2;
    expect(await courier.carry.takeCopy(newer)).toBe('newer-form');
    expect(await courier.carry.takeCopy(made.bytes.slice(0, -1))).toBe('not-a-copy');
    expect(await courier.carry.takeCopy(new Uint8Array([1, 2, 3]))).toBe('not-a-copy');
    const database = openJournalDatabase(name);
    await database.carried.bulkAdd(
      Array.from({ length: 200 }, (_, i) => ({
        id: `held-${i}`,
        bytes: new Uint8Array(1),
        takenAt: 0,
        parcelsTaken: [],
      })),
    );
    expect(await tablet.carry.takeCopy(made.bytes)).toBe('no-room');
    expect(await database.carried.count()).toBe(200);
    database.close();
  });

  it('of nothing new is none, and of a tablet that is not set up neither', async () => {
    const { tablet, dose, copy, phone } = await scene(3);
    await dose(0, 1);
    expect(await tablet.carry.handedOver(await copy())).toBe(true);
    await vi.waitFor(() => expect(tablet.carry.uncopied.value).toBe(0));
    expect(await tablet.carry.makeCopy('since-last')).toEqual({ outcome: 'nothing-new' });
    expect((await copy('everything')).rows).toBe(3);
    expect(await (await phone()).carry.makeCopy('everything')).toEqual({ outcome: 'no-key' });
  });
});

describe('a receipt', () => {
  it('of a booked person’s dose is one code that delivers the dose by itself', async () => {
    const { server, tablet, dose, burn, phone } = await scene();
    await dose(0, 3);
    const person = inBookingOrder(tablet)[1]!;
    const receipt = await tablet.carry.receiptOf(person.folded.doses[0]!.ref, null);
    expect(receipt.number).toMatch(/^[0-9A-Z]{4}-\d+$/);
    await burn();
    const courier = await phone();
    const bytes = scanAll(courier, [receipt.frame!]);
    expect(bytes.length).toBeLessThanOrEqual(830);
    expect(await courier.carry.takeCopy(bytes)).toBe('taken');
    server.network = 'up';
    courier.exchangeNow();
    await carriesNothing(courier);
    expect(dosesOn(server)).toEqual([2]);
  });

  it('of a walk-in brings the registration along, in one code', async () => {
    const { server, tablet, dose, burn, phone } = await scene();
    await dose(0, 1);
    const registered = await tablet.registerWalkIn({
      name: 'सुनीता रामचंद्र देशपांडे',
      birthYear: 1958,
      gender: 'Female',
      mobileNumber: '9876543210',
      idType: 'voter-id',
      idLast4: '7Q2A',
      vaccinationSession: 'vs-1',
      category: 'citizen',
      village: 'खालापूर',
    });
    expect(registered.outcome).toBe('saved');
    await vi.waitFor(() => expect(tablet.people.value).toHaveLength(13));
    await recordDose(
      tablet,
      tablet.people.value.find((person) => person.isWalkIn)!,
    );
    await vi.waitFor(() =>
      expect(tablet.people.value.find((person) => person.isWalkIn)!.folded.doses).toHaveLength(1),
    );
    const walkIn = tablet.people.value.find((person) => person.isWalkIn)!;
    const receipt = await tablet.carry.receiptOf(
      walkIn.folded.doses[0]!.ref,
      walkIn.folded.registration!.ref,
    );
    await burn();
    const courier = await phone();
    const bytes = scanAll(courier, [receipt.frame!]);
    expect(bytes.length).toBeLessThanOrEqual(983);
    expect(await courier.carry.takeCopy(bytes)).toBe('taken');
    server.network = 'up';
    courier.exchangeNow();
    await carriesNothing(courier);
    const kinds = [...server.beyond.values()].flat().map((row) => row.event.kind);
    expect(kinds.sort()).toEqual(['dose-administered', 'walk-in-registered']);
  });

  it('of a dose that was written elsewhere is a number alone', async () => {
    const { tablet } = await scene(3);
    const elsewhere = { log: 'ABCDEFGH.12345678', seq: 57, h: 'AAAAAAAAAAA' };
    expect(await tablet.carry.receiptOf(elsewhere, null)).toEqual({
      frame: null,
      number: 'ABCD-57',
    });
  });
});

async function reopened(of: CarryScene): Promise<StartedTablet> {
  await of.tablet.stop();
  const { createTestTablet } = await import('../testing/test-tablet.ts');
  const again = createTestTablet(of.name, of.server.transport);
  scenes.push({ ...of, stopAll: () => again.stop() });
  await vi.waitFor(() => expect(again.stage.value.stage).not.toBe('starting'));
  return again;
}
