// Owns the view of the day: known events in, people and vials out. Only touched cases are folded again.

import { signal, type ReadonlySignal } from '@preact/signals';
import { appointmentKey } from '../../schemas/events/event.ts';
import type { Case } from '../../schemas/fold/case.ts';
import type { VaccinationSessionState } from '../../schemas/fold/vaccination-session.ts';
import type { DayPack, RosterAppointment } from '../../schemas/records/roster.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import type { PersonRow, QuestionRow } from '../tablet.ts';
import { createCaseIndex, vialKey, type KnownEvent } from './case-index.ts';
import { questionRows } from './open-questions.ts';
import { bookedPersonRow, walkInPersonRow, type OwnRecord } from './person-row.ts';
import { drawsOf, vialFactsOf, type VialFacts } from './vial-facts.ts';
import { openViewDatabase } from './view-database.ts';

export interface DayModel {
  readonly people: ReadonlySignal<readonly PersonRow[]>;
  readonly vials: ReadonlySignal<readonly VialFacts[]>;
  readonly vaccinationSessions: ReadonlySignal<ReadonlyMap<string, VaccinationSessionState>>;
  readonly questions: ReadonlySignal<readonly QuestionRow[]>;
  readonly add: (entries: readonly KnownEvent[]) => Promise<void>;
  /** Where these own records are has changed: the rows of their people are derived again, and nobody else's. */
  readonly ownRecordsChanged: (eventKeys: Iterable<string>) => Promise<void>;
  readonly fold: (caseKey: string) => Case;
  readonly familyTags: (person: PersonRow) => readonly number[];
  readonly close: () => Promise<void>;
}

export interface DayModelParts {
  /** New each time. */
  readonly name: string;
  /** Null before the first list and after it expired: then only walk-ins are shown. */
  readonly pack: DayPack | null;
  readonly ownRecordOf: (eventKey: string) => OwnRecord | null;
  readonly firstEvents: readonly KnownEvent[];
}

export async function createDayModel(parts: DayModelParts): Promise<DayModel> {
  const { pack } = parts;
  const index = createCaseIndex();
  const appointments = new Map(
    (pack?.appointments ?? []).map((a) => [appointmentKey(a.appointmentNo, a.check), a]),
  );
  const draws = new Map<string, Map<string, number>>();
  const drawsByCase = new Map<string, string[]>();

  const ownRecordOf = (eventKey: string): OwnRecord | null =>
    index.isOwn(eventKey) ? parts.ownRecordOf(eventKey) : null;
  const rowOf = (caseKey: string): PersonRow | null => {
    const folded = index.fold(caseKey);
    const appointment = appointments.get(caseKey);
    if (appointment !== undefined) return bookedPersonRow(appointment, folded, ownRecordOf);
    return isOfThisDay(folded, pack) ? walkInPersonRow(folded, productOf, ownRecordOf) : null;
  };
  const productOf = (name: string): string =>
    pack?.vaccinationSessions.find((s) => s.vaccinationSession === name)?.product ?? '';
  const rowsOf = (caseKeys: Iterable<string>): PersonRow[] =>
    [...caseKeys].map(rowOf).filter((row) => row !== null);
  /** Doses drawn are counted per case, so that a case folded again replaces its own count. */
  const countDraws = (caseKey: string): string[] => {
    const before = drawsByCase.get(caseKey) ?? [];
    for (const key of before) draws.get(key)?.delete(caseKey);
    const after = drawsOf(index.fold(caseKey)).map((d) => vialKey(d.vaccinationSession, d.name));
    for (const key of after) {
      const counts = draws.get(key) ?? new Map<string, number>();
      draws.set(key, counts.set(caseKey, (counts.get(caseKey) ?? 0) + 1));
    }
    drawsByCase.set(caseKey, after);
    return [...before, ...after];
  };
  const factsOf = (keys: Iterable<string>): VialFacts[] =>
    [...new Set(keys)].flatMap((key) => {
      const events = index.vial(key);
      const drawn = [...(draws.get(key)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
      const facts = events === null ? null : vialFactsOf(events, drawn);
      return facts === null ? [] : [facts];
    });

  index.add(parts.firstEvents);
  for (const caseKey of index.caseKeys()) countDraws(caseKey);
  const view = await openViewDatabase(parts.name, {
    people: rowsOf(new Set([...appointments.keys(), ...index.caseKeys()])),
    vials: factsOf(index.vialKeys()),
  });
  const sessionsNow = (): ReadonlyMap<string, VaccinationSessionState> =>
    new Map(
      [...index.vaccinationSessionNames()].map((each) => [each, index.vaccinationSession(each)]),
    );
  const vaccinationSessions = signal(sessionsNow());
  const readQuestions = (): readonly QuestionRow[] =>
    questionRows(
      [...index.askedCases()].map(([key, subject]) => ({ folded: index.fold(key), subject })),
      (key) => rowOf(key) !== null,
    );
  const questions = signal(readQuestions());
  const add = async (entries: readonly KnownEvent[]): Promise<void> => {
    const touched = index.add(entries);
    const vials = [...touched.vials, ...[...touched.cases].flatMap(countDraws)];
    await Promise.all([view.putPeople(rowsOf(touched.cases)), view.putVials(factsOf(vials))]);
    if (touched.vaccinationSessions.size > 0) vaccinationSessions.value = sessionsNow();
    if ([...touched.cases].some((key) => index.askedCases().has(key)))
      questions.value = readQuestions();
  };
  return {
    people: view.people,
    vials: view.vials,
    vaccinationSessions,
    questions,
    add,
    ownRecordsChanged: (eventKeys) =>
      view.putPeople(rowsOf(new Set([...eventKeys].flatMap((key) => index.ownCaseOf(key) ?? [])))),
    fold: index.fold,
    familyTags: (person) => familyTagsOf(appointments.values(), person),
    close: view.close,
  };
}

/** Yesterday's walk-ins are in the log for ever, and on yesterday's list only. */
function isOfThisDay(folded: Case, pack: DayPack | null): boolean {
  if (folded.registration === null) return false;
  if (pack === null) return true;
  const { at, body } = folded.registration;
  const isInSession = pack.vaccinationSessions.some(
    (session) => session.vaccinationSession === body.vaccinationSession,
  );
  return isInSession || istDayOf(at) === pack.day;
}

function familyTagsOf(appointments: Iterable<RosterAppointment>, person: PersonRow): number[] {
  const own = person.appointment;
  if (own === null || own.mobileNumber === null) return [];
  return [...appointments]
    .filter((a) => a.mobileNumber === own.mobileNumber && a.appointmentNo !== own.appointmentNo)
    .flatMap((a) => (a.codeTag === null ? [] : [a.codeTag]));
}
