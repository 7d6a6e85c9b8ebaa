// Tests that a full server sends tablets away with a time of their own, and lets in first whoever has waited five minutes.

import { describe, expect, it } from 'vitest';
import { limits } from '../../schemas/limits.ts';
import { createDoor, decideAdmission } from './admission.ts';

const { exchangesAtOnceMax, exchangesForWaitingMax, waitedSecondsFirst } = limits;

describe('a server that all tablets come back to at once', () => {
  it('lets in up to its number, and those who have waited five minutes beyond it', () => {
    const outcomeOf = (running: number, waited: number) =>
      decideAdmission(running, waited, () => 0).outcome;
    expect(outcomeOf(exchangesAtOnceMax - 1, 0)).toBe('admitted');
    expect(outcomeOf(exchangesAtOnceMax, waitedSecondsFirst - 1)).toBe('come-back');
    expect(outcomeOf(exchangesAtOnceMax, waitedSecondsFirst)).toBe('admitted');
    expect(outcomeOf(exchangesAtOnceMax + exchangesForWaitingMax, 1e9)).toBe('come-back');
  });

  it('names each a time of its own to come back, between five and twenty seconds', () => {
    const seconds = [0, 0.25, 0.5, 0.999].map((fraction) =>
      decideAdmission(exchangesAtOnceMax, 0, () => fraction),
    );
    expect(seconds).toEqual([5, 9, 13, 20].map((at) => ({ outcome: 'come-back', seconds: at })));
  });

  it('has room again when an exchange ends, also one that failed', async () => {
    const door = createDoor(() => new Uint8Array(1));
    const ends: (() => void)[] = [];
    const running = Array.from({ length: exchangesAtOnceMax }, () =>
      door.enter(0, () => new Promise<void>((resolve) => ends.push(resolve))),
    );
    expect((await door.enter(0, async () => 'in')).outcome).toBe('come-back');
    expect(await door.enter(waitedSecondsFirst, async () => 'in')).toEqual({
      outcome: 'done',
      value: 'in',
    });
    await expect(
      door.enter(waitedSecondsFirst, () => Promise.reject(new Error('disk'))),
    ).rejects.toThrow();
    expect(door.isFull()).toBeNull();
    for (const end of ends) end();
    await Promise.all(running);
    expect(await door.enter(0, async () => 'in')).toEqual({ outcome: 'done', value: 'in' });
  });
});
