// Owns the rows of doses to look at, page by page: held before waiting, each in the order they arrived; when asked for, decided ones too.

import { selectCentresOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import type { DatabaseReach } from '../store/schema.ts';

export const openDosesPerPageMax = 200;

const openStates = ['held', 'waiting'];
/** So that a decision, and who was said to be one person, can be looked at again and undone. */
const decidedStates = ['accepted', 'revoked'];
const codeReasons = ['code-wrong', 'code-several'] as const;

export type OpenDoseRow = Awaited<ReturnType<typeof readOpenDoseRows>>[number];

export interface Cursor {
  readonly state: string;
  readonly receivedAt: number;
  readonly doseKey: string;
}

export function writeCursor(row: OpenDoseRow): string {
  return `${row.state}~${row.received_at}~${row.dose_key}`;
}

export function readCursor(text: string | null): Cursor | null {
  const [state = '', receivedAt = '', doseKey = ''] = (text ?? '').split('~');
  const isCursor =
    /^[\w./-]{1,80}$/.test(doseKey) && /^[a-z]+$/.test(state) && /^\d{1,15}$/.test(receivedAt);
  return isCursor ? { state, receivedAt: Number(receivedAt), doseKey } : null;
}

/** One row more than a page, so that the end is known. */
export async function readOpenDoseRows(
  reach: DatabaseReach,
  account: SignedIn,
  day: string,
  after: Cursor | null,
  withDecided = false,
) {
  const states = withDecided ? [...openStates, ...decidedStates] : openStates;
  let query = selectCentresOf(reach, account)
    .innerJoin('dose', 'dose.centre_id', 'centre.centre_id')
    .leftJoin('device', 'device.device', 'dose.device')
    .leftJoin('staff', (join) =>
      join
        .onRef('staff.centre_id', '=', 'dose.centre_id')
        .onRef('staff.staff_id', '=', 'dose.by_staff'),
    )
    .selectAll('dose')
    .select([
      'centre.name as centre_name',
      'centre.feed_seq',
      'device.alias',
      'staff.name as staff_name',
    ])
    .where('dose.day', '=', day)
    .where('dose.state', 'in', states)
    .where((row) =>
      row.or([
        row('dose.is_error', '=', 0),
        // Whoever guesses a code must not make the wrong guesses disappear by taking them back.
        row.and([
          row('dose.state', '=', 'held'),
          row.or(codeReasons.map((reason) => row('dose.reasons', 'like', `%"${reason}"%`))),
        ]),
      ]),
    );
  if (after !== null) {
    const { state, receivedAt, doseKey } = after;
    // "held" stands before "waiting" in the alphabet, so the order is that of the text; the desk puts decided ones last.
    query = query.where((row) =>
      row.or([
        row('dose.state', '>', state),
        row.and([row('dose.state', '=', state), row('dose.received_at', '>', receivedAt)]),
        row.and([
          row('dose.state', '=', state),
          row('dose.received_at', '=', receivedAt),
          row('dose.dose_key', '>', doseKey),
        ]),
      ]),
    );
  }
  return query
    .orderBy('dose.state')
    .orderBy('dose.received_at')
    .orderBy('dose.dose_key')
    .limit(openDosesPerPageMax + 1)
    .execute();
}
