// Owns a made-up case for tests and for looking at the screens: everything that a case can hold, once.

import type { DeskOpenDose } from '../../../../schemas/desk.ts';
import type { DeskAct, DeskCase } from '../../../../schemas/desk-case.ts';
import { fakeNow } from './fake-now.ts';

export function fakeCase(dose: DeskOpenDose): DeskCase {
  const act: DeskAct = {
    at: dose.administeredAt,
    skew: 240,
    receivedAt: dose.receivedAt,
    by: dose.by,
    tablet: dose.tablet,
    cameIn: 'own',
  };
  return {
    centreId: dose.centreId,
    centreName: dose.centreName,
    caseKey: dose.caseKey,
    caseHash: dose.caseHash,
    seen: dose.seen,
    person: dose.person,
    booking: dose.person.isWalkIn
      ? null
      : {
          day: '2021-05-21',
          slot: '10:00-11:00',
          product: dose.product,
          doseNumber: dose.doseNumber,
          earlierDoseDay: dose.doseNumber === 1 ? null : '2021-03-22',
          earlierDoseProduct: dose.doseNumber === 1 ? null : 'COVISHIELD',
          code: 'counts',
          isEnded: false,
        },
    registration: dose.person.isWalkIn ? { ...act, category: 'citizen', idType: 'pan' } : null,
    checkIns: [
      { ...act, at: act.at - 300, idType: 'aadhaar', idSeen: 'matches', screening: ['fever'] },
    ],
    codeTries: [
      { ...act, at: act.at - 200, matches: false },
      { ...act, at: act.at - 160, matches: true },
    ],
    codesSay: dose.person.isWalkIn ? null : 'wrong',
    notToday: [],
    doses: [
      {
        ...act,
        doseEvent: dose.doseEvent,
        state: dose.state,
        reasons: dose.reasons,
        doseNumber: dose.doseNumber,
        product: dose.product,
        vaccineBatch: dose.vaccineBatch,
        vial: dose.vial,
        vialFacts: {
          product: dose.product,
          vaccineBatch: dose.vaccineBatch,
          openedAt: act.at - 3_600,
          dosesNominal: 10,
          drawn: 7,
        },
        withoutCode: null,
        isError: false,
      },
    ],
    links: [],
    likelySame: [
      {
        caseKey: 'wLOGB/9/AAAAAAAAAAA',
        person: { ...dose.person, name: 'Sunita R. Patil', referenceId: null, isWalkIn: true },
        why: ['mobile', 'name-and-year'],
        doses: 1,
        caseHash: 'hash-other',
      },
    ],
    toldApart: [],
    questions: [
      {
        topic: 'code',
        text: 'Which slip did she show?',
        account: 'Dr Meera Joshi',
        askedAt: fakeNow - 1_000,
        answers: [{ ...act, at: fakeNow - 500, answer: 'by-mistake', text: 'Her husband’s slip' }],
      },
    ],
    comments: [{ account: 'Dr Anil Deshmukh', at: fakeNow - 900, words: 'Third one this week.' }],
    history: [
      {
        what: 'checked-in',
        receivedAt: dose.receivedAt,
        who: 'Asha Kadam',
        tablet: dose.tablet,
        note: null,
      },
      {
        what: 'dose-administered',
        receivedAt: dose.receivedAt,
        who: 'Asha Kadam',
        tablet: dose.tablet,
        note: null,
      },
      { what: 'held', receivedAt: dose.receivedAt, who: null, tablet: null, note: null },
      {
        what: 'question-asked',
        receivedAt: fakeNow - 1_000,
        who: 'Dr Meera Joshi',
        tablet: null,
        note: 'code',
      },
    ],
  };
}
