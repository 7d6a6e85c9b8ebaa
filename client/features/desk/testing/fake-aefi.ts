// Owns made-up reports of reactions: a serious one from a tablet and a minor one that the desk heard of.

import type { DeskAefiReport, DeskAefiReports } from '../../../../schemas/desk-aefi.ts';
import { fakeNow } from './fake-now.ts';

const serious: DeskAefiReport = {
  reportKey: 'LOGA/30/aaaaaaaaaaa',
  centreId: 101,
  centreName: 'PHC Poynad',
  caseKey: 'a12-4711',
  person: { name: 'श्रीकांत विठ्ठल म्हात्रे', birthYear: 1958, gender: 'Male', mobileLast4: '4471' },
  dose: {
    doseNumber: 1,
    product: 'COVISHIELD',
    vaccineBatch: '4120Z025',
    vial: 'A3',
    givenAt: fakeNow - 9_000,
  },
  severity: 'serious',
  onsetAt: fakeNow - 8_400,
  onsetPrecision: 'minute',
  symptoms: ['breathless', 'swollen-face'],
  otherSymptoms: null,
  actions: ['adrenaline', 'doctor-called'],
  referredTo: 'rural-hospital',
  outcome: 'in-hospital',
  source: 'seen-by-staff',
  receivedAt: fakeNow - 7_200,
  reportedBy: 'Asha Kadam',
  isFromDesk: false,
  isFollowUp: false,
  isError: false,
};

export const fakeAefiReports: DeskAefiReports = {
  isCut: false,
  reports: [
    serious,
    {
      ...serious,
      reportKey: 'S1/9/aaaaaaaaaaa',
      caseKey: 'a13-4711',
      person: { name: 'Farida Shaikh', birthYear: 1971, gender: 'Female', mobileLast4: null },
      dose: null,
      severity: 'minor',
      onsetPrecision: 'day',
      symptoms: ['fever', 'other'],
      otherSymptoms: 'Weak for two days',
      actions: [],
      referredTo: null,
      outcome: 'recovered',
      source: 'family',
      receivedAt: fakeNow - 3_600,
      reportedBy: 'district',
      isFromDesk: true,
    },
  ],
};
