// Owns the proof that the desk's day is India's day.

import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createChosenDay } from './chosen-day.ts';

const fiveInTheMorning = Date.parse('2021-05-21T05:00:00+05:30') / 1000;

test('at five in the morning in India it is today, although Greenwich still has yesterday', () => {
  expect(createChosenDay(signal(fiveInTheMorning)).day.value).toBe('2021-05-21');
});

test('today moves on at midnight, a chosen day stays', () => {
  const now = signal(fiveInTheMorning);
  const days = createChosenDay(now);
  const other = createChosenDay(now);
  other.choose('2021-05-19');
  now.value += 86_400;
  expect(days.day.value).toBe('2021-05-22');
  expect(other.day.value).toBe('2021-05-19');
});

test('a day that is none, or that lies ahead, changes nothing', () => {
  const days = createChosenDay(signal(fiveInTheMorning));
  days.choose('2021-02-30');
  days.choose('2021-05-22');
  days.choose('');
  expect(days.isToday.value).toBe(true);
  days.step(-1);
  expect(days.day.value).toBe('2021-05-20');
  days.step(1);
  expect(days.isToday.value).toBe(true);
});
