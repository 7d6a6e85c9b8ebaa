// Owns made-up people of one centre and day with every state a card may have, and one card for paper.

import type { DeskCardRow, DeskCardShown } from '../../../../schemas/desk-cards.ts';
import { fakeNow } from './fake-now.ts';

const person = (caseKey: string, name: string, card: DeskCardRow['card']): DeskCardRow => ({
  caseKey,
  name,
  birthYear: 1964,
  mobileLast4: '4471',
  card,
});

export const fakeCardRows: readonly DeskCardRow[] = [
  person('c1', 'Sunita Ramesh Patil', { state: 'issued', issuedAt: fakeNow - 600 }),
  {
    ...person('c2', 'Vithal Kadam', { state: 'not-yet', why: 'being-checked' }),
    mobileLast4: null,
  },
  person('c3', 'सुमन शिंदे', { state: 'in-question' }),
  person('c4', 'Anil Deshmukh', { state: 'withdrawn' }),
  person('c5', 'Rekha Naik', { state: 'not-yet', why: 'no-product-code' }),
];
export const fakeCardRows2: readonly DeskCardRow[] = [
  person('c6', 'Ganesh More', { state: 'issued', issuedAt: fakeNow }),
];

export const fakeCardShown: DeskCardShown = {
  card: { state: 'issued', issuedAt: fakeNow - 600 },
  print: {
    // As long as a real card of two doses is.
    numeric: `shc:/${'5676290952432060346029243740446031222959'.repeat(40)}`,
    file: '{}',
    name: 'Sunita Ramesh Patil',
    birthYear: 1964,
    doses: [
      { product: 'COVISHIELD', day: '2021-03-21', vaccineBatch: '4120Z025' },
      { product: 'COVISHIELD', day: '2021-05-21', vaccineBatch: '4121Z081' },
    ],
    centreName: 'PHC Poynad',
    district: 'Raigad',
    verifyAddress: 'https://suchi.example/verify.html',
  },
};
