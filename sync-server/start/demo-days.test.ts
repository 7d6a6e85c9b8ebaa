// Owns the proof that a demo which runs past midnight has a list for the new day, and that a fault is tried again.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { istDayStart } from '../../schemas/rules/day.ts';
import type { ServerParts } from '../parts.ts';
import { seedDemo } from '../seed/demo.ts';
import { followDemoDays } from './demo-days.ts';
import { openData } from './open-data.ts';

const midnight = istDayStart('2026-11-24')!;
let folder: string;
let parts: ServerParts;
let now: number;
let stop: () => void = () => undefined;
const faults: unknown[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suchi-demo-days-'));
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const data = await openData(
    { dataDirectory: folder, databaseUrl: undefined },
    { random, isNewDemo: true, onPoolError: () => undefined },
  );
  if (data.outcome !== 'open') throw new Error(data.sentences.join(' '));
  now = midnight - 10;
  parts = { store: data.store, keys: data.keys, clock: { nowSeconds: () => now }, random };
  await seedDemo(parts.store, parts.keys, parts.clock, random, () => undefined);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  faults.length = 0;
  stop = followDemoDays(parts, (error) => void faults.push(error));
});
afterEach(async () => {
  stop();
  vi.useRealTimers();
  await parts.store.close();
  await rm(folder, { recursive: true, force: true });
});

const bookedOn = async (day: string): Promise<number> => {
  const rows = await parts.store.database
    .selectFrom('appointment')
    .select('appointment_no')
    .where('day', '=', day)
    .execute();
  return rows.length;
};
/** A look of the timer, and time for what it does. */
const look = async (): Promise<void> => {
  vi.advanceTimersByTime(15_000);
  await new Promise((resolve) => setTimeout(resolve, 300));
};

it('gives the new day its people after midnight in India, once', async () => {
  await look();
  expect(await bookedOn('2026-11-24')).toBe(0);
  now = midnight;
  await look();
  const booked = await bookedOn('2026-11-24');
  expect(booked).toBe(await bookedOn('2026-11-23'));
  expect(booked).toBeGreaterThan(0);
  await look();
  expect(await bookedOn('2026-11-24')).toBe(booked);
  expect(faults).toEqual([]);
});

it('tells of a day that could not be made, and makes it at the next look', async () => {
  now = midnight;
  const transact = vi.spyOn(parts.store, 'transact').mockRejectedValueOnce(new Error('busy'));
  await look();
  expect(faults).toEqual([new Error('busy')]);
  expect(await bookedOn('2026-11-24')).toBe(0);
  transact.mockRestore();
  await look();
  expect(await bookedOn('2026-11-24')).toBeGreaterThan(0);
});

it('ends when it is stopped', async () => {
  stop();
  now = midnight;
  await look();
  expect(await bookedOn('2026-11-24')).toBe(0);
});
