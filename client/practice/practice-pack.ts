// Owns the made-up day of a practice session: people who do not exist, one centre that is none, one code for everybody.

import { appointmentCheck } from '../../schemas/records/appointment-check.ts';
import type { DayPack, RosterAppointment } from '../../schemas/records/roster.ts';
import type { Digest } from '../../schemas/ports.ts';
import { addDays, istDayOf, istDayStart } from '../../schemas/rules/day.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';

export const practiceCentreId = 1;
/** What every slip of a practice session says. */
export const practiceCode = 4321;
const vaccinationSession = 'practice-session';
const peopleCount = 30;

const givenNames = [
  'Sunita',
  'Ramesh',
  'अर्चना',
  'गणपत',
  'Farida',
  'Joseph',
  'ज्योत्स्ना',
  'Vithal',
  'मधु',
  'Lata',
];
const familyNames = ['Jadhav', 'पाटील', 'Shaikh', 'क्षीरसागर', 'Fernandes', 'Kamble'];
const slots = ['09:00-11:00', '11:00-13:00', '13:00-15:00'];

export function createPracticePack(digest: Digest, now: number, centreName: string): DayPack {
  const day = istDayOf(now);
  return {
    packVersion: 1,
    centre: {
      centreId: practiceCentreId,
      name: centreName,
      address: '',
      block: '',
      district: '',
      state: '',
    },
    day,
    validUntil: (istDayStart(addDays(day, 1) ?? day) ?? now) + 4 * 3600,
    isDemo: true,
    staff: [
      { staffId: 'practice-vaccinator', name: 'Practice Vaccinator', role: 'vaccinator' },
      { staffId: 'practice-verifier', name: 'Practice Verifier', role: 'verifier' },
      { staffId: 'practice-in-charge', name: 'Practice In-charge', role: 'in-charge' },
    ],
    vaccinationSessions: [{ vaccinationSession, day, product: 'COVISHIELD', slots, ageMin: 18 }],
    stock: [{ product: 'COVISHIELD', vaccineBatch: 'PRACTICE1', expiry: null, doses: 100 }],
    rules: currentRuleSet,
    appointments: Array.from({ length: peopleCount }, (_, i) => createPerson(digest, i + 1)),
  };
}

function createPerson(digest: Digest, appointmentNo: number): RosterAppointment {
  const referenceId = String(90_000_000_000_000 + appointmentNo * 1_371);
  return {
    appointmentNo,
    check: appointmentCheck(digest, referenceId, vaccinationSession),
    referenceId,
    vaccinationSession,
    name: `${givenNames[appointmentNo % givenNames.length]!} ${familyNames[appointmentNo % familyNames.length]!}`,
    birthYear: 1940 + ((appointmentNo * 7) % 60),
    gender: appointmentNo % 2 === 0 ? 'Female' : 'Male',
    // Numbers that begin with 60000 reach nobody in the practice: no number is ever dialled from here.
    mobileNumber: `60000${String(10_000 + appointmentNo * 37)}`,
    idType: 'aadhaar',
    idLast4: String(1000 + appointmentNo),
    slot: slots[appointmentNo % slots.length]!,
    product: 'COVISHIELD',
    doseNumber: 1,
    earlierDoseDay: null,
    earlierDoseProduct: null,
    codeTag: practiceCode % 103,
  };
}
