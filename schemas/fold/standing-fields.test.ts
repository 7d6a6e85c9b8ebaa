// Tests which word stands after corrections by one tablet, by two that saw each other, and by two that did not.

import { expect, it } from 'vitest';
import type { CaseEntry, PersonCorrectedBody } from './case.ts';
import { standingFields } from './standing-fields.ts';

function correction(
  log: string,
  seq: number,
  before: object,
  after: PersonCorrectedBody['after'],
): CaseEntry<PersonCorrectedBody> {
  const ref = { log, seq, h: 'AAAAAAAAAAA' };
  return {
    ref,
    by: null,
    at: 1,
    skew: 0,
    body: { before: { ...before }, after, reason: 'id-shows' },
  };
}
const standing = (...corrections: CaseEntry<PersonCorrectedBody>[]) =>
  standingFields({ corrections });

it('nothing stands but what was corrected', () => {
  expect(standing()).toEqual({});
  expect(standing(correction('A', 1, { birthYear: 1960 }, { birthYear: 1966 }))).toEqual({
    birthYear: 1966,
  });
});

it('the later word of one tablet stands, each field by itself', () => {
  const first = correction('A', 1, { name: 'A', birthYear: 1960 }, { name: 'B', birthYear: 1961 });
  expect(standing(first, correction('A', 2, { name: 'B' }, { name: 'C' }))).toEqual({
    name: 'C',
    birthYear: 1961,
  });
});

it('who saw the other’s word and replaced it stands, also when its log comes first', () => {
  const later = correction('A', 9, { name: 'B' }, { name: 'C' });
  expect(standing(later, correction('Z', 1, { name: 'A' }, { name: 'B' }))).toEqual({ name: 'C' });
});

it('of two that did not know of each other the same one stands everywhere', () => {
  const one = correction('A', 1, { name: 'A' }, { name: 'B' });
  const two = correction('Z', 1, { name: 'A' }, { name: 'C' });
  expect(standing(one, two)).toEqual({ name: 'C' });
});

it('a correction that was taken back by a second one is gone', () => {
  const one = correction('A', 1, { name: 'A' }, { name: 'B' });
  const back = correction('A', 2, { name: 'B' }, { name: 'A' });
  expect(standing(one, back)).toEqual({ name: 'A' });
});
