// Tests, on a real tablet in a real browser, that whoever opens a record and records nothing is told to the district, offline too.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { appointmentKey } from '../../schemas/events/event.ts';
import { readReads } from '../../schemas/reads.ts';
import { fetchTheRest } from '../device/when-needed.ts';
import { createServerDouble } from '../testing/server-double.ts';
import { createTestPack } from '../testing/test-pack.ts';
import { createTestTablet } from '../testing/test-tablet.ts';
import type { StartedTablet } from './create-tablet.ts';

const started: StartedTablet[] = [];
let count = 0;
afterEach(async () => {
  for (const tablet of started.splice(0)) await tablet.stop();
});

async function startTablet(...parts: Parameters<typeof createTestTablet>): Promise<StartedTablet> {
  const tablet = createTestTablet(...parts);
  started.push(tablet);
  await vi.waitFor(() => expect(tablet.stage.value.stage).not.toBe('starting'));
  return tablet;
}

async function table() {
  // As the app does after its first paint.
  await fetchTheRest();
  const pack = createTestPack(4);
  const server = await createServerDouble(pack);
  const name = `reads-test-${performance.now()}-${++count}`;
  const tablet = await startTablet(name, server.transport);
  expect(await tablet.enrol('ABC-DEFGH')).toBe('enrolled');
  expect(await tablet.setPin('st-1', '482917')).toBe('unlocked');
  await vi.waitFor(() => expect(tablet.people.value.length).toBe(4), 5_000);
  await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
  const keys = pack.appointments.map((one) => appointmentKey(one.appointmentNo, one.check));
  const told = () =>
    server.requests.flatMap((request) =>
      readReads(request.reads).map(([, who, key]) => [who, key]),
    );
  return { server, tablet, name, keys, told };
}

describe('a record that is opened', () => {
  it('and left as it was is told with the next contact, once, and one that something was recorded in is not', async () => {
    const { server, tablet, keys, told } = await table();
    const before = server.requests.length;
    tablet.openPerson(keys[0]!)();
    const close = tablet.openPerson(keys[1]!);
    const person = tablet.people.value.find((each) => each.key === keys[1])!;
    const body = { idType: 'pan', idSeen: 'matches', screening: 'clear', noticeLanguage: 'mr' };
    expect(await tablet.checkIn(person, body as never)).toMatchObject({ outcome: 'saved' });
    close();
    tablet.openPerson('a99-1')();
    tablet.exchangeNow();
    await vi.waitFor(() => expect(told()).toEqual([['st-1', keys[0]]]), 5_000);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    const asked = server.requests.length;
    tablet.exchangeNow();
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(asked), 5_000);
    expect(told()).toEqual([['st-1', keys[0]]]);
    expect(server.requests.length).toBeGreaterThan(before);
  });

  it('waits on the tablet over a restart and a lost answer, and says nothing to the storage but time, staff id and number', async () => {
    const { server, tablet, name, keys, told } = await table();
    server.network = 'down';
    const close = tablet.openPerson(keys[2]!);
    // The lock takes the list away before the page is gone.
    await tablet.lock();
    close();
    await tablet.stop();
    const again = await startTablet(name, server.transport);
    expect(await again.unlock('st-1', '482917')).toBe('unlocked');
    server.network = 'answers-lost';
    again.exchangeNow();
    await vi.waitFor(() => expect(told().length).toBeGreaterThan(0), 5_000);
    server.network = 'up';
    const lost = told().length;
    await vi.waitFor(() => {
      again.exchangeNow();
      expect(told().length).toBeGreaterThan(lost);
    }, 5_000);
    expect(new Set(told().map(String))).toEqual(new Set([`st-1,${keys[2]}`]));
    const tellings = told().length;
    const asked = server.requests.length;
    await vi.waitFor(() => {
      again.exchangeNow();
      expect(server.requests.length).toBeGreaterThan(asked + 1);
    }, 5_000);
    expect(told()).toHaveLength(tellings);
  });
});
