// Owns what a line of the stock list may say: doses are counted, never owed.

import { expect, it } from 'vitest';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import { readStockLine } from './read-small-lines.ts';

const line = (doses: string) =>
  readStockLine(
    { centre_id: '101', product: 'COVISHIELD', batch: '4121Z025', expiry: '2021-10-04', doses },
    currentRuleSet.products,
  );

it.each(['-5', '−5', '(5)', '5.5', '', '99999999'])(
  'refuses stock that is negative or no number of doses: "%s"',
  (doses) => {
    expect(JSON.stringify(line(doses))).toMatch(/not a number from 0 to/);
  },
);

it('takes stock that is used up', () => {
  expect(JSON.stringify(line('0'))).not.toMatch(/not a number/);
});
