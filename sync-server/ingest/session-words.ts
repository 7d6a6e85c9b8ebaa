// Owns the words about a vaccination session: opened, closed, its evidence due; and the cases that lean on them.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import type { SuchiEvent } from '../../schemas/events/event.ts';
import { readEvent } from '../../schemas/events/index.ts';
import { insertMany } from '../store/bulk-insert.ts';
import { rememberQuery } from '../store/remembered-query.ts';
import type { SessionWordTable } from '../store/judge-tables.ts';
import type { DatabaseTransaction } from '../store/schema.ts';

export const sessionWordKinds: ReadonlySet<string> = new Set([
  'vaccination-session-opened',
  'vaccination-session-closed',
]);

/** As long as a dose can name its session. */
const nameCharactersMax = 80;

export interface WordPlace {
  readonly log: string;
  readonly seq: number;
  /** 8 bytes of the row's hash, as references name it. */
  readonly h: string;
  readonly receivedAt: number;
}

/** Keeps the word; returns the cases with doses of its session. */
export async function storeSessionWord(
  transaction: DatabaseTransaction,
  centreId: number,
  place: WordPlace,
  bytes: Uint8Array,
): Promise<string[]> {
  const event = JSON.parse(bytesToUtf8(bytes)) as SuchiEvent;
  const session = (event.subject as { vaccinationSession?: unknown }).vaccinationSession;
  const isNamed =
    typeof session === 'string' && session !== '' && session.length <= nameCharactersMax;
  if (readEvent(event).outcome !== 'known' || !isNamed || 'vial' in event.subject) return [];
  const row: SessionWordTable = {
    centre_id: centreId,
    vaccination_session: session,
    log: place.log,
    seq: place.seq,
    h: place.h,
    kind: event.kind,
    body: JSON.stringify(event.body),
    received_at: place.receivedAt,
  };
  await insertMany(transaction, 'session_word', [row]);
  const cases = await selectCasesOfSession(transaction, { centreId, session });
  return cases.map((dose) => dose.case_key);
}

export const selectCasesOfSession = rememberQuery<{
  readonly centreId: number;
  readonly session: string;
}>()((reach, { one }) =>
  reach
    .selectFrom('dose')
    .select('case_key')
    .distinct()
    .where('centre_id', '=', one('centreId'))
    .where('vaccination_session', '=', one('session')),
);
