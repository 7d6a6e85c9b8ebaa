// Tests what the rescue page decides to say: each reason its step, in an order that somebody at the table can follow.

import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { fakeHoldings } from '../../testing/fake-holdings.ts';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import type { FaultView, Notebook, WaitingReason } from '../../tablet.ts';
import { chooseSteps, createRescueModel, meaningOf, placeOf } from './rescue-model.ts';

const notebook = fakeHoldings.notebooks[0]!;
const held = (change: Partial<Notebook>) => ({
  ...fakeHoldings,
  notebooks: [{ ...notebook, ...change }],
});
const lost: FaultView = {
  notebook: '3FZ9',
  fault: 'rows-missing',
  from: 5,
  to: 9,
  isWithDistrict: false,
  needsPerson: true,
};
const namesOf = (steps: ReturnType<typeof chooseSteps>): string[] =>
  steps.map(({ key }) => key.replace('rescue.step.', ''));

describe('what to do', () => {
  it('is nothing when everything is as it should be', () => {
    expect(chooseSteps(held({ unsent: 0, why: null }), [])).toEqual([]);
    expect(chooseSteps(held({ why: 'on-their-way' }), [])).toEqual([]);
  });
  it.each<[WaitingReason, string]>([
    ['no-network', 'findSignal'],
    ['office-busy', 'wait'],
    ['not-the-office', 'otherNetwork'],
    ['enrol-again', 'askCode'],
  ])('when records wait for %s is one step: %s', (why, name) => {
    expect(namesOf(chooseSteps(held({ why }), []))).toEqual([name]);
  });
  it.each([
    ['a key that is gone', held({ why: 'key-gone' }), []],
    ['records that the district cannot read', held({ why: null, needHelp: 1 }), []],
    ['a fault of the storage', held({ why: null }), [lost]],
  ] as const)(
    'about %s is to go on, to phone, and not to throw the records away',
    (_, all, faults) => {
      const steps = chooseSteps(all, faults);
      expect(namesOf(steps)).toEqual(['goOn', 'phone', 'doNotClear', 'doNotReset', 'keepCharged']);
      expect(steps[1]!.values).toEqual({ tablet: 'K7QM' });
    },
  );
  it('names the storage, the room and the clock after that', () => {
    const all = {
      ...held({ why: null }),
      isPersisted: false,
      freeBytes: 1_000,
      driftSeconds: -400,
    };
    expect(namesOf(chooseSteps(all, []))).toEqual(['askStorage', 'freeRoom', 'setClock']);
    expect(
      chooseSteps({ ...all, isPersisted: null, freeBytes: null, driftSeconds: 299 }, []),
    ).toEqual([]);
  });
});

describe('a fault', () => {
  it('is named by notebook and numbers, and by what it means', () => {
    expect(placeOf(lost)).toEqual({
      key: 'rescue.faultLine',
      values: { notebook: '3FZ9', from: 5, to: 9, count: 5 },
    });
    expect(placeOf({ ...lost, from: 0, to: 0 }).key).toBe('rescue.faultWhole');
    expect(meaningOf(lost)).toBe('rescue.faultHelp');
    expect(meaningOf({ ...lost, isWithDistrict: true })).toBe('rescue.faultWithDistrict');
    expect(meaningOf({ ...lost, needsPerson: false })).toBe('rescue.faultItself');
  });
});

describe('the rescue page', () => {
  it('counts over all notebooks, and looks again when asked', () => {
    const tablet = createFakeTablet();
    tablet.holdings.value = { ...fakeHoldings, notebooks: [notebook, { ...notebook, unsent: 6 }] };
    const isPersisted = signal<boolean | null>(null);
    const model = createRescueModel(tablet, {
      isPersisted,
      ask: async () => void (isPersisted.value = false),
    });
    expect(model.unsent.value).toBe(40);
    expect(model.isPersisted.value).toBe(true);
    model.protectStorage();
    expect(model.isPersisted.value).toBe(false);
    expect(namesOf(model.steps.value)).toEqual(['findSignal', 'askStorage']);
    model.checkAgain();
    expect(tablet.calls).toContain('checkAgain');
  });
  it('tells a storage that could not be read from one that is in order', () => {
    const tablet = createFakeTablet();
    const model = createRescueModel(tablet, {
      isPersisted: signal(true),
      ask: async () => undefined,
    });
    expect(model.lastLook.value).toMatchObject({
      key: 'rescue.checkedWell',
      values: { count: 180 },
    });
    tablet.selfCheck.value = { outcome: 'not-checked', at: 1, faults: [] };
    expect(model.isUnreadable.value).toBe(true);
    expect(model.lastLook.value).toEqual({ key: 'rescue.notChecked' });
    tablet.selfCheck.value = null;
    expect(model.lastLook.value).toBeNull();
  });
});
