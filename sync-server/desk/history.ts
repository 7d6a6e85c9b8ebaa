// Owns who did and read what, as those who answer for a district see it: of their own places and people alone. Looking one person up is written down too.

import type { DeskHistory, DeskHistoryRequest } from '../../schemas/desk-history.ts';
import { appointmentKey } from '../../schemas/events/event.ts';
import { writeAudit } from '../accounts/audit.ts';
import { placesOf, readPlace, selectCentresOf, type Place } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseReach } from '../store/schema.ts';

const rowsPerPage = 100;

export async function readHistory(
  parts: ServerParts,
  viewer: SignedIn,
  asked: DeskHistoryRequest,
): Promise<DeskHistory> {
  const reach = parts.store.database;
  const subjects =
    asked.referenceId === undefined ? null : await readSubjects(parts, viewer, asked.referenceId);
  if (subjects?.length === 0) return { rows: [], next: null };
  const accounts = await readAccountsWithin(reach, viewer);
  let query = reach
    .selectFrom('audit')
    .leftJoin('centre', 'centre.centre_id', 'audit.centre_id')
    .select(['audit_id', 'at', 'account', 'action', 'subject', 'centre.name as centre_name'])
    .where((row) =>
      row.or([
        row('audit.centre_id', 'in', selectCentresOf(reach, viewer).select('centre.centre_id')),
        // Signing in and out has no place of its own: it belongs to whose account it is.
        ...(accounts.length === 0
          ? []
          : [row.and([row('audit.centre_id', 'is', null), row('account', 'in', accounts)])]),
      ]),
    );
  if (subjects !== null) query = query.where('subject', 'in', subjects);
  if (asked.account !== undefined)
    // Staff ids of tables keep their capitals; accounts have none.
    query = query.where('account', 'in', [
      asked.account.trim().toLowerCase(),
      asked.account.trim(),
    ]);
  if (asked.after !== undefined) {
    const [at = '', id = ''] = asked.after.split('/');
    query = query.where((row) =>
      row.or([
        row('at', '<', Number(at)),
        row.and([row('at', '=', Number(at)), row('audit_id', '<', id)]),
      ]),
    );
  }
  const found = await query
    .orderBy('at', 'desc')
    .orderBy('audit_id', 'desc')
    .limit(rowsPerPage + 1)
    .execute();
  const page = found.slice(0, rowsPerPage);
  const last = page.at(-1);
  return {
    rows: page.map((row) => ({
      id: row.audit_id,
      at: row.at,
      account: row.account,
      action: row.action,
      centreName: row.centre_name,
      subject: row.subject,
    })),
    next: found.length > page.length && last ? `${last.at}/${last.audit_id}` : null,
  };
}

/** Names under which the audit knows one person's record in the viewer's places: the booking's case, and its doses. */
async function readSubjects(
  parts: ServerParts,
  viewer: SignedIn,
  referenceId: string,
): Promise<string[]> {
  const reach = parts.store.database;
  const bookings = await selectCentresOf(reach, viewer)
    .innerJoin('appointment', 'appointment.centre_id', 'centre.centre_id')
    .select(['appointment.centre_id', 'appointment_no', 'check16'])
    .where('reference_id', '=', referenceId)
    .execute();
  const subjects: string[] = [];
  for (const booking of bookings) {
    const caseKey = appointmentKey(booking.appointment_no, booking.check16);
    const doses = await reach
      .selectFrom('dose')
      .select('dose_key')
      .where('centre_id', '=', booking.centre_id)
      .where('case_key', '=', caseKey)
      .execute();
    subjects.push(caseKey, ...doses.map((dose) => dose.dose_key));
    await writeAudit(parts, reach, [
      {
        account: viewer.account,
        action: 'read-history',
        centreId: booking.centre_id,
        subject: caseKey,
      },
    ]);
  }
  return subjects;
}

async function readAccountsWithin(reach: DatabaseReach, viewer: SignedIn): Promise<string[]> {
  const centres = await selectCentresOf(reach, viewer).select('centre.centre_id').execute();
  const own = new Set(centres.map((row) => row.centre_id));
  const rows = await reach
    .selectFrom('account')
    .select(['account', 'place_kind', 'place'])
    .execute();
  return rows.flatMap((row) => {
    const place = readPlace(row.place_kind, row.place);
    return place !== null && isWithin(place, viewer, own) ? [row.account] : [];
  });
}

function isWithin(place: Place, viewer: SignedIn, own: ReadonlySet<number>): boolean {
  if (place.kind === 'centre') return own.has(place.centreId);
  const parts: Readonly<Record<string, unknown>> = { ...place };
  return placesOf(viewer).every(([column, value]) => parts[column] === value);
}
