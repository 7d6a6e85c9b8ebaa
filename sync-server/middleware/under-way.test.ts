// Tests that cards and messages let a crowd of tablets go first, and that no crowd holds them up for good.

import { describe, expect, it } from 'vitest';
import { createUnderWay } from './under-way.ts';

function createAlarm() {
  const calls = new Set<() => void>();
  return {
    ring: () => [...calls].forEach((call) => call()),
    count: () => calls.size,
    after: (_seconds: number, call: () => void) => {
      calls.add(call);
      return () => void calls.delete(call);
    },
  };
}

/** Exchanges that run until they are ended; one of them may fail. */
function crowd(underWay: ReturnType<typeof createUnderWay>, count: number) {
  const ends: ((error?: Error) => void)[] = [];
  const running = Array.from({ length: count }, () =>
    underWay
      .during(
        () =>
          new Promise<void>((resolve, reject) =>
            ends.push((error) => (error === undefined ? resolve() : reject(error))),
          ),
      )
      .catch(() => undefined),
  );
  return { end: (i: number, error?: Error) => ends[i]!(error), running };
}

async function isIn(work: Promise<void>): Promise<boolean> {
  let isDone = false;
  void work.then(() => (isDone = true));
  for (let i = 0; i < 5; i++) await Promise.resolve();
  return isDone;
}

describe('work that no tablet waits for', () => {
  it('goes on at once while a few exchanges are under way', async () => {
    const underWay = createUnderWay(createAlarm());
    expect(await isIn(underWay.untilRoom())).toBe(true);
    crowd(underWay, 3);
    expect(await isIn(underWay.untilRoom())).toBe(true);
  });

  it('waits while many are, and goes on when they have ended, also those that failed', async () => {
    const alarm = createAlarm();
    const underWay = createUnderWay(alarm);
    const tablets = crowd(underWay, 5);
    const work = underWay.untilRoom();
    expect(await isIn(work)).toBe(false);
    tablets.end(0);
    await tablets.running[0];
    expect(await isIn(work)).toBe(false);
    tablets.end(1, new Error('disk'));
    await tablets.running[1];
    expect(await isIn(work)).toBe(true);
    expect(alarm.count()).toBe(0);
  });

  it('goes on after a while also when they never end', async () => {
    const alarm = createAlarm();
    const underWay = createUnderWay(alarm);
    crowd(underWay, 200);
    const work = underWay.untilRoom();
    expect(await isIn(work)).toBe(false);
    alarm.ring();
    expect(await isIn(work)).toBe(true);
    expect(await isIn(underWay.untilRoom())).toBe(false);
  });
});
