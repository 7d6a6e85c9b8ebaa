// Owns the fold of a vaccination session: open, closed, opened again, and its stock counts. Order-free, idempotent, no clock.

import type { CaseEntry } from './case.ts';
import { readEvent } from '../events/index.ts';
import type { LoggedEvent, VaccinationSessionSubject } from '../events/event.ts';
import type { StockCountedBody } from '../events/stock-counted.ts';
import type { VaccinationSessionClosedBody } from '../events/vaccination-session-closed.ts';
import type { VaccinationSessionOpenedBody } from '../events/vaccination-session-opened.ts';
import { identityKey, referenceKey, referenceTo } from '../log/hash-chain.ts';
import { serverLogEpoch } from '../log/log-id.ts';

export interface VaccinationSessionState {
  readonly opened: readonly CaseEntry<VaccinationSessionOpenedBody>[];
  readonly closed: readonly CaseEntry<VaccinationSessionClosedBody>[];
  readonly stockCounts: readonly CaseEntry<StockCountedBody>[];
  /** Closings that no opening took back. */
  readonly standingCloses: readonly CaseEntry<VaccinationSessionClosedBody>[];
  /** `not-opened`: nobody opened or closed it; doses are recorded all the same. */
  readonly phase: 'not-opened' | 'open' | 'closed';
}

/** Events of other subjects and kinds among `events` are passed over. */
export function foldVaccinationSession(
  vaccinationSession: string,
  events: Iterable<LoggedEvent>,
): VaccinationSessionState {
  const opened = new Map<string, CaseEntry<VaccinationSessionOpenedBody>>();
  const closed = new Map<string, CaseEntry<VaccinationSessionClosedBody>>();
  const counted = new Map<string, CaseEntry<StockCountedBody>>();
  const holders: Readonly<Record<string, Map<string, CaseEntry<never>>>> = {
    'vaccination-session-opened': opened as Map<string, CaseEntry<never>>,
    'vaccination-session-closed': closed as Map<string, CaseEntry<never>>,
    'stock-counted': counted as Map<string, CaseEntry<never>>,
  };
  for (const logged of events) {
    const holder = holders[logged.event.kind];
    if (holder === undefined || vaccinationSessionOf(logged) !== vaccinationSession) continue;
    if (serverLogEpoch(logged.identity.log) !== null) continue;
    const { at, skew, body } = logged.event;
    const entry = { ref: referenceTo(logged.identity), by: logged.by, at, skew, body };
    holder.set(identityKey(logged.identity), entry as CaseEntry<never>);
  }
  const takenBack = new Set(
    [...opened.values()].flatMap((entry) => (entry.body.reopens ?? []).map(referenceKey)),
  );
  const closes = inOrder(closed);
  const standingCloses = closes.filter((entry) => !takenBack.has(referenceKey(entry.ref)));
  const isOpen = opened.size > 0 || closes.length > 0;
  return {
    opened: inOrder(opened),
    closed: closes,
    stockCounts: inOrder(counted),
    standingCloses,
    phase: standingCloses.length > 0 ? 'closed' : isOpen ? 'open' : 'not-opened',
  };
}

/** The vaccination session that an event of these kinds is about; null for every other, and for what cannot be read. */
export function vaccinationSessionOf(logged: Pick<LoggedEvent, 'event'>): string | null {
  const reading = readEvent(logged.event);
  if (reading.outcome !== 'known') return null;
  const subject = reading.event.subject as Partial<VaccinationSessionSubject> & object;
  return typeof subject.vaccinationSession === 'string' && !('vial' in subject)
    ? subject.vaccinationSession
    : null;
}

function inOrder<Body>(entries: ReadonlyMap<string, CaseEntry<Body>>): CaseEntry<Body>[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, entry]) => entry);
}
