// Tests what a correction must name, and that what stood before is kept whatever form it had.

import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { personCorrected } from './person-corrected.ts';

const isBody = (body: unknown): boolean => z.safeParse(personCorrected.body, body).success;
const reason = 'id-shows';

describe('a correction of a person', () => {
  it('names at least one field of the person and a reason', () => {
    expect(isBody({ before: { name: 'A' }, after: { name: 'B' }, reason })).toBe(true);
    expect(isBody({ before: {}, after: {}, reason })).toBe(false);
    expect(isBody({ before: {}, after: { shoeSize: 7 }, reason })).toBe(false);
    expect(isBody({ before: { name: 'A' }, after: { name: 'B' } })).toBe(false);
  });

  it('keeps what stood before in whatever form the list had it', () => {
    const before = { mobileNumber: '98765', birthYear: 'unknown' };
    expect(isBody({ before, after: { mobileNumber: '9876543210' }, reason })).toBe(true);
  });

  it.each([
    ['a phone of nine digits', { mobileNumber: '987654321' }],
    ['a birth year of 1850', { birthYear: 1850 }],
    ['a name of 201 letters', { name: 'a'.repeat(201) }],
    ['a whole ID number', { idLast4: '123456789012' }],
  ])('does not put %s in its place', (_, after) => {
    expect(isBody({ before: {}, after, reason })).toBe(false);
  });
});
