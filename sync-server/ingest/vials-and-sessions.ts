// Owns what a new row says beyond its case: of vials, and of its vaccination session.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import { referenceTo } from '../../schemas/log/hash-chain.ts';
import type { DatabaseTransaction, RowTable } from '../store/schema.ts';
import { storeDiscard } from './discarded-vials.ts';
import { storeVial } from './opened-vials.ts';
import { sessionWordKinds, storeSessionWord, type WordPlace } from './session-words.ts';

/** Keeps it; returns the cases whose doses lean on it. A row that only points to an event says nothing here. */
export async function noteVialsAndSessions(
  transaction: DatabaseTransaction,
  row: RowTable,
): Promise<readonly string[]> {
  const { centre_id: centreId, kind, event } = row;
  if (event === null) return [];
  if (kind === 'vial-opened') return [...(await storeVial(transaction, centreId, event))];
  if (kind === 'vial-discarded') return [...(await storeDiscard(transaction, centreId, event))];
  if (!sessionWordKinds.has(kind)) return [];
  return storeSessionWord(transaction, centreId, placeOfWord(row), event);
}

const placeOfWord = (row: RowTable): WordPlace => {
  const identity = { log: row.origin_log, seq: row.origin_seq };
  const { h } = referenceTo({ ...identity, hash: bytesToBase64url(row.row_hash) });
  return { ...identity, h, receivedAt: row.received_at };
};
