// Owns what every message says: place, date, where to answer; that it is short enough; and that only one of them states a dose.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageKinds } from './plan-messages.ts';
import { smsLengthOf } from './sms-length.ts';
import { messageLanguages, writeMessage } from './texts.ts';

const address = 'https://vaccines.raigad.example.org/my';
const facts = {
  place: 'PHC Poynad',
  day: '2021-05-21',
  address,
  code: '0426',
  doseNumber: 2,
  product: 'COVISHIELD',
};
const all = messageLanguages.flatMap((language) =>
  messageKinds.map((kind) => ({ language, kind })),
);

describe('the length of an SMS', () => {
  it.each([
    ['a'.repeat(160), false, 160, true],
    ['a'.repeat(161), false, 161, false],
    [`${'a'.repeat(158)}€`, false, 160, true],
    [`${'a'.repeat(159)}€`, false, 161, false],
    ['क'.repeat(134), true, 134, true],
    ['क'.repeat(135), true, 135, false],
    ['😀'.repeat(67), true, 134, true],
  ] as const)('counts as a phone does: %#', (text, isUnicode, units, isWithinLimit) => {
    expect(smsLengthOf(text)).toEqual({ isUnicode, units, isWithinLimit });
  });
});

describe('every message', () => {
  it.each(all)('names place, date and where to say it was not you: $kind in $language', (each) => {
    const text = writeMessage(each.kind, each.language, facts);
    expect(text).toContain('PHC Poynad');
    expect(text).toContain('21/05/2021');
    expect(text).toContain(address);
    expect(text).toMatch(/Not you\?|आप नहीं\?|तुम्ही नाही\?/);
    expect(text).not.toContain('undefined');
    expect(text).not.toMatch(/[\u0966-\u096F]/);
  });

  it('fits into one GSM message or two Unicode parts, whatever the name of the place', () => {
    const places = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.constant('प्राथमिक आरोग्य केंद्र '.repeat(8)),
    );
    fc.assert(
      fc.property(places, fc.constantFrom(...all), (place, { kind, language }) => {
        const code = kind === 'one-time-code' ? '012345' : '0123';
        const text = writeMessage(kind, language, { ...facts, place, code });
        expect(smsLengthOf(text).isWithinLimit).toBe(true);
        expect(text).toContain(address);
        expect(text).toContain('21/05/2021');
      }),
      { numRuns: 500 },
    );
  });

  it('in English is one GSM message as long as the place is written in Latin letters', () => {
    for (const kind of messageKinds)
      expect(smsLengthOf(writeMessage(kind, 'en', facts)).isUnicode).toBe(false);
  });

  it('that asks states no dose: it names no product, no number and no confirmation', () => {
    for (const language of messageLanguages)
      for (const kind of ['booking-code', 'one-time-code', 'word-asked'] as const)
        expect(writeMessage(kind, language, facts)).not.toMatch(
          /COVISHIELD|confirmed|पक्की|निश्चित|vaccinated/i,
        );
  });
});
