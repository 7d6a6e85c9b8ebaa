// Owns the recording of a planned day through a tablet's own writer: the drafts are those of the screens' commands.

import type { EventReference } from '../../../schemas/log/hash-chain.ts';
import { currentRuleSet } from '../../../schemas/rules/rule-set.ts';
import { maskCode } from '../../../schemas/rules/security-code.ts';
import { digest } from '../../../client/device/digest.ts';
import type { EventDraft } from '../../../client/tablet-core/event-writer.ts';
import type { BookedPerson } from '../server/bench-centre.ts';
import type { PlannedRecord } from './day-plan.ts';

export interface DayRecorder {
  readonly setSecondsIntoDay: (seconds: number) => void;
  /** Throws when it was not saved: a day with a hole measures nothing. */
  readonly save: (draft: EventDraft) => Promise<EventReference>;
}

export async function recordDay(
  recorder: DayRecorder,
  people: readonly BookedPerson[],
  plan: readonly PlannedRecord[],
): Promise<void> {
  const codes = new Map<number, EventReference>();
  const doses = new Map<number, EventReference>();
  let vial = '';
  for (const { at, kind, index } of plan) {
    recorder.setSecondsIntoDay(at);
    const person = people[index]!;
    if (kind === 'vial-opened') {
      vial = `A${index + 1}`;
      await recorder.save(vialDraft(people[0]!, vial));
    } else if (kind === 'checked-in') await recorder.save(checkDraft(person));
    else if (kind === 'code-tried') codes.set(index, await recorder.save(codeDraft(person)));
    else if (kind === 'dose-administered')
      doses.set(index, await recorder.save(doseDraft(person, vial, codes.get(index)!)));
    else await recorder.save(observationDraft(person, doses.get(index)!));
  }
}

const subjectOf = ({ appointmentNo, check }: BookedPerson) => ({ appointmentNo, check });

function vialDraft(
  { vaccinationSession, product, vaccineBatch }: BookedPerson,
  vial: string,
): EventDraft {
  const body = { product, vaccineBatch, expiry: null, dosesNominal: 10 };
  return { kind: 'vial-opened', subject: { vaccinationSession, vial }, body };
}

/** Most are clear and hear the notice in Marathi; some are not, so that the column is no constant. */
function checkDraft(person: BookedPerson): EventDraft {
  const { appointmentNo, idType } = person;
  return {
    kind: 'checked-in',
    subject: subjectOf(person),
    body: {
      idType,
      idSeen: appointmentNo % 37 === 0 ? 'facilitated' : 'matches',
      screening: appointmentNo % 29 === 0 ? ['bleeding-disorder'] : 'clear',
      noticeLanguage: appointmentNo % 11 === 0 ? 'hi' : 'mr',
    },
  };
}

function codeDraft(person: BookedPerson): EventDraft {
  return {
    kind: 'code-tried',
    subject: subjectOf(person),
    body: ({ log, seq }, codeKey) => ({
      matches: true,
      masked: maskCode(digest, codeKey, log, seq, person.code),
    }),
  };
}

function doseDraft(person: BookedPerson, vial: string, code: EventReference): EventDraft {
  const { doseNumber, product, vaccinationSession, vaccineBatch } = person;
  const rules = currentRuleSet.rulesVersion;
  return {
    kind: 'dose-administered',
    subject: subjectOf(person),
    body: { doseNumber, product, vial, vaccinationSession, vaccineBatch, code, rules },
  };
}

function observationDraft(person: BookedPerson, doseEvent: EventReference): EventDraft {
  return { kind: 'observation-ended', subject: subjectOf(person), body: { doseEvent } };
}
