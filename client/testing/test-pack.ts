// Owns a made-up day list for tests.

import { appointmentCheck } from '../../schemas/records/appointment-check.ts';
import type { DayPack, RosterAppointment } from '../../schemas/records/roster.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import { digest } from '../device/digest.ts';

export const testNow = 1_621_580_000;
export const testDay = '2021-05-21';

export function createTestPack(peopleCount: number): DayPack {
  return {
    packVersion: 1,
    centre: { centreId: 7, name: 'PHC Test', address: '', block: 'B', district: 'D', state: 'S' },
    day: testDay,
    validUntil: testNow + 86_400,
    isDemo: true,
    staff: [
      { staffId: 'st-1', name: 'Asha', role: 'vaccinator' },
      { staffId: 'st-2', name: 'Meera', role: 'verifier' },
    ],
    vaccinationSessions: [
      {
        vaccinationSession: 'vs-1',
        day: testDay,
        product: 'COVISHIELD',
        slots: ['09:00-11:00'],
        ageMin: 45,
      },
    ],
    stock: [],
    rules: currentRuleSet,
    appointments: Array.from({ length: peopleCount }, (_, i) => createTestAppointment(i + 1)),
  };
}

function createTestAppointment(appointmentNo: number): RosterAppointment {
  const referenceId = String(10_000_000_000_000 + appointmentNo);
  return {
    appointmentNo,
    check: appointmentCheck(digest, referenceId, 'vs-1'),
    referenceId,
    vaccinationSession: 'vs-1',
    name: `Person ${appointmentNo}`,
    birthYear: 1970,
    gender: 'Female',
    mobileNumber: '9876543210',
    idType: 'aadhaar',
    idLast4: '1234',
    slot: '09:00-11:00',
    product: 'COVISHIELD',
    doseNumber: 1,
    earlierDoseDay: null,
    earlierDoseProduct: null,
    codeTag: appointmentNo % 103,
  };
}
