import { describe, expect, it } from 'vitest';
import { createBrowserAlarm, type AlarmPlatform } from './alarm.ts';

function platformOf(withVibration = true) {
  const buzzes: unknown[] = [];
  const runs = new Map<number, () => void>();
  let next = 0;
  const platform: AlarmPlatform = {
    navigator: withVibration
      ? {
          vibrate: (pattern) => {
            buzzes.push(pattern);
            return true;
          },
        }
      : {},
    setInterval: (run) => {
      runs.set(++next, run);
      return next;
    },
    clearInterval: (timer) => void runs.delete(timer),
    addEventListener: () => undefined,
  };
  return { platform, buzzes, runs };
}

describe('the alarm', () => {
  it('buzzes at once and again, ends by itself, and is one alarm however often it is asked for', () => {
    const { platform, buzzes, runs } = platformOf();
    const alarm = createBrowserAlarm(platform);
    alarm.ring();
    alarm.ring();
    alarm.ring();
    expect(runs.size).toBe(1);
    expect(buzzes).toHaveLength(1);
    for (let i = 0; i < 20; i++) for (const run of runs.values()) run();
    expect(runs.size).toBe(0);
    expect(buzzes.length).toBeLessThanOrEqual(11);
  });

  it('stops when somebody says so, and works on a device that can neither buzz nor sound', () => {
    const { platform, runs } = platformOf(false);
    const alarm = createBrowserAlarm(platform);
    alarm.ring();
    expect(runs.size).toBe(1);
    alarm.stop();
    expect(runs.size).toBe(0);
  });
});
