// Owns the fold: from a set of events to one case. Order-free, idempotent, total; no clock, no feed order.

import { bytesToBase64url } from '../bytes.ts';
import { readEvent } from '../events/index.ts';
import { walkInKey, type LoggedEvent } from '../events/event.ts';
import type { EventKind } from '../events/kind.ts';
import { canonicalBytes } from '../log/canonical.ts';
import { identityKey, referenceKey, referenceTo, type EventReference } from '../log/hash-chain.ts';
import { serverLogEpoch } from '../log/log-id.ts';
import type { Digest } from '../ports.ts';
import {
  takenBackInDoubt,
  type Case,
  type CaseDraft,
  type CaseEntry,
  type DoseInCase,
  type DoseState,
  type Progress,
  type Reason,
} from './case.ts';

/** `key` names the case; events of other cases must not be among `events`. */
export function foldCase(key: string, events: Iterable<LoggedEvent>): Case {
  const draft = createDraft();
  const eventKeys = new Set<string>();
  let hasNewerDoseWords = false;
  for (const logged of events) {
    const eventKey = identityKey(logged.identity);
    if (eventKeys.has(eventKey)) continue;
    eventKeys.add(eventKey);
    const reading = readEvent(logged.event);
    if (reading.outcome !== 'known') {
      hasNewerDoseWords ||= (logged.event as { mayDose?: unknown }).mayDose === true;
      continue;
    }
    const isServerLog = serverLogEpoch(logged.identity.log) !== null;
    if (!mayWrite(reading.kind.writer, isServerLog)) continue;
    const { at, skew, body } = reading.event;
    reading.kind.fold(draft, eventKey, {
      ref: referenceTo(logged.identity),
      by: logged.by,
      at,
      skew,
      body,
    });
  }
  return finishCase(key, draft, hasNewerDoseWords, [...eventKeys].sort());
}

function mayWrite(writer: EventKind<unknown>['writer'], isServerLog: boolean): boolean {
  return writer === 'either' || (writer === 'server') === isServerLog;
}

/** Names the set a supervisor looked at: equal exactly when the sets of events are equal. */
export function caseSetHash(digest: Digest, folded: Case): string {
  return bytesToBase64url(digest.sha256(canonicalBytes(folded.eventKeys)).subarray(0, 12));
}

function createDraft(): CaseDraft {
  return {
    registration: new Map(),
    checkedIn: new Map(),
    codesTried: new Map(),
    bookingsStated: new Map(),
    notToday: new Map(),
    doses: new Map(),
    observationsEnded: new Map(),
    corrections: new Map(),
    earlierDoses: new Map(),
    aefiReports: new Map(),
    enteredInError: new Map(),
    verdicts: new Map(),
    words: new Map(),
    denials: new Map(),
    acceptedCorrections: new Map(),
    settled: new Map(),
    questions: new Map(),
    answers: new Map(),
    links: new Map(),
    linkEnds: new Map(),
  };
}

function finishCase(
  key: string,
  draft: CaseDraft,
  hasNewerDoseWords: boolean,
  eventKeys: string[],
): Case {
  const takenBack = inOrder(draft.enteredInError);
  const errors = new Map(takenBack.map((e) => [referenceKey(e.body.target), e.ref]));
  const doses = inOrder(draft.doses).map((dose): DoseInCase => {
    const words = verdictsOn(draft, referenceKey(dose.ref));
    const word = latestOf(words);
    return {
      ...dose,
      enteredInError: isTakenBackInDoubt(word?.body.reasons ?? [])
        ? null
        : (errors.get(referenceKey(dose.ref)) ?? null),
      state: word?.state ?? 'received',
      reasons: word?.body.reasons ?? [],
      verdict: word?.ref ?? null,
      isInQuestion: isOpen(word?.state) && words.some((each) => isSettled(each.state)),
    };
  });
  const checkedIn = inOrder(draft.checkedIn);
  const notToday = inOrder(draft.notToday).filter((e) => !errors.has(referenceKey(e.ref)));
  return {
    key,
    registration: registrationOf(key, draft),
    checkedIn,
    codesTried: inOrder(draft.codesTried),
    bookingsStated: inOrder(draft.bookingsStated),
    notToday,
    doses,
    observationsEnded: inOrder(draft.observationsEnded),
    takenBack,
    corrections: inOrder(draft.corrections).filter((e) => !errors.has(referenceKey(e.ref))),
    earlierDoses: inOrder(draft.earlierDoses).filter((e) => !errors.has(referenceKey(e.ref))),
    aefiReports: inOrder(draft.aefiReports).map((report) => ({
      ...report,
      enteredInError: errors.get(referenceKey(report.ref)) ?? null,
    })),
    words: inOrder(draft.words),
    denials: inOrder(draft.denials),
    acceptedCorrections: [...draft.acceptedCorrections.values()].sort((a, b) =>
      byServerLog(a.ref, b.ref),
    ),
    settled: inOrder(draft.settled),
    questions: questionsOf(draft),
    links: linksInForce(draft),
    partedFrom: [...new Set([...draft.linkEnds.values()].map((end) => end.body.otherCase))].sort(),
    progress: progressOf(doses, checkedIn, notToday),
    hasNewerDoseWords,
    eventKeys,
  };
}

function isTakenBackInDoubt(reasons: readonly Reason[]): boolean {
  return reasons.some((reason) => reason.reason === takenBackInDoubt);
}

/** A walk-in is named by the event that registered it: one written later about the same person does not take its place. */
function registrationOf(key: string, draft: CaseDraft): Case['registration'] {
  const registrations = inOrder(draft.registration);
  return registrations.find((each) => walkInKey(each.ref) === key) ?? registrations[0] ?? null;
}

function questionsOf(draft: CaseDraft): Case['questions'] {
  const answers = inOrder(draft.answers);
  return inOrder(draft.questions).map((asked) => {
    const asks = referenceKey(asked.ref);
    return { ...asked, answers: answers.filter((a) => referenceKey(a.body.question) === asks) };
  });
}

/** A link that was undone stays undone: whoever finds them one person after all makes a new one. */
function linksInForce(draft: CaseDraft): Case['links'] {
  const ended = new Set([...draft.linkEnds.values()].map((end) => end.body.link));
  const seen = new Set<string>();
  return inOrder(draft.links).filter(({ body }) => {
    const isNew = !ended.has(body.link) && !seen.has(body.link);
    seen.add(body.link);
    return isNew;
  });
}

function progressOf(
  doses: readonly DoseInCase[],
  checkedIn: Case['checkedIn'],
  notToday: Case['notToday'],
): Progress {
  if (doses.some((dose) => dose.enteredInError === null && dose.state !== 'revoked'))
    return 'dosed';
  const returnedAfter = new Set(
    checkedIn.flatMap((e) => (e.body.after ? [referenceKey(e.body.after)] : [])),
  );
  if (notToday.some((e) => !returnedAfter.has(referenceKey(e.ref)))) return 'not-today';
  return checkedIn.length > 0 ? 'arrived' : 'due';
}

type Verdict = CaseDraft['verdicts'] extends Map<string, infer Word> ? Word : never;

function verdictsOn(draft: CaseDraft, doseKey: string): readonly Verdict[] {
  return [...draft.verdicts.values()].filter((w) => referenceKey(w.body.doseEvent) === doseKey);
}

/** The latest of the server's words on a dose. */
function latestOf(words: readonly Verdict[]): Verdict | null {
  return words.reduce<Verdict | null>((latest, word) => {
    return latest === null || byServerLog(word.ref, latest.ref) > 0 ? word : latest;
  }, null);
}

const isSettled = (state: DoseState): boolean => state === 'confirmed' || state === 'accepted';
const isOpen = (state: DoseState | undefined): boolean => state === 'waiting' || state === 'held';

/** Order of the server's log, epoch first: never by a clock. */
export function byServerLog(a: EventReference, b: EventReference): number {
  const byEpoch = (serverLogEpoch(a.log) ?? 0) - (serverLogEpoch(b.log) ?? 0);
  return byEpoch || a.seq - b.seq || compareText(a.log, b.log);
}

function inOrder<Body, Entry extends CaseEntry<Body>>(
  entries: ReadonlyMap<string, Entry>,
): Entry[] {
  return [...entries.values()].sort(
    (a, b) =>
      compareText(a.ref.log, b.ref.log) || a.ref.seq - b.ref.seq || compareText(a.ref.h, b.ref.h),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
