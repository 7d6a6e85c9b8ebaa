// Owns an in-memory tablet for the gallery and for tests: made-up people, no disk, no network, a clock one can set.

import { signal, type Signal } from '@preact/signals';
import type {
  BindOutcome,
  Connection,
  DayView,
  EnrolOutcome,
  Holdings,
  LockedStaff,
  PackProgress,
  PersonRow,
  QuestionRow,
  RecordPlace,
  SaveOutcome,
  SelfCheck,
  Stage,
  Tablet,
  UnlockOutcome,
  VialRow,
} from '../tablet.ts';
import type { Case, DoseInCase } from '../../schemas/fold/case.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import type { RosterStaff } from '../../schemas/records/roster.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import { judgeTypedCode } from '../../schemas/rules/security-code.ts';
import { createFakeCarry, type FakeCarry } from './fake-carry.ts';
import { createFakeDesk, createFakeDrafts } from './fake-desk.ts';
import { createFakeSlips } from './fake-slips.ts';
import { createFakeRoom, type FakeRoom } from './fake-room.ts';
import { fakeHoldings } from './fake-holdings.ts';
import { fakeNow } from './fake-now.ts';
import { fakeOpenVial, fakePerson, fakeWalkIn, withProgress } from './fake-people.ts';

export const fakePin = '482915';
const fakeLog = 'demo0000.00000001';

export const fakeDay: DayView = {
  centre: {
    centreId: 46_420,
    name: 'PHC Khalapur',
    address: 'Khalapur',
    block: 'Khalapur',
    district: 'Raigad',
    state: 'Maharashtra',
  },
  day: '2021-05-21',
  isDemo: true,
  isExpired: false,
  vouches: [],
  aadhaarQrKey: null,
  staff: [
    { staffId: 'st-1', name: 'Asha Gaikwad', role: 'vaccinator' },
    { staffId: 'st-2', name: 'संगीता पवार', role: 'verifier' },
    { staffId: 'st-3', name: 'Dr. Vinod More', role: 'in-charge' },
  ],
  vaccinationSessions: [
    {
      vaccinationSession: 'vs-demo',
      day: '2021-05-21',
      product: 'COVISHIELD',
      slots: [],
      ageMin: 45,
    },
  ],
  stock: [
    { product: 'COVISHIELD', vaccineBatch: '4121Z025', expiry: '2021-10-04', doses: 100 },
    { product: 'COVISHIELD', vaccineBatch: '4121MC018', expiry: null, doses: 50 },
  ],
  rules: currentRuleSet,
};

export interface FakeTablet extends Tablet {
  readonly stage: Signal<Stage>;
  readonly connection: Signal<Connection>;
  readonly day: Signal<DayView | null>;
  readonly packProgress: Signal<PackProgress | null>;
  readonly people: Signal<readonly PersonRow[]>;
  readonly vials: Signal<readonly VialRow[]>;
  readonly questions: Signal<readonly QuestionRow[]>;
  readonly now: Signal<number>;
  readonly clockQuestion: Signal<{ readonly listDay: string; readonly clockDay: string } | null>;
  readonly isDemo: Signal<boolean>;
  readonly centreName: Signal<string | null>;
  readonly holdings: Signal<Holdings | null>;
  readonly selfCheck: Signal<SelfCheck | null>;
  readonly isChecking: Signal<boolean>;
  /** What the next commands answer; null lets them do their work. */
  readonly answers: {
    save: SaveOutcome | null;
    enrol: EnrolOutcome;
    unlock: UnlockOutcome | null;
    phoneQuestion: string | null;
    bind: BindOutcome;
  };
  readonly staffHere: Signal<readonly LockedStaff[]>;
  /** Calls that reached the tablet, by name, in order. */
  readonly calls: string[];
  readonly carry: FakeCarry;
  readonly room: FakeRoom;
  readonly setPlace: (key: string, place: RecordPlace) => void;
}

export function createFakeTablet(peopleCount = 40): FakeTablet {
  const first = fakeDay.staff[0]!;
  const stage = signal<Stage>({ stage: 'unlocked', staff: first });
  const connection = signal<Connection>({
    state: 'offline',
    lastExchangeAt: fakeNow - 5_400,
    unsent: 0,
  });
  const day = signal<DayView | null>(fakeDay);
  const people = signal<readonly PersonRow[]>(
    Array.from({ length: peopleCount }, (_, i) => fakePerson(i + 1)),
  );
  const vials = signal<readonly VialRow[]>([]);
  const questions = signal<readonly QuestionRow[]>([]);
  const now = signal(fakeNow);
  const answers: FakeTablet['answers'] = {
    save: null,
    enrol: 'enrolled',
    unlock: null,
    phoneQuestion: '7K3M9Q',
    bind: 'bound',
  };
  const staffHere = signal<readonly LockedStaff[]>(
    fakeDay.staff.map((each) => ({
      ...each,
      hasPin: each.staffId !== 'st-2',
      triesLeft: 10,
      waitUntil: null,
      binding: each.role === 'in-charge' ? 'code' : null,
      keyName: null,
    })),
  );
  const calls: string[] = [];
  let seq = 0;

  const append = (name: string, write: (ref: EventReference) => void): Promise<SaveOutcome> => {
    calls.push(name);
    if (answers.save !== null && answers.save.outcome !== 'saved')
      return Promise.resolve(answers.save);
    seq += 1;
    const ref = { log: fakeLog, seq, h: 'AAAAAAAAAAA' };
    write(ref);
    connection.value = { ...connection.value, unsent: connection.value.unsent + 1 };
    return Promise.resolve({ outcome: 'saved', ref });
  };
  const change = (key: string, how: (person: PersonRow) => PersonRow): void => {
    people.value = people.value.map((person) => (person.key === key ? how(person) : person));
  };
  const changeCase = (key: string, how: (folded: Case) => Case): void =>
    change(key, (person) => ({ ...person, folded: withProgress(how(person.folded)) }));
  const entry = <Body>(ref: EventReference, body: Body) => ({
    ref,
    by: null,
    at: now.value,
    skew: 0,
    body,
  });

  return {
    stage,
    connection,
    day,
    packProgress: signal<PackProgress | null>(null),
    people,
    vials,
    questions,
    now,
    clockQuestion: signal<{ readonly listDay: string; readonly clockDay: string } | null>(null),
    centreName: signal<string | null>(fakeDay.centre.name),
    isDemo: signal(true),
    answers,
    calls,
    carry: createFakeCarry(),
    drafts: createFakeDrafts(),
    room: createFakeRoom({ people, stage, now, append, changeCase }),
    setPlace: (key, place) =>
      change(key, (person) => ({
        ...person,
        dosePlaces: person.dosePlaces.map((each) => ({ ...each, place })),
      })),

    enrol: () => {
      if (answers.enrol === 'enrolled')
        stage.value = { stage: 'needs-first-pin', staff: fakeDay.staff };
      return Promise.resolve(answers.enrol);
    },
    checkPin: (pin, again) =>
      pin.length < 6
        ? 'too-short'
        : /^(\d)\1+$|^123456/.test(pin)
          ? 'too-simple'
          : pin === again
            ? null
            : 'not-equal',
    setPin: (staffId) => {
      stage.value = {
        stage: 'unlocked',
        staff: fakeDay.staff.find((each) => each.staffId === staffId) ?? first,
      };
      return Promise.resolve('unlocked');
    },
    unlock: (staffId, pin) => {
      if (answers.unlock !== null) return Promise.resolve(answers.unlock);
      if (pin !== fakePin)
        return Promise.resolve({ outcome: 'wrong-pin', triesLeft: 9, waitUntil: null });
      stage.value = {
        stage: 'unlocked',
        staff: fakeDay.staff.find((each) => each.staffId === staffId) ?? first,
      };
      return Promise.resolve('unlocked');
    },
    staffHere,
    vouch: ({ person, voucherPin }) => {
      calls.push('vouch');
      if (voucherPin !== fakePin) {
        const outcome = { outcome: 'wrong-pin', triesLeft: 9, waitUntil: null } as const;
        return Promise.resolve({ of: 'voucher', outcome });
      }
      const staff: RosterStaff =
        'substitute' in person
          ? { staffId: 'sub-0a1b2c3d', ...person.substitute }
          : (fakeDay.staff.find((each) => each.staffId === person.staffId) ?? first);
      stage.value = { stage: 'unlocked', staff };
      return Promise.resolve('vouched');
    },
    bindOwnKey: (code) => {
      calls.push(`bindOwnKey ${code}`);
      return Promise.resolve(answers.bind);
    },
    lock: () => {
      const staff = fakeDay.staff.map((each, i) => ({
        ...each,
        hasPin: i < 2,
        triesLeft: 10,
        waitUntil: null,
        binding: null,
        keyName: null,
      }));
      stage.value = { stage: 'locked', staff };
      return Promise.resolve();
    },
    answerClockQuestion: () => undefined,
    exchangeNow: () => void calls.push('exchangeNow'),
    holdings: signal<Holdings | null>(fakeHoldings),
    refreshHoldings: async () => void calls.push('refreshHoldings'),
    selfCheck: signal<SelfCheck | null>({
      outcome: 'checked',
      at: fakeNow - 60,
      records: 180,
      isPersisted: true,
      freeBytes: 2_400_000_000,
      faults: [],
    }),
    isChecking: signal(false),
    checkAgain: async () => void calls.push('checkAgain'),

    judgeCode: (person, typed) =>
      judgeTypedCode({
        typed,
        tag: person.appointment?.codeTag ?? null,
        referenceId: person.referenceId ?? '',
        mobileLast4: person.mobileLast4,
        birthYear: person.birthYear,
        familyTags: [],
      }),
    checkIn: (person, body) =>
      append('checkIn', (ref) =>
        changeCase(person.key, (folded) => ({
          ...folded,
          notToday: [],
          checkedIn: [...folded.checkedIn, entry(ref, body)],
        })),
      ),
    recordCodeTry: (person, _code, matches) =>
      append('recordCodeTry', (ref) =>
        changeCase(person.key, (folded) => ({
          ...folded,
          codesTried: [...folded.codesTried, entry(ref, { matches, masked: 0 })],
        })),
      ),
    ...createFakeDesk({ append, change, changeCase, entry, answers, calls, stage }),
    openPerson: () => () => undefined,
    ...createFakeSlips({ people, append, changeCase, entry }),
    registerWalkIn: async (body) => {
      let key = '';
      const saved = await append('registerWalkIn', (ref) => {
        key = `w${ref.log}/${ref.seq}/${ref.h}`;
        people.value = [...people.value, fakeWalkIn(key, entry(ref, body))];
      });
      return saved.outcome === 'saved' ? { ...saved, key } : saved;
    },
    recordNotToday: (person, body) =>
      append('recordNotToday', (ref) =>
        changeCase(person.key, (folded) => ({
          ...folded,
          notToday: [
            ...folded.notToday,
            entry(ref, { ...body, ends: folded.codesTried.map((tried) => tried.ref) }),
          ],
        })),
      ),
    answerQuestion: ({ key }, said) =>
      append('answerQuestion', () => {
        questions.value = questions.value.map((each) =>
          each.key === key ? { ...each, answers: [...each.answers, said] } : each,
        );
      }),
    openVial: (vial) =>
      append('openVial', () => {
        vials.value = [...vials.value, fakeOpenVial(vial, now.value, fakeLog)];
      }),
    suggestVialName: () => `A${vials.value.length + 1}`,
    discardVial: (vial) =>
      append('discardVial', () => {
        vials.value = vials.value.map((each) =>
          each.name === vial.name
            ? { ...each, isDiscarded: true, dosesDiscarded: vial.dosesLeft }
            : each,
        );
      }),
    recordDose: ({ person, vial, doseNumber, code, withoutCode, evenIf, administeredAt }) => {
      const isDosed = people.value.some(
        (each) => each.key === person.key && each.folded.progress === 'dosed',
      );
      if (isDosed && evenIf === undefined)
        return Promise.resolve({ outcome: 'ask-first', why: 'already-dosed' });
      return append('recordDose', (ref) => {
        const body = {
          doseNumber,
          product: vial.product,
          vial: vial.name,
          vaccinationSession: vial.vaccinationSession,
          vaccineBatch: vial.vaccineBatch,
          code,
          ...(withoutCode !== undefined && { withoutCode }),
          rules: currentRuleSet.rulesVersion,
          ...(administeredAt !== undefined && { administeredAt }),
        };
        const dose: DoseInCase = {
          ...entry(ref, body),
          enteredInError: null,
          state: 'received',
          reasons: [],
          verdict: null,
          isInQuestion: false,
        };
        changeCase(person.key, (folded) => ({ ...folded, doses: [...folded.doses, dose] }));
        change(person.key, (each) => ({
          ...each,
          dosePlaces: [...each.dosePlaces, { ref, place: 'saved-here' }],
        }));
        vials.value = vials.value.map((each) =>
          each.name === vial.name
            ? { ...each, drawn: each.drawn + 1, dosesLeft: Math.max(0, each.dosesLeft - 1) }
            : each,
        );
      });
    },
    enterInError: (person, target) =>
      append('enterInError', (ref) =>
        changeCase(person.key, (folded) => ({
          ...folded,
          doses: folded.doses.map((dose) =>
            dose.ref.seq === target.seq ? { ...dose, enteredInError: ref } : dose,
          ),
        })),
      ),
  };
}

/** Locked, and every PIN gone after ten wrong tries each. */
export async function destroyAllPins(tablet: FakeTablet): Promise<void> {
  await tablet.lock();
  const locked = tablet.stage.value;
  if (locked.stage !== 'locked') throw new Error(locked.stage);
  const staff = locked.staff.map((each) => ({ ...each, hasPin: false, triesLeft: 0 }));
  tablet.stage.value = { stage: 'locked', staff };
}
