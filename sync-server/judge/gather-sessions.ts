// Owns what is known of the vaccination sessions that doses name: closed or not, what its closings counted, evidence due.

import type { DoseInCase } from '../../schemas/fold/case.ts';
import type { VaccinationSessionClosedBody } from '../../schemas/events/vaccination-session-closed.ts';
import type { VaccinationSessionOpenedBody } from '../../schemas/events/vaccination-session-opened.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { readAll } from '../store/remembered-query.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { selectDosePlaces, selectSessionWords } from './gather-queries.ts';
import type { ClosingFacts } from './reasons.ts';

export type Closings = ReadonlyMap<string, SessionClosing>;

export interface SessionClosing {
  /** Closings that no opening took back, by place. */
  readonly standing: readonly { readonly log: string; readonly seq: number }[];
  /** Per log the highest number some standing closing counted, and how many doses up to there. */
  readonly counted: ReadonlyMap<string, { readonly upToSeq: number; readonly doses: number }>;
  /** When the first standing closing arrived; null while the session is open. */
  readonly closedAt: number | null;
  /** The judge's latest "evidence is due" of this session. */
  readonly dueAt: number | null;
  /** Every dose of the session stands in what was counted, and everything counted has arrived. */
  readonly isReconciled: boolean;
}

export const notClosed: SessionClosing = {
  standing: [],
  counted: new Map(),
  closedAt: null,
  dueAt: null,
  isReconciled: false,
};

/** `doses`: of this transaction; the desk's rows may not have them yet. */
export async function gatherClosings(
  reach: DatabaseReach,
  centreId: number,
  doses: readonly DoseInCase[],
): Promise<Closings> {
  const bySession = Map.groupBy(doses, (dose) => dose.body.vaccinationSession);
  const rows = await readAll(bySession.keys(), (sessions) =>
    selectSessionWords(reach, { centreId, sessions }),
  );
  const closings = new Map<string, SessionClosing>();
  for (const [session, words] of Map.groupBy(rows, (row) => row.vaccination_session)) {
    const closing = toClosing(words);
    const places =
      closing.closedAt === null ? [] : await selectDosePlaces(reach, { centreId, session });
    const all = [...places, ...bySession.get(session)!.map(({ ref }) => ref)];
    closings.set(session, { ...closing, isReconciled: isReconciled(closing, all) });
  }
  return closings;
}

type Word = Awaited<ReturnType<typeof selectSessionWords>>[number];

function toClosing(words: readonly Word[]): SessionClosing {
  const bodies = words.map((word) => ({ word, body: JSON.parse(word.body) as object }));
  const takenBack = new Set(
    bodies.flatMap(({ word, body }) =>
      word.kind === 'vaccination-session-opened'
        ? ((body as VaccinationSessionOpenedBody).reopens ?? []).map(referenceKey)
        : [],
    ),
  );
  const standing = bodies.filter(
    ({ word }) => word.kind === 'vaccination-session-closed' && !takenBack.has(referenceKey(word)),
  );
  const counted = new Map<string, { upToSeq: number; doses: number }>();
  for (const { body } of standing)
    for (const { log, upToSeq, doses } of (body as VaccinationSessionClosedBody).countedLogs)
      if ((counted.get(log)?.upToSeq ?? -1) < upToSeq) counted.set(log, { upToSeq, doses });
  const due = words.filter((word) => word.kind === 'evidence-due').map((word) => word.received_at);
  return {
    standing: standing.map(({ word }) => ({ log: word.log, seq: word.seq })),
    counted,
    closedAt:
      standing.length === 0 ? null : Math.min(...standing.map(({ word }) => word.received_at)),
    dueAt: due.length === 0 ? null : Math.max(...due),
    isReconciled: false,
  };
}

function isReconciled(
  { counted, closedAt }: SessionClosing,
  places: readonly { readonly log: string; readonly seq: number; readonly h: string }[],
): boolean {
  if (closedAt === null) return false;
  const held = new Map(places.map((place) => [referenceKey(place), place]));
  const inRange = new Map<string, number>();
  for (const { log, seq } of held.values()) {
    if (seq > (counted.get(log)?.upToSeq ?? 0)) return false;
    inRange.set(log, (inRange.get(log) ?? 0) + 1);
  }
  return [...counted].every(([log, { doses }]) => (inRange.get(log) ?? 0) >= doses);
}

/** What a closing says of one dose: a record written after it, in a log that it counted, leans on no code of that day. */
export function closingOf(
  closing: SessionClosing,
  dose: DoseInCase,
  receivedAt: number,
  dueSeconds: number,
): ClosingFacts {
  const { log, seq } = dose.ref;
  const counted = closing.counted.get(log);
  const isAfter =
    closing.standing.some((word) => word.log === log && seq > word.seq) ||
    (counted !== undefined && seq > counted.upToSeq);
  return {
    isAfterClosing: isAfter,
    isClosed: closing.closedAt !== null,
    isReconciled: closing.isReconciled,
    isEvidenceDue: closing.dueAt !== null && receivedAt + dueSeconds <= closing.dueAt,
  };
}
