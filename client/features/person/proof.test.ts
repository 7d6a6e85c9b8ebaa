// Owns what may stand behind a dose: a live code, or a plain reason.

import { describe, expect, it } from 'vitest';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import { proofOf } from './proof.ts';

describe('the proof behind a dose', () => {
  it('is asked for again when the person comes back after "not today"', async () => {
    const tablet = createFakeTablet();
    const key = tablet.people.value[1]!.key;
    const person = () => tablet.people.value.find((row) => row.key === key)!;
    await tablet.recordCodeTry(person(), 2, true);
    expect(proofOf(person(), null).proof).toBe('code');
    const said = person().folded.codesTried[0]!.ref;
    await tablet.recordNotToday(person(), { outcome: 'deferred', reason: 'fever', nextDate: null });
    expect(person().folded.notToday[0]!.body.ends).toEqual([said]);
    expect(proofOf(person(), null)).toEqual({ proof: 'open' });
    await tablet.recordCodeTry(person(), 2, true);
    expect(proofOf(person(), null).proof).toBe('code');
  });
});
