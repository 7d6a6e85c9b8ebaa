// Tests when an unattended tablet locks by itself.

import { describe, expect, it } from 'vitest';
import { createHandTimers } from '../testing/hand-timers.ts';
import { startAutoLock } from './auto-lock.ts';

function createScene(isSessionOpen: boolean) {
  const timers = createHandTimers();
  let onVisibility: (isVisible: boolean) => void = () => undefined;
  let onActivity = (): void => undefined;
  let locks = 0;
  startAutoLock({
    clock: { wall: () => Math.floor(timers.now()), running: timers.now },
    timers,
    page: {
      isVisible: () => true,
      isOnline: () => true,
      linkHints: () => ({ effectiveType: null, isSavingData: false }),
      onOnline: () => () => undefined,
      onVisibility: (run) => ((onVisibility = run), () => undefined),
      onActivity: (run) => ((onActivity = run), () => undefined),
    },
    isSessionOpen: () => isSessionOpen,
    lock: () => locks++,
  });
  return {
    timers,
    locks: () => locks,
    show: (isVisible: boolean) => onVisibility(isVisible),
    touch: () => onActivity(),
  };
}

describe('an unattended tablet', () => {
  it('locks after 15 minutes during a vaccination session, after 2 otherwise', async () => {
    for (const [isOpen, seconds] of [
      [true, 900],
      [false, 120],
    ] as const) {
      const scene = createScene(isOpen);
      await scene.timers.step(seconds - 10);
      scene.touch();
      await scene.timers.step(seconds - 10);
      expect(scene.locks()).toBe(0);
      await scene.timers.step(20);
      expect(scene.locks()).toBeGreaterThan(0);
    }
  });
  it('locks when hidden for more than 30 seconds, not for a glance at the camera', async () => {
    const scene = createScene(true);
    scene.show(false);
    await scene.timers.step(20);
    scene.show(true);
    await scene.timers.step(60);
    expect(scene.locks()).toBe(0);
    scene.show(false);
    await scene.timers.step(31);
    expect(scene.locks()).toBeGreaterThan(0);
  });
});
