// Owns the slips of one centre and day as they are printed: only for days to come, and each one written down as a read of that person.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import type { DeskSlips, DeskSlipsRequest, PrintedSlip } from '../../schemas/desk-slips.ts';
import { appointmentKey } from '../../schemas/events/event.ts';
import { dayToDayNumber, istDayOf } from '../../schemas/rules/day.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isCentreOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import type { ServerParts } from '../parts.ts';
import type { AppointmentTable, DatabaseTransaction } from '../store/schema.ts';
import { makeSlip } from './make-slip.ts';

export type PrintSlipsOutcome =
  | { readonly outcome: 'printed'; readonly slips: DeskSlips }
  | { readonly outcome: 'not-a-day' | 'day-over' | 'no-such-centre' };

/** Twenty-five sheets. */
const slipsPerPage = 200;

export async function printSlipsAtDesk(
  parts: ServerParts,
  account: SignedIn,
  asked: DeskSlipsRequest,
): Promise<PrintSlipsOutcome | { readonly outcome: 'not-your-place' }> {
  if (!(await isCentreOf(parts.store.database, account, asked.centreId)))
    return { outcome: 'not-your-place' };
  return printSlips(parts, account.account, asked);
}

/** Who asked is written down before anything is shown; printed again, a slip is the same slip. */
export async function printSlips(
  parts: ServerParts,
  account: string,
  { centreId, day, referenceId, from = 0 }: DeskSlipsRequest,
): Promise<PrintSlipsOutcome> {
  if (dayToDayNumber(day) === null) return { outcome: 'not-a-day' };
  if (day < istDayOf(parts.clock.nowSeconds())) return { outcome: 'day-over' };
  return parts.store.transact(async (transaction): Promise<PrintSlipsOutcome> => {
    const centre = await transaction
      .selectFrom('centre')
      .select(['name', 'address'])
      .where('centre_id', '=', centreId)
      .executeTakeFirst();
    if (centre === undefined) return { outcome: 'no-such-centre' };
    const { open, dosed } = await readBookings(transaction, centreId, day, referenceId);
    const page = open.slice(from, from + slipsPerPage);
    await writeAudit(
      parts,
      transaction,
      page.map((row) => ({ account, action: 'printed-slip', centreId, subject: keyOf(row) })),
    );
    const next = from + page.length;
    return {
      outcome: 'printed',
      slips: {
        centreName: centre.name,
        centreAddress: centre.address,
        day,
        slips: page.map((row) => toSlip(parts, row)),
        dosed,
        next: next < open.length ? next : null,
      },
    };
  });
}

const keyOf = (row: AppointmentTable): string => appointmentKey(row.appointment_no, row.check16);

/** Whose dose stands needs no slip any more: one that lies about opens nothing, and confuses. */
async function readBookings(
  transaction: DatabaseTransaction,
  centreId: number,
  day: string,
  referenceId: string | undefined,
): Promise<{ readonly open: readonly AppointmentTable[]; readonly dosed: number }> {
  let query = transaction
    .selectFrom('appointment')
    .selectAll()
    .where('centre_id', '=', centreId)
    .where('day', '=', day)
    .where('is_ended', '=', 0);
  if (referenceId !== undefined) query = query.where('reference_id', '=', referenceId);
  const rows = await query.orderBy('slot').orderBy('name').orderBy('appointment_no').execute();
  const doses = await transaction
    .selectFrom('dose')
    .select('case_key')
    .where('centre_id', '=', centreId)
    .where('day', '=', day)
    .where('is_error', '=', 0)
    .where('state', '!=', 'revoked')
    .execute();
  const dosed = new Set(doses.map((dose) => dose.case_key));
  const open = rows.filter((row) => !dosed.has(keyOf(row)));
  return { open, dosed: rows.length - open.length };
}

function toSlip({ keys }: Pick<ServerParts, 'keys'>, row: AppointmentTable): PrintedSlip {
  const { centre_id: centreId, appointment_no: appointmentNo, check16: check } = row;
  return {
    name: row.name,
    referenceId: row.reference_id,
    birthYear: row.birth_year,
    product: row.product,
    doseNumber: row.dose_number,
    slot: row.slot,
    digits: readDigits(keys, row),
    qr: makeSlip(keys, { centreId, appointmentNo, check }, row.day),
  };
}

/** A weak code can be read off the reference id: it counts for nothing, so it is not printed as if it did. */
function readDigits(keys: ServerParts['keys'], row: AppointmentTable): string | null {
  if (row.code_state !== 'counts' || row.code_sealed === null) return null;
  const context = `code\n${row.centre_id}\n${row.appointment_no}`;
  const opened = keys.openFromStorage(context, row.code_sealed);
  return opened === null ? null : bytesToUtf8(opened);
}
