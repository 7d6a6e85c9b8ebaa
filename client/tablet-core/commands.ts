// Owns what a person records: each command makes one event about one subject. Who asks twice gets one dose.

import type { Subject } from '../../schemas/events/event.ts';
import { walkInKey } from '../../schemas/events/event.ts';
import type { Case, PersonFields } from '../../schemas/fold/case.ts';
import { referenceKey, referenceTo, type EventReference } from '../../schemas/log/hash-chain.ts';
import type { Digest } from '../../schemas/ports.ts';
import { judgeTypedCode, maskCode } from '../../schemas/rules/security-code.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import type { PersonRow, SaveOutcome, Tablet } from '../tablet.ts';
import { draftNames } from '../draft-names.ts';
import type { DraftStore } from './drafts.ts';
import {
  findFormFault,
  type EventDraft,
  type EventWriter,
  type WriteOutcome,
} from './event-writer.ts';
import type { Workspace } from './workspace.ts';

/** What commands work with while unlocked. */
export interface Desk {
  readonly workspace: Workspace;
  readonly writer: EventWriter;
  readonly drafts: DraftStore;
}

export type Commands = Pick<
  Tablet,
  | 'judgeCode'
  | 'checkIn'
  | 'recordCodeTry'
  | 'registerWalkIn'
  | 'correctPerson'
  | 'stateEarlierDose'
  | 'stateBooking'
  | 'recordNotToday'
  | 'openVial'
  | 'discardVial'
  | 'recordDose'
  | 'enterInError'
  | 'answerQuestion'
>;

const locked = { outcome: 'not-saved', why: 'locked' } as const;
const endsMax = 20;

export type Save = (draft: EventDraft) => Promise<SaveOutcome>;

/** Writes a checked draft while unlocked. */
export function createSave(desk: () => Desk | null): Save {
  return async (draft) => toSaveOutcome(await writeDraft(desk, draft));
}

async function writeDraft(desk: () => Desk | null, draft: EventDraft): Promise<WriteOutcome> {
  const current = desk();
  if (current === null) return locked;
  const fault = findFormFault(draft);
  if (fault !== null) return { outcome: 'not-saved', why: fault };
  const { endsDraft } = draft;
  const work = (): Promise<WriteOutcome> => current.writer.write(draft);
  return endsDraft === undefined ? work() : current.drafts.ending(endsDraft, work);
}

export function createCommands(digest: Digest, desk: () => Desk | null): Commands {
  const dosesInFlight = new Map<string, Promise<SaveOutcome>>();
  const write = (draft: EventDraft): Promise<WriteOutcome> => writeDraft(desk, draft);
  const save = createSave(desk);
  const foldedNow = (person: PersonRow): Case =>
    desk()?.workspace.model().fold(person.key) ?? person.folded;

  const recordDose: Tablet['recordDose'] = async ({ person, vial, doseNumber, code, ...how }) => {
    const current = desk();
    if (current === null) return locked;
    // Another tab may have recorded it a moment ago, and died before it told: the journal is looked at first.
    await current.workspace.refresh().catch(() => undefined);
    if (desk() !== current) return locked;
    const folded = foldedNow(person);
    const isDosed = folded.doses.some((d) => d.enteredInError === null && d.state !== 'revoked');
    if (how.evenIf === undefined && isDosed) return { outcome: 'ask-first', why: 'already-dosed' };
    if (how.evenIf === undefined && folded.hasNewerDoseWords)
      return { outcome: 'ask-first', why: 'newer-version' };
    const rules = current.workspace.pack()?.rules ?? currentRuleSet;
    return save({
      kind: 'dose-administered',
      subject: subjectOf(person),
      body: {
        doseNumber,
        product: vial.product,
        vial: vial.name,
        vaccinationSession: vial.vaccinationSession,
        vaccineBatch: vial.vaccineBatch,
        code,
        ...(how.withoutCode === undefined ? {} : { withoutCode: how.withoutCode }),
        rules: rules.rulesVersion,
        ...(how.administeredAt === undefined ? {} : { administeredAt: how.administeredAt }),
      },
      endsDraft: draftNames.code(person.key),
    });
  };
  return {
    judgeCode: (person, typed) =>
      judgeTypedCode({
        typed,
        tag: person.appointment?.codeTag ?? null,
        referenceId: person.referenceId ?? '',
        mobileLast4: person.mobileLast4,
        birthYear: person.birthYear,
        familyTags: desk()?.workspace.model().familyTags(person) ?? [],
      }),
    checkIn: (person, body) => {
      const after = openNotToday(foldedNow(person));
      const full = after === null ? body : { ...body, after };
      const endsDraft = draftNames.check(person.key);
      return save({ kind: 'checked-in', subject: subjectOf(person), body: full, endsDraft });
    },
    recordCodeTry: (person, code, matches) =>
      save({
        kind: 'code-tried',
        subject: subjectOf(person),
        body: ({ log, seq }, codeKey) => ({
          matches,
          masked: maskCode(digest, codeKey, log, seq, code),
        }),
      }),
    registerWalkIn: async (body) => {
      const outcome = await write({
        kind: 'walk-in-registered',
        subject: { walkIn: 'self' },
        body,
        endsDraft: draftNames.walkIn,
      });
      const { identity } = outcome;
      const saved = toSaveOutcome(outcome);
      return identity === undefined ? saved : { ...saved, key: walkInKey(referenceTo(identity)) };
    },
    correctPerson: (person, after, reason) => {
      const fields = Object.keys(after) as (keyof PersonFields)[];
      const before = Object.fromEntries(fields.map((field) => [field, person[field]]));
      return save({
        kind: 'person-corrected',
        subject: subjectOf(person),
        body: { before, after, reason },
        endsDraft: draftNames.correction(person.key),
      });
    },
    stateEarlierDose: (person, body) =>
      save({
        kind: 'earlier-dose-stated',
        subject: subjectOf(person),
        body,
        endsDraft: draftNames.earlierDose(person.key),
      }),
    stateBooking: (person, referenceId, code) =>
      save({
        kind: 'booking-stated',
        subject: subjectOf(person),
        body: ({ log, seq }, codeKey) => ({
          referenceId,
          masked: maskCode(digest, codeKey, log, seq, code),
        }),
        endsDraft: draftNames.booking(person.key),
      }),
    recordNotToday: (person, body) => {
      const { codesTried, bookingsStated } = foldedNow(person);
      const ends = [...codesTried, ...bookingsStated].map((said) => said.ref).slice(-endsMax);
      return save({
        kind: 'not-today',
        subject: subjectOf(person),
        body: { ...body, ends },
        endsDraft: draftNames.notToday(person.key),
      });
    },
    openVial: ({ vaccinationSession, name, ...body }) =>
      save({
        kind: 'vial-opened',
        subject: { vaccinationSession, vial: name },
        body,
        endsDraft: draftNames.vial,
      }),
    discardVial: ({ vaccinationSession, name, dosesLeft }, reason) =>
      save({
        kind: 'vial-discarded',
        subject: { vaccinationSession, vial: name },
        body: { dosesLeft, reason },
      }),
    recordDose: (dose) => {
      // A double tap, and a second button, meet the same promise: one dose is written.
      const key = `${dose.person.key}#${dose.doseNumber}`;
      const underway = dosesInFlight.get(key);
      if (underway !== undefined) return underway;
      const recording = recordDose(dose).finally(() => dosesInFlight.delete(key));
      dosesInFlight.set(key, recording);
      return recording;
    },
    answerQuestion: ({ ref, subject }, { answer, text }) =>
      save({
        kind: 'question-answered',
        subject,
        body: { question: ref, answer, ...(text === null ? {} : { text }) },
      }),
    enterInError: (person, target, reason) =>
      save({ kind: 'entered-in-error', subject: subjectOf(person), body: { target, reason } }),
  };
}

export function subjectOf(person: PersonRow): Subject {
  const { appointment, folded } = person;
  if (appointment !== null)
    return { appointmentNo: appointment.appointmentNo, check: appointment.check };
  if (folded.registration === null) throw new Error('subjectOf: a walk-in without a registration');
  return { walkIn: folded.registration.ref };
}

/** The "not today" that this arrival comes after, when the person returned. */
function openNotToday(folded: Case): EventReference | null {
  const answered = new Set(
    folded.checkedIn.flatMap((entry) => (entry.body.after ? [referenceKey(entry.body.after)] : [])),
  );
  return folded.notToday.find((entry) => !answered.has(referenceKey(entry.ref)))?.ref ?? null;
}

/** Screens get what the port promises, and nothing beside it. */
function toSaveOutcome(outcome: WriteOutcome): SaveOutcome {
  return outcome.outcome === 'saved' ? { outcome: 'saved', ref: outcome.ref } : outcome;
}
