import { expect, it } from 'vitest';
import { createDice } from '../../simulation/dice.ts';
import { dosesPerVial, eventsPerPerson, planDay } from './day-plan.ts';

const people = 200;
const plan = planDay(createDice(1), people);

it('gives each person four records in their order, and a vial to every ten doses before the first of them', () => {
  expect(plan).toHaveLength(people * eventsPerPerson + people / dosesPerVial);
  for (let index = 0; index < people; index++) {
    const own = plan.filter((record) => record.index === index && record.kind !== 'vial-opened');
    expect(own.map(({ kind }) => kind)).toEqual([
      'checked-in',
      'code-tried',
      'dose-administered',
      'observation-ended',
    ]);
  }
  const drawn = plan.filter(({ kind }) => kind === 'dose-administered' || kind === 'vial-opened');
  expect(drawn[0]!.kind).toBe('vial-opened');
  expect(drawn[1 + dosesPerVial]!.kind).toBe('vial-opened');
});

it('lets time go forward, people pass each other, and nobody leaves before thirty minutes', () => {
  for (const [i, record] of plan.entries())
    expect(record.at).toBeGreaterThanOrEqual(plan[i - 1]?.at ?? 0);
  const arrivals = plan.filter(({ kind }) => kind === 'checked-in').map(({ index }) => index);
  expect(arrivals).not.toEqual([...arrivals].sort((a, b) => a - b));
  const timeOf = (kind: string, index: number): number =>
    plan.find((record) => record.kind === kind && record.index === index)!.at;
  for (let index = 0; index < people; index++)
    expect(
      timeOf('observation-ended', index) - timeOf('dose-administered', index),
    ).toBeGreaterThanOrEqual(1_800);
});

it('is the same day for the same seed', () => {
  expect(planDay(createDice(1), people)).toEqual(plan);
  expect(planDay(createDice(2), people)).not.toEqual(plan);
});
