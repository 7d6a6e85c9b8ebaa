// Owns what the readiness screen says, point by point, and what it tells of a new list.

import { describe, expect, it } from 'vitest';
import { fakeHoldings } from '../testing/fake-holdings.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { fakeDay } from '../testing/fake-tablet.ts';
import { createTestPack } from '../testing/test-pack.ts';
import { findPackChanges, rememberPack, type RememberedPacks } from './pack-changes.ts';
import { findReadiness, type ReadinessFacts, type ReadinessPoint } from './readiness.ts';

const facts: ReadinessFacts = {
  day: fakeDay,
  peopleCount: 40,
  now: fakeNow,
  state: null,
  holdings: fakeHoldings,
  batteryLevel: 0.8,
  isBatteryLow: false,
  formatDay: (day) => day,
  formatTime: String,
};

function line(point: ReadinessPoint, change: Partial<ReadinessFacts> = {}) {
  const found = findReadiness({ ...facts, ...change }).find((each) => each.point === point)!;
  return [found.isGood, found.words.key] as const;
}

describe('the readiness screen', () => {
  it('knows today’s list, tomorrow’s the evening before, and an old one', () => {
    expect(line('pack')).toEqual([true, 'ready.pack.good']);
    expect(line('pack', { day: { ...fakeDay, day: '2021-05-22' } })).toEqual([
      true,
      'ready.pack.tomorrow',
    ]);
    expect(line('pack', { day: { ...fakeDay, day: '2021-05-20' } })).toEqual([
      false,
      'ready.pack.old',
    ]);
    // 05:00 IST is today already, though it is yesterday in UTC.
    expect(line('pack', { now: fakeNow - 5.5 * 3600 })).toEqual([true, 'ready.pack.good']);
  });

  it('asks for vials to be counted, and warns of a batch past its date', () => {
    expect(line('stock')).toEqual([false, 'ready.stock.listed']);
    const past = { ...fakeDay, stock: [{ ...fakeDay.stock[0]!, expiry: '2021-05-20' }] };
    expect(line('stock', { day: past })).toEqual([false, 'ready.stock.expired']);
    const last = { ...fakeDay, stock: [{ ...fakeDay.stock[0]!, expiry: '2021-05-21' }] };
    expect(line('stock', { day: last })).toEqual([false, 'ready.stock.listed']);
    const counted = {
      ref: { log: 'A.1', seq: 1, h: 'AAAAAAAAAAA' },
      by: null,
      at: fakeNow,
      skew: 0,
      body: {
        occasion: 'opening' as const,
        counts: [
          {
            product: 'COVISHIELD',
            vaccineBatch: 'B1',
            expiry: null,
            vials: 6,
            dosesPerVial: 10,
          },
        ],
      },
    };
    const state = {
      opened: [],
      closed: [],
      standingCloses: [],
      stockCounts: [counted],
      phase: 'open' as const,
    };
    expect(line('stock', { state })).toEqual([true, 'ready.stock.counted']);
  });

  it('warns when the count finds no vial, and when nothing is listed', () => {
    expect(line('stock', { day: { ...fakeDay, stock: [] } })).toEqual([false, 'ready.stock.none']);
    const none = {
      ref: { log: 'A.1', seq: 1, h: 'AAAAAAAAAAA' },
      by: null,
      at: fakeNow,
      skew: 0,
      body: { occasion: 'opening' as const, counts: [] },
    };
    const state = {
      opened: [],
      closed: [],
      standingCloses: [],
      stockCounts: [none],
      phase: 'open' as const,
    };
    expect(line('stock', { state })).toEqual([false, 'ready.stock.counted']);
  });

  it('says when storage is at risk, the clock is off, the battery low or silent', () => {
    const holdings = { ...fakeHoldings, isPersisted: false };
    expect(line('storage', { holdings })).toEqual([false, 'ready.storage.atRisk']);
    expect(line('storage', { holdings: { ...fakeHoldings, freeBytes: 5_000_000 } })).toEqual([
      false,
      'ready.storage.low',
    ]);
    expect(line('clock', { holdings: { ...fakeHoldings, driftSeconds: -1_260 } })).toEqual([
      false,
      'ready.clock.off',
    ]);
    expect(line('battery', { batteryLevel: 0.15, isBatteryLow: true })).toEqual([
      false,
      'ready.battery.low',
    ]);
    expect(line('battery', { batteryLevel: null })).toEqual([true, 'ready.battery.unknown']);
  });
});

describe('what changed', () => {
  const nothing: RememberedPacks = { earlier: null, morning: null };
  const monday = createTestPack(3);
  const tuesday = {
    ...monday,
    day: '2099-01-02',
    rules: { ...monday.rules, rulesVersion: 'in-2099-01-02' },
    staff: [
      ...monday.staff.slice(1),
      { staffId: 'st-9', name: 'New Person', role: 'vaccinator' as const },
    ],
  };

  it('compares a new day with the last list of an earlier one: rules, staff, batches', () => {
    const first = rememberPack(nothing, monday);
    expect(findPackChanges(first, monday).since).toBeNull();
    const second = rememberPack(first, tuesday);
    expect(findPackChanges(second, tuesday)).toMatchObject({
      since: monday.day,
      newRules: 'in-2099-01-02',
      newStaff: ['New Person'],
      staffGone: 1,
      addedToday: 0,
    });
  });

  it('counts who was put on the list since the morning', () => {
    const morning = rememberPack(nothing, monday);
    const later = { ...monday, appointments: createTestPack(5).appointments };
    expect(rememberPack(morning, later)).toBe(morning);
    expect(findPackChanges(morning, later)).toMatchObject({ addedToday: 2, goneToday: 0 });
  });

  it('remembers nothing of the people', () => {
    const text = JSON.stringify(rememberPack(nothing, monday));
    for (const person of monday.appointments) {
      expect(text).not.toContain(person.name);
      expect(text).not.toContain(person.referenceId);
    }
  });
});
