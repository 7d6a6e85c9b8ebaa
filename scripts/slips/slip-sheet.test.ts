// Owns that a file of slips holds what it must, and that a name of a list is never markup in it.

import { expect, it } from 'vitest';
import { writeSlip } from '../../schemas/rules/slip.ts';
import type { DeskSlips } from '../../schemas/desk-slips.ts';
import { textToQrDrawing } from '../../client/parts/qr-drawing.ts';
import { createSlipWords } from './slip-words.ts';
import { writeSlipSheet } from './slip-sheet.ts';

const page: DeskSlips = {
  centreName: 'PHC "Poynad" & Sons',
  centreAddress: '<b>Alibag</b>',
  day: '2021-05-22',
  slips: [
    {
      name: '<img src=x onerror=alert(1)>',
      referenceId: '61399127700003',
      birthYear: 1953,
      product: 'COVISHIELD',
      doseNumber: 1,
      slot: '10:00-12:00',
      digits: '0042',
      qr: '7'.repeat(220),
    },
  ],
  dosed: 0,
  next: null,
};
const sheetIn = (language: 'en' | 'hi' | 'mr'): string =>
  writeSlipSheet([page], {
    ...createSlipWords(language),
    draw: (text) => textToQrDrawing(text),
    css: '.slip{}',
  });

it('a slip in a file names person, reference id, place, day, time, digits and the picture', () => {
  const sheet = sheetIn('en');
  for (const text of ['61399127700003', '22 May 2021', '10:00-12:00', '0042', 'COVISHIELD, dose 1'])
    expect(sheet).toContain(text);
  expect(sheet).toMatch(/<svg class="qr-code" viewBox="0 0 \d+ \d+"/);
});

it('markup in a name or an address of a list is text on a slip, and the file loads and runs nothing', () => {
  const sheet = sheetIn('en');
  expect(sheet).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(sheet).toContain('PHC &quot;Poynad&quot; &amp; Sons, &lt;b&gt;Alibag&lt;/b&gt;');
  expect(sheet).not.toMatch(/<(img|script|link|b)\b/);
  expect(sheet).toContain("default-src 'none'");
});

it.each([
  ['hi', '22 मई 2021', 'यह पर्ची'],
  ['mr', '22 मे', 'ही चिठ्ठी'],
] as const)('a slip is written in %s, with Latin digits', (language, day, words) => {
  const sheet = sheetIn(language);
  expect(sheet).toContain(`<html lang="${language}">`);
  expect(sheet).toContain(day);
  expect(sheet).toContain(words);
  expect(sheet).not.toMatch(/[०-९]/);
});

it('a slip with its day fits the size of QR code that it had without', () => {
  const appointment = { centreId: 46_420, appointmentNo: 99_999, check: 65_535 };
  const full = (length: number) => new Uint8Array(length).fill(255);
  const side = (day: string | null) =>
    textToQrDrawing(writeSlip({ appointment, day, secret: full(10) }, full(64)), 'M').side;
  expect(side('2026-12-01')).toBe(side(null));
});
