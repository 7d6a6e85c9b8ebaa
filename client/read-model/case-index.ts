// Owns the events known on this tablet, by case and by vial: a union by identity, whatever order and way they came.

import {
  caseKeyOf,
  type LoggedEvent,
  type Subject,
  type VialSubject,
} from '../../schemas/events/event.ts';
import { readEvent } from '../../schemas/events/index.ts';
import type { VialDiscardedBody } from '../../schemas/events/vial-discarded.ts';
import type { VialOpenedBody } from '../../schemas/events/vial-opened.ts';
import type { Case } from '../../schemas/fold/case.ts';
import { foldCase } from '../../schemas/fold/fold.ts';
import {
  foldVaccinationSession,
  vaccinationSessionOf,
  type VaccinationSessionState,
} from '../../schemas/fold/vaccination-session.ts';
import { identityKey } from '../../schemas/log/hash-chain.ts';

/** `own`: written on this tablet. Its author and presence win over what the feed says of the same event. */
export interface KnownEvent extends LoggedEvent {
  readonly isOwn: boolean;
}

export interface VialEvents {
  readonly vaccinationSession: string;
  readonly name: string;
  readonly opened: readonly (KnownEvent & { readonly body: VialOpenedBody })[];
  readonly discarded: readonly (KnownEvent & { readonly body: VialDiscardedBody })[];
}

export interface Touched {
  readonly cases: ReadonlySet<string>;
  readonly vials: ReadonlySet<string>;
  readonly vaccinationSessions: ReadonlySet<string>;
}

export interface CaseIndex {
  readonly add: (entries: Iterable<KnownEvent>) => Touched;
  /** A case without events is `due`. */
  readonly fold: (caseKey: string) => Case;
  readonly caseKeys: () => Iterable<string>;
  readonly isOwn: (eventKey: string) => boolean;
  /** Null for an event of no case, and for one that is not own. */
  readonly ownCaseOf: (eventKey: string) => string | null;
  /** Cases the district asks about, each with the subject an answer names. */
  readonly askedCases: () => ReadonlyMap<string, Subject>;
  readonly vial: (vialKey: string) => VialEvents | null;
  readonly vialKeys: () => Iterable<string>;
  /** Openings, closings and stock counts of one vaccination session. */
  readonly vaccinationSession: (name: string) => VaccinationSessionState;
  readonly vaccinationSessionNames: () => Iterable<string>;
}

export function vialKey(vaccinationSession: string, name: string): string {
  return `${vaccinationSession}/${name}`;
}

export function createCaseIndex(): CaseIndex {
  const byCase = new Map<string, Map<string, KnownEvent>>();
  const byVial = new Map<string, Map<string, KnownEvent>>();
  const bySession = new Map<string, Map<string, KnownEvent>>();
  const folded = new Map<string, Case>();
  const ownEvents = new Map<string, string | null>();
  const asked = new Map<string, Subject>();

  const put = (
    holder: Map<string, Map<string, KnownEvent>>,
    key: string,
    entry: KnownEvent,
  ): boolean => {
    const events = holder.get(key) ?? new Map<string, KnownEvent>();
    holder.set(key, events);
    const eventKey = identityKey(entry.identity);
    const before = events.get(eventKey);
    if (before !== undefined && (before.isOwn || (!entry.isOwn && isSameAuthor(before, entry))))
      return false;
    events.set(eventKey, entry);
    return true;
  };
  return {
    add: (entries) => {
      const touched = {
        cases: new Set<string>(),
        vials: new Set<string>(),
        vaccinationSessions: new Set<string>(),
      };
      for (const entry of entries) {
        const caseKey = readCaseKey(entry);
        const vial = readVialKey(entry);
        if (entry.isOwn) ownEvents.set(identityKey(entry.identity), caseKey);
        if (vial !== null && put(byVial, vial, entry)) touched.vials.add(vial);
        const session = caseKey === null && vial === null ? readSessionName(entry) : null;
        if (session !== null && put(bySession, session, entry))
          touched.vaccinationSessions.add(session);
        if (caseKey === null || !put(byCase, caseKey, entry)) continue;
        folded.delete(caseKey);
        if (entry.event.kind === 'question-asked') asked.set(caseKey, entry.event.subject);
        touched.cases.add(caseKey);
      }
      return touched;
    },
    fold: (caseKey) => {
      const known = folded.get(caseKey) ?? foldCase(caseKey, byCase.get(caseKey)?.values() ?? []);
      folded.set(caseKey, known);
      return known;
    },
    caseKeys: () => byCase.keys(),
    isOwn: (eventKey) => ownEvents.has(eventKey),
    ownCaseOf: (eventKey) => ownEvents.get(eventKey) ?? null,
    askedCases: () => asked,
    vial: (key) => readVial(key, byVial.get(key)),
    vialKeys: () => byVial.keys(),
    vaccinationSession: (name) => foldVaccinationSession(name, bySession.get(name)?.values() ?? []),
    vaccinationSessionNames: () => bySession.keys(),
  };
}

/** The server names an author once more when the sign-in came after the record: its latest word stands. */
function isSameAuthor(before: KnownEvent, entry: KnownEvent): boolean {
  return before.by?.staffId === entry.by?.staffId && before.by?.proved === entry.by?.proved;
}

/** Malformed events belong to no case: they are kept and synced, and shown to nobody as something they are not. */
function readCaseKey(entry: KnownEvent): string | null {
  return readEvent(entry.event).outcome === 'malformed' ? null : caseKeyOf(entry);
}

const sessionKinds: readonly string[] = [
  'vaccination-session-opened',
  'vaccination-session-closed',
  'stock-counted',
];

function readSessionName(entry: KnownEvent): string | null {
  return sessionKinds.includes(entry.event.kind) ? vaccinationSessionOf(entry) : null;
}

function readVialKey(entry: KnownEvent): string | null {
  const { kind } = entry.event;
  if (kind !== 'vial-opened' && kind !== 'vial-discarded') return null;
  if (readEvent(entry.event).outcome !== 'known') return null;
  const subject = entry.event.subject as Partial<VialSubject>;
  const { vaccinationSession, vial } = subject;
  return vaccinationSession === undefined || vial === undefined
    ? null
    : vialKey(vaccinationSession, vial);
}

function readVial(
  key: string,
  events: ReadonlyMap<string, KnownEvent> | undefined,
): VialEvents | null {
  if (events === undefined) return null;
  const at = key.lastIndexOf('/');
  const all = [...events.values()];
  return {
    vaccinationSession: key.slice(0, at),
    name: key.slice(at + 1),
    opened: all
      .filter((entry) => entry.event.kind === 'vial-opened')
      .map((entry) => ({ ...entry, body: entry.event.body as unknown as VialOpenedBody })),
    discarded: all
      .filter((entry) => entry.event.kind === 'vial-discarded')
      .map((entry) => ({ ...entry, body: entry.event.body as unknown as VialDiscardedBody })),
  };
}
