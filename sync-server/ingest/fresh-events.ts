// Owns the events that a transaction has just stored, as they were read: the judge, who works in the same transaction, need not
// read them a second time. Nothing outlives the transaction.

import { keepReading, type EventReading } from '../../schemas/events/index.ts';
import type { SuchiEvent } from '../../schemas/events/event.ts';
import type { DatabaseReach } from '../store/schema.ts';

const fresh = new WeakMap<DatabaseReach, Map<string, SuchiEvent>>();

/** Reads an event that nobody changes any more; `hash`: its row hash, which covers every byte of it, as base64url. */
export function readFresh(reach: DatabaseReach, hash: string, event: SuchiEvent): EventReading {
  const known = fresh.get(reach);
  if (known === undefined) fresh.set(reach, new Map([[hash, event]]));
  else known.set(hash, event);
  return keepReading(event);
}

/** The event of this row hash, where this transaction stored it. */
export function findFresh(reach: DatabaseReach, hash: string): SuchiEvent | undefined {
  return fresh.get(reach)?.get(hash);
}
