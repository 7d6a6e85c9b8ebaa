// Owns the desk's rows of doses and the day counters, kept in the same transaction as the events they follow from.

import { administeredAtOf, isFromPaper } from '../../schemas/fold/administered-at.ts';
import type { DoseInCase, Reason } from '../../schemas/fold/case.ts';
import { daysBetween, istDayOf } from '../../schemas/rules/day.ts';
import { insertMany } from '../store/bulk-insert.ts';
import { readAll, rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseReach, DatabaseTransaction, DoseTable } from '../store/schema.ts';
import { selectHeldDoses } from './gather-queries.ts';

export interface DoseRecord {
  readonly doseKey: string;
  readonly caseKey: string;
  readonly dose: DoseInCase;
  readonly isTakenBack: boolean;
  /** The tablet whose log brought it. */
  readonly device: string;
  readonly receivedAt: number;
  /** Day of its vaccination session; null when that is not known. */
  readonly sessionDay: string | null;
  readonly state: DoseInCase['state'];
  readonly reasons: readonly Reason[];
  /** Something is open of a dose that was confirmed or accepted before. */
  readonly isInQuestion: boolean;
}

export type HeldDose = Awaited<ReturnType<typeof selectHeldDoses>>[number];

/** What the desk's rows say of these doses so far, by dose key. */
export async function readHeldDoses(
  reach: DatabaseReach,
  centreId: number,
  doseKeys: readonly string[],
): Promise<Map<string, HeldDose>> {
  const rows = await readAll(doseKeys, (piece) =>
    selectHeldDoses(reach, { centreId, doseKeys: piece }),
  );
  return new Map(rows.map((row) => [row.dose_key, row]));
}

/** Writes each dose's row where it is new or says something else now, and moves the counters by what changed. */
export async function storeDoses(
  transaction: DatabaseTransaction,
  centreId: number,
  records: readonly DoseRecord[],
  held: ReadonlyMap<string, HeldDose>,
): Promise<void> {
  const counts = new Map<string, DayCount>();
  const made: DoseTable[] = [];
  for (const record of records) {
    const before = held.get(record.doseKey);
    const row = toRow(centreId, record, before?.day ?? dayOf(record));
    if (before?.is_error === 0) count(counts, before, -1);
    if (row.is_error === 0) count(counts, row, 1);
    if (before === undefined) made.push(row);
    else if (
      before.state !== row.state ||
      before.reasons !== row.reasons ||
      before.is_error !== row.is_error ||
      before.in_question !== row.in_question ||
      before.by_staff !== row.by_staff ||
      before.by_proved !== row.by_proved
    )
      await updateDose(transaction, {
        centreId,
        doseKey: row.dose_key,
        state: row.state,
        reasons: row.reasons,
        isError: row.is_error,
        inQuestion: row.in_question,
        staff: row.by_staff,
        proved: row.by_proved,
      });
  }
  await insertMany(transaction, 'dose', made);
  for (const { day, product, doseNumber, state, change } of counts.values())
    if (change !== 0)
      await addToDayCount(transaction, { centreId, day, product, doseNumber, state, change });
}

/** Taken out of the count of its vial and batch by whoever took it back or withdrew it. */
export const isDrawn = (row: Pick<DoseTable, 'is_error' | 'state'>): boolean =>
  row.is_error === 0 && row.state !== 'revoked';

/** Sessions with new doses are looked at as a whole, once their time has come. */
export async function watchSessions(
  transaction: DatabaseTransaction,
  centreId: number,
  records: readonly DoseRecord[],
  held: ReadonlyMap<string, HeldDose>,
): Promise<void> {
  const fresh = records.filter((record) => !held.has(record.doseKey));
  for (const session of new Set(fresh.map(({ dose }) => dose.body.vaccinationSession)))
    await putWatch(transaction, { centreId, session });
}

const putWatch = rememberQuery<{ readonly centreId: number; readonly session: string }>()(
  (reach, { one }) =>
    reach
      .insertInto('session_watch')
      .values({ centre_id: one('centreId'), vaccination_session: one('session') })
      .onConflict((conflict) => conflict.columns(['centre_id', 'vaccination_session']).doNothing()),
);

const updateDose = rememberQuery<{
  readonly centreId: number;
  readonly doseKey: string;
  readonly state: string;
  readonly reasons: string;
  readonly isError: number;
  readonly inQuestion: number;
  readonly staff: string | null;
  readonly proved: number;
}>()((reach, { one }) =>
  reach
    .updateTable('dose')
    .set({
      state: one('state'),
      reasons: one('reasons'),
      is_error: one('isError'),
      in_question: one('inQuestion'),
      by_staff: one('staff'),
      by_proved: one('proved'),
    })
    .where('centre_id', '=', one('centreId'))
    .where('dose_key', '=', one('doseKey')),
);

function toRow(centreId: number, record: DoseRecord, day: string): DoseTable {
  const { dose } = record;
  return {
    centre_id: centreId,
    dose_key: record.doseKey,
    case_key: record.caseKey,
    log: dose.ref.log,
    seq: dose.ref.seq,
    h: dose.ref.h,
    device: record.device,
    day,
    given_at: Math.min(Math.max(administeredAtOf(dose), 0), lastSecond),
    received_at: record.receivedAt,
    dose_number: dose.body.doseNumber,
    product: dose.body.product,
    vial: dose.body.vial,
    vaccine_batch: dose.body.vaccineBatch,
    vaccination_session: dose.body.vaccinationSession,
    by_staff: dose.by?.staffId ?? null,
    by_proved: dose.by?.proved ? 1 : 0,
    state: record.state,
    reasons: JSON.stringify(record.reasons),
    is_error: record.isTakenBack ? 1 : 0,
    in_question: record.isInQuestion ? 1 : 0,
  };
}

/** The end of the year 9999: a clock may say anything, a date on the desk's page must still be one. */
const lastSecond = 253_402_300_799;
/** As long as a tablet may stay without contact. */
const lateDaysMax = 30;

/** The session's day. A dose of no known session, or of one too far away, stands on the day it arrived: where somebody looks. */
export function dayOf({ dose, sessionDay: ofSession, receivedAt }: DoseRecord): string {
  const arrived = istDayOf(receivedAt);
  // Paper of Tuesday that is typed on Thursday is a dose of Tuesday.
  const sessionDay = isFromPaper(dose) ? istDayOf(administeredAtOf(dose)) : ofSession;
  const late = sessionDay === null ? null : daysBetween(sessionDay, arrived);
  return sessionDay !== null && late !== null && late >= 0 && late <= lateDaysMax
    ? sessionDay
    : arrived;
}

interface DayCount {
  readonly day: string;
  readonly product: string;
  readonly doseNumber: number;
  readonly state: string;
  change: number;
}

function count(
  counts: Map<string, DayCount>,
  dose: Pick<DoseTable, 'day' | 'product' | 'dose_number' | 'state'>,
  change: 1 | -1,
): void {
  const { day, product, dose_number: doseNumber, state } = dose;
  const key = [day, product, doseNumber, state].join('\n');
  const known = counts.get(key);
  if (known === undefined) counts.set(key, { day, product, doseNumber, state, change });
  else known.change += change;
}

const addToDayCount = rememberQuery<{ readonly centreId: number } & Readonly<DayCount>>()(
  (reach, { one }) =>
    reach
      .insertInto('day_count')
      .values({
        centre_id: one('centreId'),
        day: one('day'),
        product: one('product'),
        dose_number: one('doseNumber'),
        state: one('state'),
        doses: one('change'),
      })
      .onConflict((conflict) =>
        conflict
          .columns(['centre_id', 'day', 'product', 'dose_number', 'state'])
          .doUpdateSet((of) => ({ doses: of('day_count.doses', '+', of.ref('excluded.doses')) })),
      ),
);
