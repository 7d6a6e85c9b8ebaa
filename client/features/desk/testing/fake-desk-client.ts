// Owns a desk without a server: made-up centres, people and tablets for tests and for looking at the screens.

import type {
  DeskDay,
  DeskCountState,
  DeskHistoryLine,
  DeskOpenDose,
} from '../../../../schemas/desk.ts';
import type { DeskTask } from '../../../../schemas/desk-tasks.ts';
import type { DeskCase, DeskCaseAnswer } from '../../../../schemas/desk-case.ts';
import type { DeskStaff } from '../../../../schemas/desk-staff.ts';
import type { DeskRestoreReview, DeskTablet } from '../../../../schemas/desk-tablets.ts';
import type { DeskAnswer, DeskClient, DeskFault, SignInOutcome } from '../desk-client.ts';
import { fakeCase } from './fake-case.ts';
import { fakeAefiReports } from './fake-aefi.ts';
import { fakeNow } from './fake-now.ts';
import { createFakePeople } from './fake-people.ts';
import { fakeHistory } from './fake-history.ts';
import { fakeSlips } from './fake-slips.ts';
import { fakeCardRows, fakeCardRows2, fakeCardShown } from './fake-cards.ts';
import { createFakeTasks } from './fake-tasks.ts';
import { fakeStaff } from './fake-staff.ts';
import { fakeTabletDetail, fakeTablets } from './fake-tablets.ts';

export const fakeDay = '2021-05-21';

export interface FakeDesk {
  /** Calls as they came: the method's name and its arguments. */
  readonly calls: (readonly [string, ...unknown[]])[];
  /** Answers every question with this fault while set. */
  fault: DeskFault | null;
  signInOutcome: SignInOutcome | null;
  isSignedIn: boolean;
  day: DeskDay;
  openDoses: DeskOpenDose[];
  tablets: DeskTablet[];
  decisionOutcome: 'decided' | 'look-again' | 'not-yours' | 'no-such-dose';
  caseWordOutcome: DeskCaseAnswer['outcome'];
  /** What a case that changed meanwhile is answered with. */
  changes: DeskHistoryLine[];
  /** Laid over the made-up case of a dose. */
  caseParts: Partial<DeskCase>;
  /** Behind the made-up tasks of each kind. */
  moreTasks: readonly DeskTask[];
  tabletDecisionOutcome: 'decided' | 'already' | 'not-yours';
  restoreReview: DeskRestoreReview;
  staff: DeskStaff;
  readonly client: DeskClient;
}

export const fakeAccount = {
  account: 'district',
  name: 'Dr Meera Joshi',
  role: 'district-supervisor',
  place: 'Raigad',
  isDemo: true,
  signedInUntil: fakeNow + 1800,
} as const;

type Counts = Partial<Record<DeskCountState, number>>;

function centre(
  centreId: number,
  name: string,
  block: string,
  booked: number,
  given: Counts,
): DeskDay['centres'][number] {
  const counts = {
    received: 0,
    waiting: 0,
    confirmed: 0,
    held: 0,
    accepted: 0,
    revoked: 0,
    ...given,
  };
  const doses = Object.values(counts).reduce((sum, each) => sum + each, 0) - counts.revoked;
  const second = Math.floor(doses / 4);
  return {
    centreId,
    name,
    block,
    booked,
    counts,
    byProduct:
      doses === 0
        ? []
        : [
            {
              product: centreId % 3 === 0 ? 'COVAXIN' : 'COVISHIELD',
              doseNumber: 1,
              count: doses - second,
            },
            {
              product: centreId % 3 === 0 ? 'COVAXIN' : 'COVISHIELD',
              doseNumber: 2,
              count: second,
            },
          ],
  };
}

export const fakeCentres: DeskDay['centres'] = [
  centre(101, 'PHC Poynad', 'Alibag', 120, {
    confirmed: 88,
    received: 3,
    waiting: 14,
    held: 2,
    accepted: 1,
  }),
  centre(102, 'Sub-centre Revdanda', 'Alibag', 60, { confirmed: 41, waiting: 22 }),
  centre(103, 'Rural Hospital Roha', 'Roha', 200, {
    confirmed: 131,
    received: 12,
    waiting: 61,
    held: 1,
    accepted: 4,
    revoked: 2,
  }),
  centre(104, 'PHC Nagothane', 'Roha', 100, {}),
  centre(105, 'Sub-district Hospital Mangaon', 'Mangaon', 150, {
    confirmed: 240,
    waiting: 33,
    held: 4,
    revoked: 1,
  }),
  centre(106, 'PHC Ajivali', 'Panvel', 80, { confirmed: 12, received: 31 }),
];

export function fakeOpenDose(
  change: Partial<DeskOpenDose> & { readonly seq: number },
): DeskOpenDose {
  const { seq, ...rest } = change;
  return {
    centreId: 101,
    centreName: 'PHC Poynad',
    caseKey: `a${seq}-4711`,
    caseHash: `hash-${seq}`,
    seen: 100 + seq,
    doseEvent: { log: 'LOGA', seq, h: 'aaaaaaaaaaa' },
    state: 'held',
    reasons: [{ reason: 'code-wrong', group: 'contradicted' }],
    person: {
      name: 'Sunita Ramesh Patil',
      birthYear: 1964,
      gender: 'Female',
      mobileLast4: '4471',
      referenceId: '23456789012345',
      isWalkIn: false,
    },
    doseNumber: 1,
    product: 'COVISHIELD',
    vial: 'A3',
    vaccineBatch: '4120Z025',
    administeredAt: fakeNow - 7_500,
    receivedAt: fakeNow - 1_260,
    by: { staffId: 'RG-017', name: 'Asha Kadam', proved: true },
    tablet: 'Tablet K7',
    otherDoses: [],
    ...rest,
  };
}

export const fakeOpenDoses: readonly DeskOpenDose[] = [
  fakeOpenDose({ seq: 12 }),
  fakeOpenDose({
    seq: 13,
    centreId: 105,
    centreName: 'Sub-district Hospital Mangaon',
    reasons: [
      { reason: 'recorded-twice', group: 'contradicted' },
      { reason: 'interval-too-short', group: 'clinical', detail: '60/84' },
      { reason: 'vial-past-time', group: 'clinical' },
    ],
    person: {
      name: 'श्रीकांत विठ्ठल म्हात्रे',
      birthYear: 1958,
      gender: 'Male',
      mobileLast4: null,
      referenceId: '23456789012377',
      isWalkIn: false,
    },
    doseNumber: 2,
    administeredAt: fakeNow - 9_000,
    receivedAt: fakeNow - 8_940,
    by: null,
    otherDoses: [
      {
        administeredAt: fakeNow - 8_700,
        product: 'COVISHIELD',
        tablet: 'Tablet M2',
        state: 'held',
      },
    ],
  }),
  fakeOpenDose({
    seq: 14,
    state: 'waiting',
    reasons: [{ reason: 'vial-unknown', group: 'waiting' }],
    person: {
      name: 'Farida Shaikh',
      birthYear: 1971,
      gender: 'Female',
      mobileLast4: '0092',
      referenceId: '23456789012399',
      isWalkIn: false,
    },
    vial: 'B1',
  }),
  fakeOpenDose({
    seq: 15,
    state: 'waiting',
    reasons: [{ reason: 'walk-in-waits-for-word', group: 'waiting' }],
    person: {
      name: 'Ganesh Bhoir',
      birthYear: 1980,
      gender: 'Male',
      mobileLast4: '7719',
      referenceId: null,
      isWalkIn: true,
    },
    by: { staffId: 'RG-018', name: 'Nilesh Gharat', proved: false },
  }),
];

export function createFakeDesk(): FakeDesk {
  const calls: FakeDesk['calls'] = [];
  const answer = <Value>(
    name: string,
    args: readonly unknown[],
    value: () => Value,
  ): Promise<DeskAnswer<Value>> => {
    calls.push([name, ...args]);
    if (desk.fault !== null) return Promise.resolve(desk.fault);
    return Promise.resolve({ outcome: 'answered', value: value(), servedAt: fakeNow });
  };
  const caseWord = () =>
    desk.caseWordOutcome === 'look-again'
      ? { outcome: desk.caseWordOutcome, changes: desk.changes }
      : { outcome: desk.caseWordOutcome };
  const client: DeskClient = {
    signIn: (account, password, code) => {
      calls.push(['signIn', account, password, code]);
      const outcome = desk.signInOutcome ?? {
        outcome: 'signed-in',
        account: { ...fakeAccount, account },
      };
      return Promise.resolve(outcome);
    },
    signOut: () => answer('signOut', [], () => null),
    account: (asked) => {
      if (desk.isSignedIn) return answer('account', [asked], () => fakeAccount);
      return Promise.resolve(desk.fault ?? { outcome: 'signed-out' });
    },
    day: (day, asked) =>
      answer('day', [day, asked], () =>
        day === desk.day.day ? desk.day : { day, asOf: fakeNow, centres: [] },
      ),
    openDoses: (day, after, withDecided) =>
      answer('openDoses', [day, after], () => ({
        doses: (day === desk.day.day ? desk.openDoses : []).filter(
          ({ state }) => withDecided === true || (state !== 'accepted' && state !== 'revoked'),
        ),
        next: null,
      })),
    decide: (decision) =>
      answer('decide', [decision], () =>
        desk.decisionOutcome === 'look-again'
          ? { outcome: 'look-again', changes: desk.changes }
          : { outcome: desk.decisionOutcome },
      ),
    aefiReports: () => answer('aefiReports', [], () => fakeAefiReports),
    reportAefi: (report) => answer('reportAefi', [report], caseWord),
    caseOf: (centreId, caseKey) => {
      const found = desk.openDoses.find((each) => each.caseKey === caseKey);
      if (found === undefined) return Promise.resolve({ outcome: 'not-yours' });
      return answer('caseOf', [centreId, caseKey], () => ({
        ...fakeCase(found),
        ...desk.caseParts,
      }));
    },
    askCentre: (question) => answer('askCentre', [question], caseWord),
    link: (link) => answer('link', [link], caseWord),
    comment: (comment) => answer('comment', [comment], caseWord),
    centres: () =>
      answer('centres', [], () =>
        desk.day.centres.map(({ centreId, name, block }) => ({
          centreId,
          name,
          block,
          vouches: centreId === desk.staff.centreId ? desk.staff.vouches.length : 0,
        })),
      ),
    staff: (centreId) => answer('staff', [centreId], () => ({ ...desk.staff, centreId })),
    makeStaffCode: (centreId, staffId) =>
      answer('makeStaffCode', [centreId, staffId], () => ({
        code: 'Q4T-8ZK2M',
        validUntil: fakeNow + 600,
        name: desk.staff.people.find((each) => each.staffId === staffId)?.name ?? '',
      })),
    decideStaff: (decision) =>
      answer('decideStaff', [decision], () => {
        if ('log' in decision) desk.staff = { ...desk.staff, vouches: [] };
        return { outcome: 'decided' };
      }),
    tablets: (asked) => answer('tablets', [asked], () => [...desk.tablets]),
    tablet: (device) => {
      const found = desk.tablets.find((each) => each.device === device);
      if (found === undefined) return Promise.resolve({ outcome: 'not-yours' });
      return answer('tablet', [device], () => fakeTabletDetail(found));
    },
    decideTablet: (decision) =>
      answer('decideTablet', [decision], () => {
        const change =
          decision.decision === 'revoked' ? { isRevoked: true } : { needsConfirmation: false };
        if (desk.tabletDecisionOutcome === 'decided')
          desk.tablets = desk.tablets.map((each) =>
            each.device === decision.device ? { ...each, ...change } : each,
          );
        return { outcome: desk.tabletDecisionOutcome };
      }),
    restoreReview: () => answer('restoreReview', [], () => desk.restoreReview),
    closeRestoreReview: () =>
      answer('closeRestoreReview', [], () => {
        desk.restoreReview = { ...desk.restoreReview, isOpen: false };
        return desk.restoreReview;
      }),
    readPhoneCode: (asked) =>
      answer('readPhoneCode', [asked], () => ({ outcome: 'made', code: 'K7QM3FZ90ABCDEFG' })),
    makeEnrolmentCode: (centreId) =>
      answer('makeEnrolmentCode', [centreId], () => ({
        code: 'K7M-2QX9F',
        validUntil: fakeNow + 600,
        centreName: desk.day.centres.find((each) => each.centreId === centreId)?.name ?? '',
      })),
    people: createFakePeople(answer),
    tasks: createFakeTasks(answer, () => desk.moreTasks),
    cardsOfDay: (centreId, day, after) =>
      answer('cardsOfDay', [centreId, day, after], () =>
        after === null ? { rows: fakeCardRows, next: 'c5' } : { rows: fakeCardRows2, next: null },
      ),
    history: (asked) =>
      answer('history', [asked], () =>
        asked.after === undefined
          ? fakeHistory
          : { rows: [{ ...fakeHistory.rows[0]!, id: 'h-9' }], next: null },
      ),
    slips: (asked) => answer('slips', [asked], () => fakeSlips),
    showCard: (centreId, caseKey) => answer('showCard', [centreId, caseKey], () => fakeCardShown),
  };
  const desk: FakeDesk = {
    calls,
    fault: null,
    signInOutcome: null,
    isSignedIn: true,
    day: { day: fakeDay, asOf: fakeNow, centres: fakeCentres },
    openDoses: [...fakeOpenDoses],
    tablets: [...fakeTablets],
    decisionOutcome: 'decided',
    caseWordOutcome: 'done',
    changes: [],
    caseParts: {},
    moreTasks: [],
    tabletDecisionOutcome: 'decided',
    restoreReview: { isOpen: false, restoredTo: null },
    staff: fakeStaff,
    client,
  };
  return desk;
}
