// Owns made-up people and vials for the gallery and the tests: none of them exists.

import type { PersonRow, Tablet, VialRow } from '../tablet.ts';
import type { Case, CaseEntry, WalkInBody } from '../../schemas/fold/case.ts';
import type { RosterAppointment } from '../../schemas/records/roster.ts';

const names = [
  'Sunita Ramesh Jadhav',
  'मधु भरद्वाज',
  'गौहर श्यामल द्विवेदी',
  'Samar Wyatt Bhargava',
  'अर्चना विश्वनाथ कुलकर्णी',
  'Prakash Tukaram Patil',
  'ज्ञानेश्वर श्रीकृष्ण क्षीरसागर',
  'Farida Shaikh',
  'Raksha Advay Edwin',
  'वैष्णवी ज्योत्स्ना त्र्यंबक देशपांडे',
  'D’Souza Maria Fernandes',
  'शंकर गणपत ठाकूर',
] as const;
const slots = ['09:00-11:00', '11:00-13:00', '13:00-15:00', '15:00-17:00'] as const;
const idTypes = ['aadhaar', 'voter-id', 'ration-card', 'pan', 'driving-licence'] as const;

export function emptyCase(key: string): Case {
  return {
    key,
    registration: null,
    checkedIn: [],
    codesTried: [],
    bookingsStated: [],
    notToday: [],
    doses: [],
    observationsEnded: [],
    takenBack: [],
    corrections: [],
    earlierDoses: [],
    aefiReports: [],
    words: [],
    denials: [],
    acceptedCorrections: [],
    settled: [],
    questions: [],
    links: [],
    partedFrom: [],
    progress: 'due',
    hasNewerDoseWords: false,
    eventKeys: [],
  };
}

/** The n-th made-up booking; the right code of each is its number in four digits. */
export function fakeAppointment(number: number): RosterAppointment {
  const isSecond = number % 3 === 0;
  return {
    appointmentNo: number,
    check: (number * 7919) % 65_536,
    referenceId: String(86_018_038_910_000 + number * 7_391),
    vaccinationSession: 'vs-demo',
    name: names[number % names.length] ?? names[0],
    birthYear: 1936 + ((number * 13) % 60),
    gender: number % 2 === 0 ? 'Female' : 'Male',
    mobileNumber: `9${String(100_000_000 + ((number * 7_654_321) % 899_999_999))}`,
    idType: idTypes[number % idTypes.length] ?? 'aadhaar',
    idLast4: String(1000 + ((number * 271) % 9000)),
    slot: slots[number % slots.length] ?? slots[0],
    product: 'COVISHIELD',
    doseNumber: isSecond ? 2 : 1,
    earlierDoseDay: isSecond ? (number % 2 === 0 ? '2021-02-20' : '2021-04-01') : null,
    earlierDoseProduct: isSecond ? 'COVISHIELD' : null,
    codeTag: number % 103,
  };
}

export function fakePerson(number: number): PersonRow {
  const appointment = fakeAppointment(number);
  const key = `a${appointment.appointmentNo}-${appointment.check}`;
  return {
    key,
    isWalkIn: false,
    name: appointment.name,
    birthYear: appointment.birthYear,
    gender: appointment.gender,
    slot: appointment.slot,
    referenceId: appointment.referenceId,
    mobileNumber: appointment.mobileNumber,
    mobileLast4: appointment.mobileNumber?.slice(-4) ?? null,
    idType: appointment.idType,
    idLast4: appointment.idLast4,
    category: null,
    village: null,
    product: appointment.product,
    doseNumber: appointment.doseNumber,
    appointment,
    folded: emptyCase(key),
    dosePlaces: [],
    searchText: appointment.name.toLowerCase(),
  };
}

/** As a registration made at this table stands on the list. */
export function fakeWalkIn(key: string, registration: CaseEntry<WalkInBody>): PersonRow {
  const { body } = registration;
  return {
    ...fakePerson(1),
    key,
    isWalkIn: true,
    name: body.name,
    birthYear: body.birthYear,
    gender: body.gender,
    slot: null,
    referenceId: null,
    mobileNumber: body.mobileNumber,
    mobileLast4: body.mobileNumber?.slice(-4) ?? null,
    idType: body.idType,
    idLast4: body.idLast4,
    category: body.category,
    village: body.village ?? null,
    appointment: null,
    doseNumber: 1,
    folded: { ...emptyCase(key), registration },
    searchText: body.name.toLowerCase(),
  };
}

export function withProgress(folded: Case): Case {
  const isDosed = folded.doses.some(
    (dose) => dose.enteredInError === null && dose.state !== 'revoked',
  );
  const progress = isDosed
    ? 'dosed'
    : folded.notToday.length > 0
      ? 'not-today'
      : folded.checkedIn.length > 0
        ? 'arrived'
        : 'due';
  return { ...folded, progress };
}

export function fakeOpenVial(
  vial: Parameters<Tablet['openVial']>[0],
  openedAt: number,
  openedIn: string,
): VialRow {
  return {
    ...vial,
    openedAt,
    drawn: 0,
    dosesLeft: vial.dosesNominal,
    minutesLeft: 240,
    isPastTime: false,
    isDiscarded: false,
    openedIn,
    dosesDiscarded: 0,
  };
}
