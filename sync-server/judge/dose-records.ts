// Owns the desk's rows of doses and the day counters, kept in the same transaction as the events they follow from.

import type { DoseInCase, Reason } from '../../schemas/fold/case.ts';
import { daysBetween, istDayOf } from '../../schemas/rules/day.ts';
import type { DatabaseTransaction } from '../store/schema.ts';

export interface DoseRecord {
  readonly centreId: number;
  readonly doseKey: string;
  readonly caseKey: string;
  readonly dose: DoseInCase;
  /** The log it arrived in. */
  readonly log: string;
  readonly receivedAt: number;
  readonly state: DoseInCase['state'];
  readonly reasons: readonly Reason[];
}

export async function storeDose(
  transaction: DatabaseTransaction,
  record: DoseRecord,
): Promise<void> {
  const { centreId, dose } = record;
  const held = await transaction
    .selectFrom('dose')
    .select(['state', 'day', 'product', 'dose_number', 'is_error'])
    .where('centre_id', '=', centreId)
    .where('dose_key', '=', record.doseKey)
    .executeTakeFirst();
  const isError = dose.enteredInError === null ? 0 : 1;
  const day = held?.day ?? (await dayOf(transaction, record));
  if (held && held.is_error === 0)
    await count(transaction, centreId, day, held.product, held.dose_number, held.state, -1);
  if (isError === 0)
    await count(
      transaction,
      centreId,
      day,
      dose.body.product,
      dose.body.doseNumber,
      record.state,
      1,
    );
  const device = await transaction
    .selectFrom('tablet_log')
    .select('device')
    .where('centre_id', '=', centreId)
    .where('log', '=', record.log)
    .executeTakeFirst();
  const changing = {
    state: record.state,
    reasons: JSON.stringify(record.reasons),
    is_error: isError,
    by_staff: dose.by?.staffId ?? null,
    by_proved: dose.by?.proved ? 1 : 0,
  };
  await transaction
    .insertInto('dose')
    .values({
      centre_id: centreId,
      dose_key: record.doseKey,
      case_key: record.caseKey,
      log: dose.ref.log,
      seq: dose.ref.seq,
      h: dose.ref.h,
      device: device?.device ?? '',
      day,
      given_at: Math.min(Math.max(dose.at - dose.skew, 0), lastSecond),
      received_at: record.receivedAt,
      dose_number: dose.body.doseNumber,
      product: dose.body.product,
      vial: dose.body.vial,
      vaccine_batch: dose.body.vaccineBatch,
      vaccination_session: dose.body.vaccinationSession,
      ...changing,
    })
    .onConflict((conflict) => conflict.columns(['centre_id', 'dose_key']).doUpdateSet(changing))
    .execute();
}

/** The end of the year 9999: a clock may say anything, a date on the desk's page must still be one. */
const lastSecond = 253_402_300_799;
/** As long as a tablet may stay without contact. */
const lateDaysMax = 30;

/** The session's day. A dose of no known session, or of one too far away, stands on the day it arrived: where somebody looks. */
async function dayOf(transaction: DatabaseTransaction, record: DoseRecord): Promise<string> {
  const row = await transaction
    .selectFrom('vaccination_session')
    .select('day')
    .where('centre_id', '=', record.centreId)
    .where('vaccination_session', '=', record.dose.body.vaccinationSession)
    .executeTakeFirst();
  const arrived = istDayOf(record.receivedAt);
  const late = row === undefined ? null : daysBetween(row.day, arrived);
  return row !== undefined && late !== null && late >= 0 && late <= lateDaysMax ? row.day : arrived;
}

async function count(
  transaction: DatabaseTransaction,
  centreId: number,
  day: string,
  product: string,
  doseNumber: number,
  state: string,
  change: 1 | -1,
): Promise<void> {
  await transaction
    .insertInto('day_count')
    .values({ centre_id: centreId, day, product, dose_number: doseNumber, state, doses: change })
    .onConflict((conflict) =>
      conflict
        .columns(['centre_id', 'day', 'product', 'dose_number', 'state'])
        .doUpdateSet((eb) => ({ doses: eb('day_count.doses', '+', change) })),
    )
    .execute();
}
