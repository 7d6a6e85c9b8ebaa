// Tests what the tablet believes the time to be.

import { describe, expect, it } from 'vitest';
import { createTrustedTime, judgeClock, unknownTime, type StoredTime } from './trusted-time.ts';

const may21 = 1_621_580_000;
const day = 86_400;
const seen: StoredTime = {
  ...unknownTime,
  lastServerTime: may21,
  lastWall: may21,
  driftSeconds: 40,
};

function clockAt(wall: number) {
  const clock = { wallNow: wall, runningNow: 100 };
  return { clock, port: { wall: () => clock.wallNow, running: () => clock.runningNow } };
}

describe('the time', () => {
  it('is never before the last server time plus the running time', () => {
    const { clock, port } = clockAt(0);
    const time = createTrustedTime(port, seen);
    clock.runningNow += 60;
    expect(time.now()).toBe(may21 + 60);
    expect(time.fault()).toBe('went-back');
    expect(time.toStore()).toBeNull();
  });
  it('asks after a jump of more than 7 days, not after a weekend', () => {
    expect(judgeClock(seen, may21 + 6 * day)).toBeNull();
    expect(judgeClock(seen, may21 + 8 * day)).toBe('jumped-ahead');
    expect(judgeClock(seen, may21 - 60)).toBeNull();
    expect(judgeClock(unknownTime, 0)).toBeNull();
  });
  it('follows a person’s answer until the server says the time', () => {
    const { port } = clockAt(4_070_000_000);
    const time = createTrustedTime(port, seen);
    expect(time.fault()).toBe('jumped-ahead');
    time.answerDay('2021-05-22');
    expect(time.fault()).toBeNull();
    expect(time.now()).toBeGreaterThan(may21);
    expect(time.now()).toBeLessThan(may21 + 3 * day);
    time.serverTimeSeen(may21 + 500);
    expect(time.now()).toBe(may21 + 500);
    expect(time.drift()).toBe(4_070_000_000 - may21 - 500);
  });
  it('says how far ahead its clock is: measured after contact, remembered after a restart', () => {
    const { port } = clockAt(may21 + 90);
    const time = createTrustedTime(port, seen);
    expect(time.skew()).toBe(40);
    time.serverTimeSeen(may21);
    expect(time.skew()).toBe(90);
  });
});
