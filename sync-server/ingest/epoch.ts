// Owns the epoch of this store: a number and 32 random bits, raised when the server finds that it was rolled back.

import { bytesToHex } from '../../schemas/bytes.ts';
import { openRestoreReview } from '../restore-review.ts';
import { rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseReach, DatabaseTransaction } from '../store/schema.ts';

export interface Epoch {
  readonly number: number;
  readonly randomHex: string;
}

/** Appointment numbers of an epoch start in a fresh block, so that a restored server never gives one out twice. */
const appointmentBlock = 100_000;

export function parseEpoch(text: string): Epoch {
  const [number = '1', randomHex = '00000000'] = text.split('-');
  return { number: Number(number), randomHex };
}

export function writeEpoch(epoch: Epoch): string {
  return `${epoch.number}-${epoch.randomHex}`;
}

const selectEpoch = rememberQuery<object>()((reach) =>
  reach.selectFrom('deployment').select('value').where('name', '=', 'epoch'),
);

/** The epoch in force; the first one is written when there is none. `random`: 4 bytes. */
export async function readEpoch(reach: DatabaseReach, random: () => Uint8Array): Promise<Epoch> {
  const [row] = await selectEpoch(reach, {});
  if (row) return parseEpoch(row.value);
  const first: Epoch = { number: 1, randomHex: bytesToHex(random()) };
  await reach
    .insertInto('deployment')
    .values({ name: 'epoch', value: writeEpoch(first) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  return first;
}

/**
 * Opens the epoch after `beyond`: the server's logs start anew, and appointment numbers leave a gap as wide as the
 * epochs passed over, for the same back-up may be put in place twice.
 * When another exchange has opened one since `seen` was read, that one stands.
 */
export async function openNewEpoch(
  transaction: DatabaseTransaction,
  seen: Epoch,
  beyond: number,
  random: Uint8Array,
): Promise<Epoch> {
  const next: Epoch = {
    number: Math.max(seen.number, beyond) + 1,
    randomHex: bytesToHex(random),
  };
  const raised = await transaction
    .updateTable('deployment')
    .set({ value: writeEpoch(next) })
    .where('name', '=', 'epoch')
    .where('value', '=', writeEpoch(seen))
    .executeTakeFirst();
  if (Number(raised.numUpdatedRows) === 0) return readEpoch(transaction, () => random);
  const block = appointmentBlock * (next.number - seen.number);
  await transaction
    .updateTable('centre')
    .set((eb) => ({
      server_seq: 0,
      server_head: new Uint8Array(32),
      next_appointment_no: eb('next_appointment_no', '+', block),
    }))
    .execute();
  await openRestoreReview(transaction, next.number);
  return next;
}
