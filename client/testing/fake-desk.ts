// Owns the fake tablet's corrections, earlier doses, codes over the phone and recording without unlocking.

import type { Signal } from '@preact/signals';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import type { Case, CaseEntry } from '../../schemas/fold/case.ts';
import type { RosterStaff } from '../../schemas/records/roster.ts';
import type { PersonRow, SaveOutcome, Stage, Tablet } from '../tablet.ts';

export const fakePhoneCode = 'K7QM3FZ90ABCDEFG';

type FakeDesk = Pick<
  Tablet,
  | 'correctPerson'
  | 'stateEarlierDose'
  | 'stateBooking'
  | 'phoneQuestion'
  | 'checkPhoneCode'
  | 'resetPin'
  | 'recordOnly'
>;

export function createFakeDesk(parts: {
  readonly append: (name: string, write: (ref: EventReference) => void) => Promise<SaveOutcome>;
  readonly change: (key: string, how: (person: PersonRow) => PersonRow) => void;
  readonly changeCase: (key: string, how: (folded: Case) => Case) => void;
  readonly entry: <Body>(ref: EventReference, body: Body) => CaseEntry<Body>;
  readonly answers: { phoneQuestion: string | null };
  readonly calls: string[];
  readonly stage: Signal<Stage>;
}): FakeDesk {
  const { append, change, changeCase, entry, answers, calls, stage } = parts;
  return {
    correctPerson: (person, after, reason) =>
      append('correctPerson', (ref) => {
        const fields = Object.keys(after) as (keyof typeof after)[];
        const before = Object.fromEntries(fields.map((field) => [field, person[field]]));
        changeCase(person.key, (folded) => ({
          ...folded,
          corrections: [...folded.corrections, entry(ref, { before, after, reason })],
        }));
        change(person.key, (each) => ({
          ...each,
          ...after,
          mobileLast4: (after.mobileNumber ?? each.mobileNumber)?.slice(-4) ?? null,
        }));
      }),
    stateBooking: (person, referenceId) =>
      append('stateBooking', (ref) =>
        changeCase(person.key, (folded) => ({
          ...folded,
          bookingsStated: [...folded.bookingsStated, entry(ref, { referenceId, masked: 0 })],
        })),
      ),
    stateEarlierDose: (person, body) =>
      append('stateEarlierDose', (ref) => {
        changeCase(person.key, (folded) => ({
          ...folded,
          earlierDoses: [...folded.earlierDoses, entry(ref, body)],
        }));
        change(person.key, (each) =>
          each.isWalkIn ? { ...each, doseNumber: body.doseNumber + 1 } : each,
        );
      }),
    phoneQuestion: () => Promise.resolve(answers.phoneQuestion),
    checkPhoneCode: (code) => Promise.resolve(code === fakePhoneCode),
    resetPin: (staffId, code) => {
      calls.push('resetPin');
      if (code !== fakePhoneCode) return Promise.resolve('storage-failed');
      answers.phoneQuestion = null;
      stage.value = {
        stage: 'unlocked',
        staff: staffOf(stage.value, staffId),
      };
      return Promise.resolve('unlocked');
    },
    recordOnly: () => append('recordOnly', () => undefined),
  };
}

function staffOf(stage: Stage, staffId: string): RosterStaff {
  const listed = stage.stage === 'locked' ? stage.staff : [];
  const found = listed.find((each) => each.staffId === staffId);
  return found ?? { staffId, name: staffId, role: 'vaccinator' };
}

/** Kept as long as this tablet: as a page that is loaded anew would find them. */
export function createFakeDrafts(): Tablet['drafts'] {
  const kept = new Map<string, object>();
  return {
    read: (name) => kept.get(name) ?? null,
    write: (name, value) => void (value === null ? kept.delete(name) : kept.set(name, value)),
  };
}
