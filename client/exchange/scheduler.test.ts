// Tests when the tablet talks to the server, with time stepped by hand.

import { describe, expect, it } from 'vitest';
import { createHandTimers } from '../testing/hand-timers.ts';
import type { ExchangeOutcome } from './exchange-once.ts';
import { createScheduler, ordinaryTimes, retrySeconds } from './scheduler.ts';

const whole: ExchangeOutcome = {
  outcome: 'answered',
  isWhole: true,
  hasMore: false,
  adoption: { rotated: [], hasStableGrown: false },
  retryAfterSeconds: null,
};
const unreachable: ExchangeOutcome = { outcome: 'unreachable' };

function createScene(answers: (call: number) => ExchangeOutcome | Promise<ExchangeOutcome>) {
  const timers = createHandTimers();
  const runs: { readonly at: number; readonly halvings: number }[] = [];
  const states: string[] = [];
  const link = { isSlow: false };
  const scheduler = createScheduler({
    times: ordinaryTimes,
    timers,
    random: { fraction: () => 0.5 },
    run: async (halvings) => {
      runs.push({ at: timers.now(), halvings });
      return answers(runs.length);
    },
    hasReason: () => true,
    isLinkSlow: () => link.isSlow,
    onState: (state) => states.push(state),
  });
  return { timers, runs, states, scheduler, link };
}

describe('the schedule', () => {
  it('retries from 5 seconds up to 5 minutes, and each try is smaller (rule 12)', async () => {
    const { timers, runs, scheduler, states } = createScene(() => unreachable);
    scheduler.now();
    await timers.step(3_600);
    const gaps = runs.slice(1).map((run, i) => run.at - runs[i]!.at);
    expect(gaps[0]).toBeCloseTo(3.75);
    expect(gaps.at(-1)).toBeCloseTo(225);
    expect(runs.slice(0, 4).map((run) => run.halvings)).toEqual([0, 1, 2, 3]);
    expect(states[0]).toBe('offline');
  });
  it('waits no longer for the network because many were vaccinated while it was gone (rule 12)', async () => {
    let isBack = false;
    const { timers, runs, scheduler } = createScene(() => (isBack ? whole : unreachable));
    for (let i = 0; i < 30; i++) {
      scheduler.soon();
      await timers.step(1.5);
    }
    isBack = true;
    const tries = runs.length;
    await timers.step(8);
    expect(runs.length).toBeGreaterThan(tries);
  });
  it('spreads retries, never beyond the limits (rule 12)', () => {
    for (const fraction of [0, 0.99]) {
      const parts = { times: ordinaryTimes, random: { fraction: () => fraction } };
      for (let failures = 1; failures < 60; failures++) {
        const seconds = retrySeconds(failures, parts);
        expect(seconds).toBeGreaterThanOrEqual(2.5);
        expect(seconds).toBeLessThanOrEqual(300);
      }
    }
  });
  it('gathers appends of one second, and runs once more when asked twice while busy', async () => {
    let finish: (outcome: ExchangeOutcome) => void = () => undefined;
    const { timers, runs, scheduler } = createScene((call) =>
      call === 1 ? new Promise<ExchangeOutcome>((resolve) => (finish = resolve)) : whole,
    );
    scheduler.soon();
    scheduler.soon();
    await timers.step(1);
    expect(runs.length).toBe(1);
    scheduler.now();
    scheduler.now();
    scheduler.now();
    expect(runs.length).toBe(1);
    finish(whole);
    await timers.step(0.1);
    expect(runs.length).toBe(2);
    await timers.step(19);
    expect(runs.length).toBe(2);
    await timers.step(2);
    expect(runs.length).toBe(3);
  });
  it('gathers appends of fifteen seconds on a slow link, and still goes at once when it is asked to', async () => {
    const { timers, runs, scheduler, link } = createScene(() => whole);
    link.isSlow = true;
    scheduler.soon();
    await timers.step(10);
    scheduler.soon();
    await timers.step(4.9);
    expect(runs).toEqual([]);
    await timers.step(0.2);
    expect(runs.length).toBe(1);
    scheduler.soon();
    scheduler.now();
    expect(runs.length).toBe(2);
    link.isSlow = false;
    scheduler.soon();
    await timers.step(1);
    expect(runs.length).toBe(3);
  });
  it('goes on at once while there is more, and waits as long as the server asks', async () => {
    const { timers, runs, scheduler } = createScene((call) =>
      call < 3
        ? { ...whole, hasMore: true }
        : { outcome: 'refused', retryAfterSeconds: 120, isRequestAtFault: false },
    );
    scheduler.now();
    await timers.step(1);
    expect(runs.length).toBe(3);
    await timers.step(119);
    expect(runs.length).toBe(3);
    await timers.step(40);
    expect(runs.length).toBe(4);
  });
  it('tries again within five minutes or so when a captive portal asks for a day', async () => {
    const { timers, runs, scheduler } = createScene(() => ({
      outcome: 'refused',
      retryAfterSeconds: 86_400,
      isRequestAtFault: false,
    }));
    scheduler.now();
    await timers.step(400);
    expect(runs.length).toBe(2);
  });
  it('makes the request smaller when the server finds it too large, not when it is merely busy', async () => {
    const { timers, runs, scheduler } = createScene((call) => ({
      outcome: 'refused',
      retryAfterSeconds: null,
      isRequestAtFault: call <= 2,
    }));
    scheduler.now();
    await timers.step(60);
    expect(runs.slice(0, 4).map((run) => run.halvings)).toEqual([0, 1, 2, 2]);
  });
});
