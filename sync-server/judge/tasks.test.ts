// Owns what becomes a person's task and what does not: one for a case, a vial, a batch; never for the person's own word.

import { describe, expect, it } from 'vitest';
import { batchCapacity, vialCapacity } from '../../schemas/rules/stock-cap.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import { groupsOf } from './group-tasks.ts';
import { findSessionFlags, type FlaggedDose } from './session-flags.ts';
import { caseTaskReasons, clinicalTaskReasons, type JudgedDose } from './tasks.ts';

const judged = (state: string, ...names: string[]): JudgedDose => ({
  state,
  reasons: names.map((reason) => ({ reason })),
  isTakenBack: false,
});

describe('a case', () => {
  it('is nobody’s task while it waits for the person’s own word, however long', () => {
    expect(caseTaskReasons([judged('waiting', 'walk-in-waits-for-word')], null)).toEqual([]);
    expect(caseTaskReasons([judged('waiting', 'code-none')], null)).toEqual([]);
  });

  it('is one task with all its contradictions, of all its doses', () => {
    const doses = [
      judged('held', 'code-wrong', 'recorded-twice', 'vial-unknown'),
      judged('held', 'recorded-twice', 'staff-unknown'),
    ];
    expect(caseTaskReasons(doses, 'wrong')).toEqual([
      'code-wrong',
      'recorded-twice',
      'staff-unknown',
    ]);
  });

  it('becomes a task for missing evidence only once that is due', () => {
    expect(caseTaskReasons([judged('waiting', 'vial-unknown')], null)).toEqual([]);
    const due = judged('waiting', 'code-none', 'registration-unknown', 'evidence-overdue');
    expect(caseTaskReasons([due], null)).toEqual(['registration-unknown']);
    const both = judged('waiting', 'vial-unknown', 'session-unknown', 'evidence-overdue');
    expect(caseTaskReasons([both], null)).toEqual(['session-unknown', 'vial-unknown']);
  });

  it('leaves a vial that nobody opened to one task of that vial, once it is due', () => {
    const due = judged('waiting', 'code-none', 'vial-unknown', 'evidence-overdue');
    expect(caseTaskReasons([due], null)).toEqual([]);
    expect(groupsOf(due)).toEqual(['vial']);
    expect(groupsOf(judged('waiting', 'vial-unknown'))).toEqual([]);
  });

  it('leaves a dose to the task of its tablet while nothing else contradicts it', () => {
    const copied = judged('held', 'copied-tablet', 'walk-in-waits-for-word');
    expect(caseTaskReasons([copied], null)).toEqual([]);
    expect(groupsOf(copied)).toEqual(['tablet']);
    const guessed = judged('held', 'code-wrong', 'copied-tablet');
    expect(caseTaskReasons([guessed], 'wrong')).toEqual(['code-wrong', 'copied-tablet']);
    expect(groupsOf(guessed)).toEqual([]);
    expect(groupsOf({ ...copied, isTakenBack: true })).toEqual([]);
  });

  it('leaves a dose that only waits for the word on a vouch to that vouch', () => {
    const dose = judged('waiting', 'vouch-unconfirmed');
    expect(caseTaskReasons([dose], null)).toEqual([]);
    expect(groupsOf(dose)).toEqual(['vouch']);
  });

  it('is a task for a code that looks right and is not, also when no dose follows', () => {
    expect(caseTaskReasons([], 'wrong')).toEqual(['code-wrong']);
    expect(caseTaskReasons([], 'several')).toEqual(['code-several']);
    expect(caseTaskReasons([], null)).toEqual([]);
  });

  it('keeps the task of a wrong code when the dose is taken back, and drops the others', () => {
    const dose = { ...judged('held', 'code-wrong', 'recorded-twice'), isTakenBack: true };
    expect(caseTaskReasons([dose], 'wrong')).toEqual(['code-wrong']);
  });

  it('leaves a vial’s and a batch’s trouble to the task of that vial and batch', () => {
    const dose = judged('waiting', 'vial-overdrawn', 'batch-unknown', 'evidence-overdue');
    expect(caseTaskReasons([dose], null)).toEqual([]);
  });

  it('has its clinical questions apart, whatever its state', () => {
    const dose = judged('confirmed', 'interval-too-short', 'age-below');
    expect(caseTaskReasons([dose], null)).toEqual([]);
    expect(clinicalTaskReasons([dose])).toEqual(['age-below', 'interval-too-short']);
  });
});

describe('the cap of stock', () => {
  const covishield = currentRuleSet.products.find((rule) => rule.product === 'COVISHIELD')!;

  it('of a vial is nominal and tolerance, less the rest that was thrown away', () => {
    expect(vialCapacity(covishield, 10, 0)).toBe(11);
    expect(vialCapacity(covishield, 10, 3)).toBe(8);
    expect(vialCapacity(covishield, 10, 40)).toBe(0);
    expect(vialCapacity(undefined, 10, 0)).toBe(10);
  });

  it('of a batch is what was issued, and the tolerance of its vials, less what was thrown away', () => {
    expect(batchCapacity(covishield, 100, 0)).toBe(110);
    expect(batchCapacity(covishield, 100, 7)).toBe(103);
    expect(batchCapacity(undefined, 100, 0)).toBe(100);
    expect(batchCapacity(covishield, 0, 5)).toBe(0);
  });
});

describe('a vaccination session', () => {
  const opensAt = 1_790_000_000;
  const hours = { opensAt, closesAt: opensAt + 7 * 3_600 };
  const doses = (count: number, more: Partial<FlaggedDose> = {}, everySeconds = 240) =>
    Array.from({ length: count }, (_, i): FlaggedDose => {
      const givenAt = opensAt + i * everySeconds;
      const by = { staff: 'st-1', registeredBy: 'st-2', device: 'one' };
      return { ...by, givenAt, receivedAt: givenAt + 60, ...more };
    });

  it('is nothing odd on an ordinary day', () => {
    expect(findSessionFlags(doses(100), hours)).toEqual([]);
  });

  it('is flagged once for a pace that one pair of hands does not have, for whoever had it', () => {
    expect(findSessionFlags(doses(90, {}, 20), hours)).toEqual([{ flag: 'rate', about: 'st-1' }]);
  });

  it('is flagged once for hours in which nobody queues, however many doses', () => {
    const late = doses(5, {
      givenAt: hours.closesAt + 3 * 3_600,
      receivedAt: hours.closesAt + 4 * 3_600,
    });
    expect(findSessionFlags(late, hours)).toEqual([{ flag: 'hours', about: '' }]);
    expect(findSessionFlags(late, null)).toEqual([]);
  });

  it('is flagged once for each tablet whose doses were given after they had arrived', () => {
    const early = doses(5, { receivedAt: opensAt - 3_600 });
    expect(findSessionFlags(early, hours)).toEqual([{ flag: 'clock', about: 'one' }]);
  });

  it('is flagged where one person registered and gave every dose of a long day', () => {
    const alone = doses(20, { registeredBy: 'st-1' });
    expect(findSessionFlags(alone, hours)).toEqual([{ flag: 'single-handed', about: 'st-1' }]);
    expect(findSessionFlags(alone.slice(1), hours)).toEqual([]);
  });
});
