// Owns judging touched cases: new words into the server's log, the desk's dose rows and counters, all in one transaction.

import type { Case, DoseInCase, Reason } from '../../schemas/fold/case.ts';
import { settledReasonsOf } from '../../schemas/fold/person-of-case.ts';
import type { Subject } from '../../schemas/events/event.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { canonicalText } from '../../schemas/log/canonical.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { appendServerWords, type ServerLogContext, type ServerWord } from '../ingest/server-log.ts';
import { followJudgement } from '../certificates/follow-judgement.ts';
import { selectCasesOfSession } from '../ingest/session-words.ts';
import { addTask, tasksOf } from './case-tasks.ts';
import {
  dayOf,
  readHeldDoses,
  storeDoses,
  watchSessions,
  type DoseRecord,
  type HeldDose,
} from './dose-records.ts';
import { addToBatchUse, countDrawn, findTurned } from './drawn-vials.ts';
import { gatherCases, type CaseFacts } from './gather-facts.ts';
import { judgeDose, reasonGroupOf, type DoseFacts, type Judgement } from './reasons.ts';
import { storeMembers } from './group-tasks.ts';
import { storeTasks, type WantedTask } from './tasks.ts';
import { watchPairs } from './pair-watch.ts';
import { notePhones } from '../my-doses/phones.ts';
import { noteStatedBookings } from './note-stated-bookings.ts';

/** Judges every dose of the cases. Call after all rows of the transaction are stored, so that order cannot matter. */
export async function judgeCases(
  context: ServerLogContext,
  caseKeys: Iterable<string>,
): Promise<void> {
  const sessions = await judgeOnce(context, caseKeys);
  // What a closed session counted is right or wrong as a whole: a late dose judges its other doses again.
  const { transaction, centreId } = context;
  const others = new Set<string>();
  for (const session of sessions)
    for (const row of await selectCasesOfSession(transaction, { centreId, session }))
      others.add(row.case_key);
  if (others.size > 0) await judgeOnce(context, [...others].sort());
}

/** Returns the closed sessions that got doses they did not have. */
async function judgeOnce(
  context: ServerLogContext,
  caseKeys: Iterable<string>,
): Promise<Set<string>> {
  const { transaction, keys, centreId } = context;
  const reach = { reach: transaction, keys, centreId };
  const touched = await gatherCases(reach, caseKeys);
  // Whoever is one person with a touched case is judged too: its doses may have become one too many.
  const linked = [...touched.values()].flatMap(({ otherCases }) => otherCases);
  for (const [key, facts] of await gatherCases(
    reach,
    linked.filter((other) => !touched.has(other)),
  ))
    touched.set(key, facts);
  const held = await readHeldDoses(transaction, centreId, doseKeysOf(touched));
  // Counted before any is judged: a vial's count includes every dose of this transaction.
  const drawn = countDrawn(touched, held);
  const others = await findTurned(transaction, centreId, touched, drawn);
  const turned = await gatherCases(
    reach,
    others.filter((key) => !touched.has(key)),
  );
  for (const [key, dose] of await readHeldDoses(transaction, centreId, doseKeysOf(turned)))
    held.set(key, dose);
  const words: ServerWord[] = [];
  const records: DoseRecord[] = [];
  const tasks = new Map<string, WantedTask>();
  const lateIn = new Set<string>();
  for (const facts of [...touched.values(), ...turned.values()]) {
    const judged = facts.folded.doses.map((dose) => {
      const known = facts.factsOf(dose, drawn.moreFor(dose));
      const word = decideWord(facts.folded, dose, judgeDose(known));
      if (known.closing.isClosed && !held.has(referenceKey(dose.ref)))
        lateIn.add(dose.body.vaccinationSession);
      return { dose, known, word, record: toRecord(context, facts, known, word ?? dose) };
    });
    for (const { dose, word, record } of judged) {
      records.push(record);
      if (word !== null)
        words.push({
          kind: word.state,
          subject: subjectOf(facts, dose),
          caseKey: facts.folded.key,
          body: { doseEvent: dose.ref, reasons: word.reasons },
        });
    }
    const day = dayOfTask(context, facts, judged[0]?.record, held);
    for (const task of tasksOf(facts, judged, day, held)) addTask(tasks, task);
  }
  await storeDoses(transaction, centreId, records, held);
  await addToBatchUse(transaction, centreId, drawn.byBatch);
  const members = await storeMembers(transaction, centreId, records, held);
  await storeTasks(transaction, centreId, context.now, tasks, members);
  await watchSessions(transaction, centreId, records, held);
  await appendServerWords(context, words);
  await notePhones(transaction, centreId, touched.values());
  await watchPairs(
    transaction,
    centreId,
    records.filter(({ doseKey }) => !held.has(doseKey)).map(({ caseKey }) => caseKey),
  );
  await noteStatedBookings(transaction, centreId, touched.values());
  await followJudgement(
    context,
    records.map((record) => ({
      ...record,
      isError: record.isTakenBack,
      isChanged: held.get(record.doseKey)?.state !== record.state,
    })),
  );
  return lateIn;
}

/** The first dose's day, once it has one; the booking's where no dose followed. */
function dayOfTask(
  context: ServerLogContext,
  facts: CaseFacts,
  record: DoseRecord | undefined,
  held: ReadonlyMap<string, HeldDose>,
): string {
  if (record === undefined) return facts.bookedDay ?? istDayOf(context.now);
  return held.get(record.doseKey)?.day ?? dayOf(record);
}

function doseKeysOf(cases: ReadonlyMap<string, CaseFacts>): string[] {
  return [...cases.values()].flatMap(({ folded }) =>
    folded.doses.map((dose) => referenceKey(dose.ref)),
  );
}

/** As the fold will say it of the same set, once the word is in it. */
function isInQuestion(dose: DoseInCase, state: DoseInCase['state']): boolean {
  const wasSettled = dose.isInQuestion || dose.state === 'confirmed' || dose.state === 'accepted';
  return wasSettled && (state === 'waiting' || state === 'held');
}

/** What the server should now say of a dose, or null when its last word stands. A supervisor's decision covers the reasons it named. */
export function decideWord(
  folded: Case,
  dose: DoseInCase,
  judgement: Judgement,
): {
  readonly state: 'confirmed' | 'waiting' | 'held';
  readonly reasons: readonly Reason[];
} | null {
  if (dose.state === 'revoked') return null;
  if (dose.state === 'accepted') {
    const covered = new Set(dose.reasons.map((reason) => reason.reason));
    const open = judgement.reasons.filter(
      (reason) => reasonGroupOf(reason.reason) === 'contradicted' && !covered.has(reason.reason),
    );
    return open.length === 0 ? null : { state: 'held', reasons: judgement.reasons };
  }
  const isSame =
    dose.state === judgement.state &&
    canonicalText(dose.reasons) === canonicalText(judgement.reasons);
  return isSame || folded.doses.length === 0 ? null : judgement;
}

export function subjectOf(facts: CaseFacts, dose: DoseInCase): Subject {
  const subject = facts.rowOf(dose)?.logged.event.subject;
  if (subject === undefined) throw new Error('judge: a dose without its row');
  return subject;
}

/** As its events name it; a walk-in's own registration says `self`, which only it may. Null where nothing of it is there. */
export function subjectOfCase({ folded, rows }: CaseFacts): Subject | null {
  if (folded.registration !== null) return { walkIn: folded.registration.ref };
  const subjects = rows.map((row) => row.logged.event.subject);
  return subjects.find((subject) => 'appointmentNo' in subject) ?? null;
}

function toRecord(
  context: ServerLogContext,
  facts: CaseFacts,
  { dose, vaccinationSession, isTakenBack }: DoseFacts,
  word: { readonly state: DoseInCase['state']; readonly reasons: readonly Reason[] },
): DoseRecord {
  return {
    doseKey: referenceKey(dose.ref),
    caseKey: facts.folded.key,
    dose,
    isTakenBack,
    device: facts.deviceOf(dose),
    receivedAt: facts.rowOf(dose)?.receivedAt ?? context.now,
    sessionDay: vaccinationSession?.day ?? null,
    state: word.state,
    // An accepted dose keeps the reasons it was accepted with; those that were settled since are no question any more.
    reasons: word.reasons.filter(({ reason }) => !settledReasonsOf(facts.folded, dose).has(reason)),
    isInQuestion: isInQuestion(dose, word.state),
  };
}
