// Owns that a booking on no list here is taken at the table: what is refused at once, what is kept, and what is said of it later.

import { describe, expect, it } from 'vitest';
import type { Case, DoseInCase } from '../../../schemas/fold/case.ts';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import { findBookingFaults } from './booking-model.ts';
import { statedBookingWords } from './booking-words.ts';
import { createPersonModel } from './person-model.ts';

const referenceId = '70000000000041';

describe('a booking that is on no list here', () => {
  const walkIn = async () => {
    const tablet = createFakeTablet();
    const { key } = await tablet.registerWalkIn({
      name: 'Sunita Jadhav',
      birthYear: 1975,
      gender: 'Female',
      mobileNumber: '9822100041',
      idType: null,
      idLast4: null,
      vaccinationSession: 'vs-1',
      category: 'citizen',
    });
    const model = createPersonModel(tablet, key!, () => 'en');
    return { tablet, model, key: key! };
  };

  it('has a number of 13 or 14 digits and a code of four that is not its end', () => {
    const faults = (number: string, code: string) =>
      findBookingFaults({ referenceId: number, code });
    expect(faults(referenceId, '4711')).toEqual({});
    expect(faults(' 7000 0000 0000 41 ', '४७११')).toEqual({});
    expect(faults('123', '')).toEqual({
      referenceId: 'recordOnly.referenceMalformed',
      code: 'code.nothing-typed',
    });
    expect(faults(referenceId, '123456').code).toBe('code.six-digit-otp');
    expect(faults(referenceId, '12').code).toBe('code.not-four-digits');
    expect(faults(referenceId, '0041').code).toBe('code.end-of-reference-id');
  });

  it('stands behind the dose that follows, which names no reason of being without a code', async () => {
    const { model, tablet, key } = await walkIn();
    expect(model.proof.value).toEqual({ proof: 'without-code', why: 'walk-in' });
    model.booking.change({ referenceId, code: '4711' });
    expect(await model.booking.record(model.person.value!)).toBe(true);
    const stated = tablet.people.value.find((each) => each.key === key)!.folded.bookingsStated;
    expect(stated.map((each) => each.body.referenceId)).toEqual([referenceId]);
    expect(model.proof.value).toEqual({ proof: 'stated', code: stated[0]!.ref });
    expect(model.booking.draft.value).toEqual({ referenceId: '', code: '' });
  });

  it('keeps the number in the form, and never the digits', async () => {
    const { model, tablet, key } = await walkIn();
    model.booking.change({ referenceId, code: '4711' });
    await Promise.resolve();
    const again = createPersonModel(tablet, key, () => 'en');
    expect(again.booking.draft.value).toEqual({ referenceId, code: '' });
    expect(again.panel.value).toBe('booking');
  });

  it('is said to be checked, found, unknown, or with the district, and never which digit was wrong', () => {
    const words = (state: DoseInCase['state'], ...reasons: string[]) => {
      const dose = { enteredInError: null, state, reasons: reasons.map((reason) => ({ reason })) };
      const folded = { doses: [dose] } as unknown as Case;
      return statedBookingWords({ folded }).title;
    };
    expect(words('received')).toBe('booking.checking');
    expect(words('waiting', 'booking-being-checked')).toBe('booking.checking');
    expect(words('confirmed')).toBe('booking.confirmed');
    expect(words('waiting', 'walk-in-waits-for-word', 'booking-unknown')).toBe('booking.unknown');
    expect(words('waiting', 'walk-in-waits-for-word', 'booking-other-day')).toBe('booking.word');
    expect(words('held', 'code-wrong')).toBe(words('held', 'booking-used'));
  });
});
