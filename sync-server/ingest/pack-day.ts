// Owns which day's list is in force at a centre: today's, and from the evening on tomorrow's, once today's work is closed.

import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { addDays, istDayOf, istTimeOf } from '../../schemas/rules/day.ts';
import type { DatabaseReach } from '../store/schema.ts';

/** From here on a centre whose sessions of today are all closed takes tomorrow's list home. */
export const eveningFrom = '17:00';
/** A centre that closes nothing gets it all the same, before the night and the way home without a network. */
export const lateFrom = '21:00';

export interface SessionWordFacts {
  readonly vaccinationSession: string;
  readonly kind: string;
  readonly place: EventReference;
  readonly reopens: readonly EventReference[];
}

/** `today` and `tomorrow`: names of the vaccination sessions of these days. */
export function choosePackDay(
  now: number,
  today: readonly string[],
  tomorrow: readonly string[],
  words: readonly SessionWordFacts[],
): string {
  const day = istDayOf(now);
  const time = istTimeOf(now);
  if (time < eveningFrom || tomorrow.length === 0) return day;
  const isDone = time >= lateFrom || today.every((name) => isClosed(name, words));
  return isDone ? (addDays(day, 1) ?? day) : day;
}

/** Closed by a word that no opening took back. */
function isClosed(name: string, words: readonly SessionWordFacts[]): boolean {
  const own = words.filter((word) => word.vaccinationSession === name);
  const takenBack = new Set(own.flatMap((word) => word.reopens.map(referenceKey)));
  return own.some(
    (word) =>
      word.kind === 'vaccination-session-closed' && !takenBack.has(referenceKey(word.place)),
  );
}

export async function readPackDay(
  reach: DatabaseReach,
  centreId: number,
  now: number,
): Promise<string> {
  const day = istDayOf(now);
  if (istTimeOf(now) < eveningFrom) return day;
  const next = addDays(day, 1) ?? day;
  const sessions = await reach
    .selectFrom('vaccination_session')
    .select(['vaccination_session', 'day'])
    .where('centre_id', '=', centreId)
    .where('day', 'in', [day, next])
    .execute();
  const namesOf = (of: string): string[] =>
    sessions.filter((row) => row.day === of).map((row) => row.vaccination_session);
  const [today, tomorrow] = [namesOf(day), namesOf(next)];
  const rows =
    today.length === 0 || tomorrow.length === 0
      ? []
      : await reach
          .selectFrom('session_word')
          .select(['vaccination_session', 'kind', 'log', 'seq', 'h', 'body'])
          .where('centre_id', '=', centreId)
          .where('vaccination_session', 'in', today)
          .execute();
  return choosePackDay(
    now,
    today,
    tomorrow,
    rows.map((row) => ({
      vaccinationSession: row.vaccination_session,
      kind: row.kind,
      place: { log: row.log, seq: row.seq, h: row.h },
      reopens: (JSON.parse(row.body) as { reopens?: readonly EventReference[] }).reopens ?? [],
    })),
  );
}
