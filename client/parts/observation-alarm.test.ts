// Owns the promises of the alarm: it rings at the end of thirty minutes, once for all, and never in a storm.

import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { BoardEntry } from '../room/port.ts';
import { createObservationAlarm, decideAlarm } from './observation-alarm.ts';

const entry = (token: string, until: number): BoardEntry => ({
  token,
  initials: 'S R',
  givenAt: until - 1800,
  until,
});

function scene(entries: readonly BoardEntry[], start: number) {
  const rung: string[] = [];
  const board = signal(entries);
  const now = signal(start);
  const alarm = createObservationAlarm({ board }, now, {
    ring: () => rung.push('ring'),
    stop: () => rung.push('stop'),
  });
  return { rung, board, now, alarm };
}

describe('the alarm at the end of observation', () => {
  it('rings when the thirty minutes are over, and names whom', () => {
    const { rung, now, alarm } = scene([entry('K001', 1000), entry('K002', 2000)], 900);
    expect(rung).toEqual([]);
    now.value = 1000;
    expect(rung).toEqual(['ring']);
    expect(alarm.over.value.map(({ token }) => token)).toEqual(['K001']);
    now.value = 1500;
    expect(rung).toEqual(['ring']);
    alarm.answer();
    expect(alarm.over.value).toEqual([]);
    now.value = 2000;
    expect(rung).toEqual(['ring', 'stop', 'ring']);
  });

  it('makes one alarm of everybody whose time ran out while the tablet slept', () => {
    const people = Array.from({ length: 12 }, (_, i) => entry(`K${i}`, 1000 + i));
    const { rung, now, alarm } = scene(people, 900);
    now.value = 5000;
    expect(rung).toEqual(['ring']);
    expect(alarm.over.value).toHaveLength(12);
  });

  it('stays silent after a start for those who were over before', () => {
    const { rung, now, alarm } = scene([entry('K001', 1000)], 1200);
    now.value = 1300;
    expect(rung).toEqual([]);
    expect(alarm.over.value).toEqual([]);
  });

  it('stops by itself when the person was let go', () => {
    const { rung, now, board, alarm } = scene([entry('K001', 1000)], 900);
    now.value = 1001;
    board.value = [];
    expect(rung).toEqual(['ring', 'stop']);
    expect(alarm.over.value).toEqual([]);
  });

  it('rings again for nobody when the clock is set back and comes to the same minute twice', () => {
    const first = decideAlarm([entry('K001', 1000)], 900, null);
    const rung = decideAlarm([entry('K001', 1000)], 1000, first.seen);
    expect(rung.isRinging).toBe(true);
    const back = decideAlarm([entry('K001', 1000)], 950, rung.seen);
    expect(decideAlarm([entry('K001', 1000)], 1001, back.seen).isRinging).toBe(false);
  });
});
