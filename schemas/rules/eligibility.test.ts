// Tests the dated ages: adults by the phase of 2021, children by their group and its product.

import { describe, expect, it } from 'vitest';
import { judgeEligibility } from './eligibility.ts';
import { currentRuleSet, type RuleSet } from './rule-set.ts';
import { adviceOf } from './screening.ts';
import { screeningItems } from './screening-rows.ts';

const judge = (product: string, age: number, day: string) =>
  judgeEligibility(currentRuleSet, { birthYear: Number(day.slice(0, 4)) - age, product }, day);

describe('who may be vaccinated', () => {
  it('is 45 and over until 30 April 2021, and 18 and over from 1 May', () => {
    expect(judge('COVISHIELD', 30, '2021-04-30')).toMatchObject({
      outcome: 'too-young',
      ageMin: 45,
    });
    expect(judge('COVISHIELD', 30, '2021-05-01')).toEqual({
      outcome: 'eligible',
      age: 30,
      ageMin: 18,
      ruleFrom: '2021-05-01',
    });
  });

  it('is 15 to 17 with Covaxin only, from 3 January 2022', () => {
    expect(judge('COVAXIN', 16, '2022-01-02').outcome).toBe('too-young');
    expect(judge('COVAXIN', 16, '2022-01-03').outcome).toBe('eligible');
    expect(judge('COVISHIELD', 16, '2022-01-03')).toMatchObject({
      outcome: 'other-product-for-age',
      products: ['COVAXIN'],
      ruleFrom: '2022-01-03',
    });
  });

  it('is 12 to 14 with Corbevax only, from 16 March 2022', () => {
    expect(judge('CORBEVAX', 13, '2022-03-15').outcome).toBe('too-young');
    expect(judge('CORBEVAX', 13, '2022-03-16').outcome).toBe('eligible');
    expect(judge('COVAXIN', 13, '2022-03-16').outcome).toBe('other-product-for-age');
    expect(judge('CORBEVAX', 16, '2022-03-16').outcome).toBe('other-product-for-age');
    expect(judge('CORBEVAX', 11, '2022-03-16').outcome).toBe('too-young');
  });

  it('is judged by rows of the list when it brings its own, and by the program’s when an older server sent none', () => {
    const { ageGroups: _, screening: __, ...rows } = currentRuleSet;
    const older: RuleSet = rows;
    const child = { birthYear: 2006, product: 'COVISHIELD' };
    expect(judgeEligibility(older, child, '2022-03-01').outcome).toBe('other-product-for-age');
    expect(judgeEligibility({ ...older, ageGroups: [] }, child, '2022-03-01').outcome).toBe(
      'too-young',
    );
    expect(adviceOf({ ...older, screening: [] }, 'fever', '2022-03-01')).toBeNull();
    expect(adviceOf(older, 'fever', '2022-03-01')?.advice).toBe('defer');
  });
});

describe('the screening questions', () => {
  it('each have advice with the date of its row by the time all vaccines were given', () => {
    for (const item of screeningItems)
      expect(adviceOf(currentRuleSet, item, '2021-07-02')?.ruleFrom).toMatch(/^2021-/);
  });

  it('change their advice on the day the guideline changed', () => {
    expect(adviceOf(currentRuleSet, 'breast-feeding', '2021-05-18')?.advice).toBe('ask-doctor');
    expect(adviceOf(currentRuleSet, 'breast-feeding', '2021-05-19')?.advice).toBe('allowed');
  });
});
