// Owns writing decided bookings: inserts in one statement a batch, changes one by one, numbers from the centre's own counter.

import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { AppointmentTable, DatabaseTransaction } from '../store/schema.ts';
import { bookingToMutableColumns, bookingToRow } from './appointment-row.ts';
import { flagsOf } from './findings.ts';
import type { CentreCounters } from './gather-knowledge.ts';
import type { BookingOutcome } from './judge-booking.ts';
import type { StoredBooking } from './judge-stored.ts';

type Written = Extract<BookingOutcome, { readonly outcome: 'new' | 'changed' | 'new-number' }>;

export async function writeBookings(
  transaction: DatabaseTransaction,
  keys: DeploymentKeys,
  counters: CentreCounters,
  outcomes: readonly BookingOutcome[],
): Promise<void> {
  const inserts: AppointmentTable[] = [];
  const touchedCentres = new Set<number>();
  for (const outcome of outcomes) {
    if (outcome.outcome === 'new' || outcome.outcome === 'new-number') {
      touchedCentres.add(outcome.booking.centreId);
      inserts.push(toInsert(keys, counters, outcome));
    }
    if (outcome.outcome === 'new-number') await endBooking(transaction, outcome.stored);
    if (outcome.outcome === 'changed') await changeBooking(transaction, outcome);
  }
  if (inserts.length > 0) await transaction.insertInto('appointment').values(inserts).execute();
  for (const centreId of touchedCentres)
    await transaction
      .updateTable('centre')
      .set({ next_appointment_no: counters.next.get(centreId)! })
      .where('centre_id', '=', centreId)
      .execute();
}

function toInsert(
  keys: DeploymentKeys,
  counters: CentreCounters,
  outcome: Written,
): AppointmentTable {
  const { booking, notes } = outcome;
  const appointmentNo = counters.next.get(booking.centreId)!;
  counters.next.set(booking.centreId, appointmentNo + 1);
  const replaced = outcome.outcome === 'new-number' ? outcome.stored : null;
  // A number means something at its own centre only.
  const replacesNo = replaced?.centreId === booking.centreId ? replaced.appointmentNo : null;
  return bookingToRow(keys, booking, appointmentNo, flagsOf(notes), replacesNo);
}

/** Ended, never deleted: what tablets already wrote about it stays attached. */
async function endBooking(transaction: DatabaseTransaction, stored: StoredBooking): Promise<void> {
  await transaction
    .updateTable('appointment')
    .set({ is_ended: 1 })
    .where('centre_id', '=', stored.centreId)
    .where('appointment_no', '=', stored.appointmentNo)
    .execute();
}

async function changeBooking(
  transaction: DatabaseTransaction,
  outcome: Extract<Written, { readonly outcome: 'changed' }>,
): Promise<void> {
  const { booking, stored, fields, notes } = outcome;
  // Who else holds the document was asked when the booking came; it is asked again only when the document changes.
  const kept = fields.includes('id_hmac')
    ? []
    : stored.flags.filter((flag) => flag === 'likely-same-person');
  await transaction
    .updateTable('appointment')
    .set({
      ...bookingToMutableColumns(booking),
      flags: JSON.stringify([...new Set([...flagsOf(notes), ...kept])].sort()),
    })
    .where('centre_id', '=', stored.centreId)
    .where('appointment_no', '=', stored.appointmentNo)
    .execute();
}
