// Owns the boundary days of the dated rules: IST midnights, day 83 and 84, vials at their limits.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  dayToDayNumber,
  daysBetween,
  istDayOf,
  istDayStart,
  istTimeOf,
  readDay,
} from './day.ts';
import { judgeDoseInterval, nextDoseDueFrom } from './dose-interval.ts';
import { openVialOutlook } from './open-vial.ts';
import { currentRuleSet, intervalInForce } from './rule-set.ts';

describe('days in India Standard Time', () => {
  it('calls 05:00 IST today, and changes the day at IST midnight', () => {
    const midnight = istDayStart('2021-05-21')!;
    expect(istDayOf(midnight)).toBe('2021-05-21');
    expect(istDayOf(midnight - 1)).toBe('2021-05-20');
    expect(istDayOf(midnight + 5 * 3600)).toBe('2021-05-21');
    expect(istTimeOf(midnight + 5 * 3600)).toBe('05:00');
  });

  it('agrees with the platform calendar on every day of 400 years', () => {
    fc.assert(
      fc.property(fc.integer({ min: -60_000, max: 90_000 }), (n) => {
        const day = new Date(n * 86_400_000).toISOString().slice(0, 10);
        expect(dayToDayNumber(day)).toBe(n);
        expect(addDays('1970-01-01', n)).toBe(day);
      }),
    );
  });

  it('reads the three forms of dates lists hold and refuses days that do not exist', () => {
    expect(readDay('21-05-2021')).toEqual({ day: '2021-05-21', form: 'cowin' });
    expect(readDay('2021-05-21')).toEqual({ day: '2021-05-21', form: 'iso' });
    expect(readDay('21/05/2021')).toEqual({ day: '2021-05-21', form: 'slashes' });
    for (const wrong of ['31-02-2021', '2021-13-01', '21-05-21', '', '21-05/2021'])
      expect(readDay(wrong)).toBeNull();
  });
});

describe('interval between doses', () => {
  it('calls day 83 too early and day 84 due for Covishield under the rule of 13 May 2021', () => {
    const first = '2021-03-01';
    const day83 = addDays(first, 83)!;
    const day84 = addDays(first, 84)!;
    expect(judgeDoseInterval(currentRuleSet, 'COVISHIELD', 2, first, day83)).toMatchObject({
      outcome: 'too-early',
      days: 83,
      dueFrom: day84,
    });
    expect(judgeDoseInterval(currentRuleSet, 'COVISHIELD', 2, first, day84)).toMatchObject({
      outcome: 'due',
      days: 84,
    });
    expect(daysBetween(first, day84)).toBe(84);
  });

  it('uses the row in force on the day, not the newest', () => {
    expect(intervalInForce(currentRuleSet, 'COVISHIELD', 2, '2021-05-12')?.daysMin).toBe(28);
    expect(intervalInForce(currentRuleSet, 'COVISHIELD', 2, '2021-05-13')?.daysMin).toBe(84);
    expect(intervalInForce(currentRuleSet, 'COVISHIELD', 3, '2021-05-13')).toBeNull();
  });

  it('says when the next dose is due, and that it does not know an earlier one', () => {
    expect(nextDoseDueFrom(currentRuleSet, 'COVAXIN', 1, '2021-05-21')).toBe('2021-06-18');
    expect(judgeDoseInterval(currentRuleSet, 'COVAXIN', 2, null, '2021-05-21').outcome).toBe(
      'earlier-dose-unknown',
    );
  });

  it('names a source on every row', () => {
    for (const row of [
      ...currentRuleSet.products,
      ...currentRuleSet.intervals,
      ...currentRuleSet.ages,
    ])
      expect(row.source.length).toBeGreaterThan(10);
  });
});

describe('open vial', () => {
  const rule = currentRuleSet.products.find((p) => p.product === 'COVISHIELD')!;

  it('notes dose 11 of 10 and goes beyond tolerance at 12', () => {
    const at = (drawn: number) =>
      openVialOutlook(rule, { openedAt: 0, dosesNominal: 10, drawn }, 60);
    expect(at(10)).toMatchObject({ dosesLeft: 0, dosesAboveNominal: 0, isAboveTolerance: false });
    expect(at(11)).toMatchObject({ dosesAboveNominal: 1, isAboveTolerance: false });
    expect(at(12)).toMatchObject({ isAboveTolerance: true });
  });

  it('is past its time after four hours', () => {
    const at = (now: number) =>
      openVialOutlook(rule, { openedAt: 1000, dosesNominal: 10, drawn: 0 }, now);
    expect(at(1000 + 239 * 60)).toMatchObject({ minutesLeft: 1, isPastTime: false });
    expect(at(1000 + 240 * 60)).toMatchObject({ isPastTime: true });
  });

  it('never has more than its whole time, also on a clock that is behind its opening', () => {
    const at = (now: number) =>
      openVialOutlook(rule, { openedAt: 1000, dosesNominal: 10, drawn: 0 }, now);
    expect(at(1000 - 5)).toMatchObject({ minutesLeft: rule.openVialMinutes, isPastTime: false });
  });
});
