// Tests failure case 8 (docs/failure-cases.md) in a real browser: any one read or write of the storage fails in the middle of push or pull.

import { afterEach, expect, it, vi } from 'vitest';
import { createServerDouble } from '../testing/server-double.ts';
import { createTestPack } from '../testing/test-pack.ts';
import { createTestTablet } from '../testing/test-tablet.ts';

const methods = ['get', 'getAll', 'put', 'add', 'openCursor', 'delete'] as const;

afterEach(() => void vi.restoreAllMocks());

/** The storage request with this number fails, once; `met` says whether there was one. */
function failOnce(failing: number): { readonly met: () => boolean } {
  let count = 0;
  // Dexie tells the console of every failed read.
  vi.spyOn(console, 'warn').mockReturnValue();
  for (const method of methods) {
    const original = IDBObjectStore.prototype[method] as (...values: unknown[]) => IDBRequest;
    vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (
      this: IDBObjectStore,
      ...values: unknown[]
    ) {
      if (++count === failing) throw new DOMException('the disk failed', 'UnknownError');
      return original.apply(this, values) as never;
    });
  }
  return { met: () => count >= failing };
}

it('case 8: one storage request that fails during push or pull loses nothing and doubles nothing, whichever it is', async () => {
  const server = await createServerDouble(createTestPack(1));
  const name = `failure-8-${performance.now()}`;
  const tablet = createTestTablet(name, server.transport);
  await vi.waitFor(() => expect(tablet.stage.value.stage).not.toBe('starting'));
  expect(await tablet.enrol('ABC-DEFGH')).toBe('enrolled');
  expect(await tablet.setPin('st-1', '482917')).toBe('unlocked');
  await vi.waitFor(() => expect(tablet.people.value.length).toBe(1), 5_000);
  let saved = 0;
  let isBeyond = false;
  for (let failing = 1; !isBeyond; failing++) {
    server.network = 'down';
    const outcome = await tablet.openVial({
      vaccinationSession: 'vs-1',
      name: `A${failing}`,
      product: 'COVISHIELD',
      vaccineBatch: 'B1',
      expiry: null,
      dosesNominal: 10,
    });
    expect(outcome).toMatchObject({ outcome: 'saved' });
    saved += 1;
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBeGreaterThan(0));
    const asked = server.requests.length;
    const fault = failOnce(failing);
    server.network = 'up';
    tablet.exchangeNow();
    // The failed try may have been the only one that needed this request: one more exchange than before has to be whole.
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(asked), 5_000);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    isBeyond = !fault.met();
    vi.restoreAllMocks();
  }
  const rows = [...server.logs.values()].flat();
  const vials = rows.filter((row) => row.event.kind === 'vial-opened');
  expect(vials).toHaveLength(saved);
  expect(new Set(vials.map((row) => row.hash)).size).toBe(saved);
  await vi.waitFor(() => expect(tablet.vials.value).toHaveLength(saved));
  await tablet.stop();
  // Reads and writes of append, delivery, adoption and feed: fewer would mean that the fault is not met any more.
  expect(saved).toBeGreaterThan(40);
});
