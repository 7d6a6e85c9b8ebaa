// Owns what exported records need of whole cases: when they last changed, what was a mistake in them, and what was booked.

import { bytesToBase64url, bytesToUtf8 } from '../../schemas/bytes.ts';
import { appointmentKey, type LoggedEvent, type SuchiEvent } from '../../schemas/events/event.ts';
import { readEvent } from '../../schemas/events/index.ts';
import { referenceKey, type EventReference } from '../../schemas/log/hash-chain.ts';
import { serverLogEpoch } from '../../schemas/log/log-id.ts';
import { rememberQuery, readAll } from '../store/remembered-query.ts';
import type { DatabaseReach } from '../store/schema.ts';

interface OfCases {
  readonly centreId: number;
  readonly caseKeys: readonly string[];
}

const selectChangedAt = rememberQuery<OfCases>()((reach, { one, list }) =>
  reach
    .selectFrom('log_row')
    .select((of) => ['case_key', of.fn.max('received_at').as('changed_at')])
    .where('centre_id', '=', one('centreId'))
    .where('case_key', 'in', list('caseKeys'))
    .groupBy('case_key'),
);

/** Epoch seconds at which the last event of each case arrived. */
export async function readChangedAt(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<Map<string, number>> {
  const rows = await readAll(caseKeys, (piece) =>
    selectChangedAt(reach, { centreId, caseKeys: piece }),
  );
  return new Map(rows.map((row) => [row.case_key ?? '', Number(row.changed_at)]));
}

const selectEventsOfKinds = rememberQuery<OfCases & { readonly kinds: readonly string[] }>()(
  (reach, { one, list }) =>
    reach
      .selectFrom('log_row')
      .select(['case_key', 'origin_log', 'origin_seq', 'row_hash', 'event'])
      .where('centre_id', '=', one('centreId'))
      .where('case_key', 'in', list('caseKeys'))
      .where('kind', 'in', list('kinds'))
      .where('event', 'is not', null),
);

/** Events of these kinds with the case each belongs to. */
export async function readEventsOfKinds(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
  kinds: readonly string[],
): Promise<{ readonly caseKey: string; readonly logged: LoggedEvent }[]> {
  const rows = await readAll(caseKeys, (piece) =>
    selectEventsOfKinds(reach, { centreId, caseKeys: piece, kinds }),
  );
  return rows.map((row) => ({
    caseKey: row.case_key!,
    logged: {
      identity: {
        log: row.origin_log,
        seq: row.origin_seq,
        hash: bytesToBase64url(row.row_hash),
      },
      event: JSON.parse(bytesToUtf8(row.event!)) as SuchiEvent,
      by: null,
    },
  }));
}

/** References, as keys, that were entered in error. Judged as the fold judges it: only tablets write such an event. */
export async function readMistakes(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<ReadonlySet<string>> {
  const events = await readEventsOfKinds(reach, centreId, caseKeys, ['entered-in-error']);
  return new Set(
    events.flatMap(({ logged }) =>
      readEvent(logged.event).outcome === 'known' && serverLogEpoch(logged.identity.log) === null
        ? [referenceKey(logged.event.body['target'] as EventReference)]
        : [],
    ),
  );
}

const selectBooked = rememberQuery<{
  readonly centreId: number;
  readonly numbers: readonly number[];
}>()((reach, { one, list }) =>
  reach
    .selectFrom('appointment')
    .select([
      'appointment_no',
      'check16',
      'name',
      'birth_year',
      'gender',
      'mobile_number',
      'reference_id',
      'id_type',
      'id_last4',
      'product',
      'earlier_dose_day',
      'vaccination_session',
    ])
    .where('centre_id', '=', one('centreId'))
    .where('appointment_no', 'in', list('numbers')),
);

export type Booked = Awaited<ReturnType<typeof selectBooked>>[number];

/** Bookings by case key. A number whose check does not fit is another person's: it stands for nobody. */
export async function readBooked(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<ReadonlyMap<string, Booked>> {
  const numbers = caseKeys.flatMap((key) => {
    const no = /^a(\d{1,12})-/.exec(key)?.[1];
    return no === undefined ? [] : [Number(no)];
  });
  const rows = await readAll(numbers, (piece) => selectBooked(reach, { centreId, numbers: piece }));
  return new Map(rows.map((row) => [appointmentKey(row.appointment_no, row.check16), row]));
}
