// Owns what counts as a report: its faults, the hint of a grade, and the true onset now or days later.

import { describe, expect, it } from 'vitest';
import { eventKinds } from '../../../schemas/events/index.ts';
import * as z from 'zod/mini';
import { fakeNow } from '../../testing/fake-now.ts';
import { emptyForm, findAefiFaults, readOnset, toAefiBody, type AefiForm } from './aefi-form.ts';
import { suggestSeverity } from '../../parts/aefi-choices.ts';

const form = (change: Partial<AefiForm>): AefiForm => ({
  ...emptyForm,
  severity: 'minor',
  symptoms: ['fever'],
  ...change,
});

describe('a report of a reaction', () => {
  it('asks for a grade and for what is seen, and for nothing else', () => {
    expect(Object.keys(findAefiFaults(emptyForm, fakeNow)).sort()).toEqual([
      'severity',
      'symptoms',
    ]);
    expect(findAefiFaults(form({}), fakeNow)).toEqual({});
    expect(findAefiFaults(form({ symptoms: ['other'] }), fakeNow)).toHaveProperty('otherSymptoms');
  });

  it('takes the onset as minutes ago, as a time of today, or as a day', () => {
    expect(readOnset(form({ onset: '15' }), fakeNow)?.onsetAt).toBe(fakeNow - 900);
    // 10:30 IST is now.
    expect(readOnset(form({ onset: 'time', onsetTime: '0945' }), fakeNow)?.onsetAt).toBe(
      fakeNow - 45 * 60,
    );
    expect(readOnset(form({ onset: 'time', onsetTime: '०९:४५' }), fakeNow)?.onsetAt).toBe(
      fakeNow - 45 * 60,
    );
    expect(readOnset(form({ onset: 'day', onsetDay: '2021-05-19' }), fakeNow)).toMatchObject({
      onsetPrecision: 'day',
    });
  });

  it('refuses a time that is none and one still to come', () => {
    for (const onsetTime of ['', '25', '2461', 'abcd'])
      expect(findAefiFaults(form({ onset: 'time', onsetTime }), fakeNow)).toEqual({
        onsetTime: 'aefi.fault.time',
      });
    expect(findAefiFaults(form({ onset: 'time', onsetTime: '2200' }), fakeNow)).toEqual({
      onsetTime: 'aefi.fault.future',
    });
    expect(findAefiFaults(form({ onset: 'day', onsetDay: '2021-05-22' }), fakeNow)).toEqual({
      onsetDay: 'aefi.fault.future',
    });
    expect(findAefiFaults(form({ onset: 'day', onsetDay: '' }), fakeNow)).toEqual({
      onsetDay: 'aefi.fault.day',
    });
  });

  it.each([
    [{ symptoms: ['pain-at-site'] }, 'minor'],
    [{ symptoms: ['fainting'] }, 'severe'],
    [{ symptoms: ['rash'], actions: ['adrenaline'] }, 'severe'],
    [{ symptoms: ['breathless'] }, 'serious'],
    [{ symptoms: ['fever'], referral: 'district-hospital' }, 'serious'],
    [{ symptoms: ['fever'], outcome: 'died' }, 'death'],
  ] as const)('hints at a grade: %o is %s', (change, expected) => {
    expect(suggestSeverity(form(change))).toBe(expected);
  });

  it('makes a body that the event takes, with 500 characters of own words', () => {
    const kind = eventKinds.get('aefi-reported')!;
    const body = toAefiBody(
      form({ symptoms: ['other'], otherSymptoms: 'अ'.repeat(500), referral: 'phc' }),
      null,
      null,
      fakeNow,
    );
    expect(z.safeParse(kind.body, body).success).toBe(true);
    expect(body).toMatchObject({ doseEvent: null, referredTo: 'phc' });
  });
});
