// Owns made-up slips: long names in two scripts, one without digits.

import type { DeskSlips } from '../../../../schemas/desk-slips.ts';

const names = [
  'Sunita Ramesh Patil',
  'श्रीमती सुमन ज्ञानेश्वर शिंदे',
  'Balasubrahmanyam Venkatanarasimharajuvaripeta Krishnamurthy',
  'Vithal Kadam',
];

export const fakeSlips: DeskSlips = {
  centreName: 'PHC Poynad',
  centreAddress: 'Poynad, Alibag',
  day: '2021-05-22',
  slips: names.map((name, i) => ({
    name,
    referenceId: String(61_399_127_700_003 + i),
    birthYear: 1951 + i,
    product: 'COVISHIELD',
    doseNumber: 1 + (i % 2),
    slot: '10:00-12:00',
    digits: i === 3 ? null : String(4460 + i),
    qr: String(i).repeat(216),
  })),
  dosed: 2,
  next: 4,
};
