// Owns reading doses for export: of one centre, page by page in the order of day and name, each with what its record needs.

import type { DoseState } from '../../schemas/fold/case.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { selectCentresOf, type Place } from '../accounts/place.ts';
import type { DoseRecordFacts } from '../fhir/dose-to-immunization.ts';
import type { RecordSearch } from '../fhir/search-parameters.ts';
import { readAll } from '../store/remembered-query.ts';
import type { DatabaseReach } from '../store/schema.ts';

export interface DoseCursor {
  readonly day: string;
  readonly doseKey: string;
}

export interface DoseFilter extends Pick<
  RecordSearch,
  'days' | 'changed' | 'statuses' | 'doseStates' | 'patient' | 'event'
> {
  readonly caseKeys?: readonly string[];
}

/** Every dose there is, in whatever state. */
export const anyDose: DoseFilter = {
  days: { from: null, to: null },
  changed: { from: null, to: null },
  statuses: null,
  doseStates: new Set(['received', 'waiting', 'confirmed', 'held', 'accepted', 'revoked']),
  patient: null,
  event: null,
};

/** Centres of the place that may have a dose for the filter, in their order. */
export async function readCentresWithDoses(
  reach: DatabaseReach,
  account: { readonly place: Place },
  filter: DoseFilter,
  fromCentreId: number,
): Promise<number[]> {
  const { from, to } = filter.days;
  const rows = await selectCentresOf(reach, account)
    .select('centre.centre_id')
    .where('centre.centre_id', '>=', fromCentreId)
    .where((row) => {
      let doses = row
        .selectFrom('dose')
        .select('dose.dose_key')
        .whereRef('dose.centre_id', '=', 'centre.centre_id');
      if (from !== null) doses = doses.where('dose.day', '>=', from);
      if (to !== null) doses = doses.where('dose.day', '<=', to);
      return row.exists(doses);
    })
    .orderBy('centre.centre_id')
    .execute();
  return rows.map((row) => row.centre_id);
}

/** What of the doses counts as being in an answer. `left-out`: recorded, still being checked, and not asked for. */
export type DosePart = 'in-answer' | 'left-out';

function selectDoses(reach: DatabaseReach, centreId: number, filter: DoseFilter, part: DosePart) {
  const { days, changed, patient, event, statuses, doseStates } = filter;
  let query = reach
    .selectFrom('dose')
    .innerJoin('centre', 'centre.centre_id', 'dose.centre_id')
    .where('dose.centre_id', '=', centreId)
    .where((row) => {
      const wasSettled = row.exists(
        row
          .selectFrom('log_row')
          .select('log_row.seq')
          .whereRef('log_row.centre_id', '=', 'dose.centre_id')
          .whereRef('log_row.case_key', '=', 'dose.case_key')
          .where('log_row.kind', 'in', ['confirmed', 'accepted']),
      );
      const isRight = row('dose.is_error', '=', 0);
      const isGiven = row.and([isRight, row('dose.state', 'in', ['confirmed', 'accepted'])]);
      const isWithdrawn = row.or([row('dose.is_error', '=', 1), row('dose.state', '=', 'revoked')]);
      const isInDoubt = row.and([
        isRight,
        row('dose.state', 'in', ['received', 'waiting', 'held']),
      ]);
      // Once exported as given, it must not vanish from the next answer without a word.
      const isInQuestion = row.and([isInDoubt, wasSettled]);
      if (part === 'left-out')
        return doseStates === null ? row.and([isInDoubt, row.not(wasSettled)]) : row.or([]);
      const isDone =
        doseStates === null ? row.or([isGiven, isInQuestion]) : row.or([isGiven, isInDoubt]);
      return row.or([
        ...(statuses === null || statuses.has('completed') ? [isDone] : []),
        ...(statuses === null || statuses.has('entered-in-error') ? [isWithdrawn] : []),
      ]);
    });
  if (doseStates !== null) query = query.where('dose.state', 'in', [...doseStates]);
  if (days.from !== null) query = query.where('dose.day', '>=', days.from);
  if (days.to !== null) query = query.where('dose.day', '<=', days.to);
  query = query.where((row) => {
    const arrived = (comparison: '>' | '>=', at: number) =>
      row.exists(
        row
          .selectFrom('log_row')
          .select('log_row.seq')
          .whereRef('log_row.centre_id', '=', 'dose.centre_id')
          .whereRef('log_row.case_key', '=', 'dose.case_key')
          .where('log_row.received_at', comparison, at),
      );
    return row.and([
      ...(changed.from === null ? [] : [arrived('>=', changed.from)]),
      ...(changed.to === null ? [] : [row.not(arrived('>', changed.to))]),
    ]);
  });
  if (filter.caseKeys !== undefined)
    query = query.where('dose.case_key', 'in', [...filter.caseKeys]);
  if (patient !== null) query = query.where('dose.case_key', '=', patient.caseKey);
  if (event !== null) query = query.where('dose.dose_key', '=', referenceKey(event.ref));
  return query;
}

export async function readDoses(
  reach: DatabaseReach,
  centreId: number,
  filter: DoseFilter,
  after: DoseCursor | null,
  limit: number,
): Promise<DoseRecordFacts[]> {
  const query = selectDoses(reach, centreId, filter, 'in-answer');
  const paged =
    after === null
      ? query
      : query.where((row) =>
          row.or([
            row('dose.day', '>', after.day),
            row.and([row('dose.day', '=', after.day), row('dose.dose_key', '>', after.doseKey)]),
          ]),
        );
  const rows = await paged
    .leftJoin('staff', (join) =>
      join
        .onRef('staff.centre_id', '=', 'dose.centre_id')
        .onRef('staff.staff_id', '=', 'dose.by_staff'),
    )
    .leftJoin('vial', (join) =>
      join
        .onRef('vial.centre_id', '=', 'dose.centre_id')
        .onRef('vial.vaccination_session', '=', 'dose.vaccination_session')
        .onRef('vial.vial', '=', 'dose.vial')
        .onRef('vial.vaccine_batch', '=', 'dose.vaccine_batch'),
    )
    .leftJoin('stock', (join) =>
      join
        .onRef('stock.centre_id', '=', 'dose.centre_id')
        .onRef('stock.product', '=', 'dose.product')
        .onRef('stock.vaccine_batch', '=', 'dose.vaccine_batch'),
    )
    .selectAll('dose')
    .select([
      'centre.name as centre_name',
      'staff.name as staff_name',
      'vial.expiry as vial_expiry',
      'stock.expiry as stock_expiry',
    ])
    .select((row) =>
      row
        .selectFrom('log_row')
        .select((of) => of.fn.max('log_row.received_at').as('at'))
        .whereRef('log_row.centre_id', '=', 'dose.centre_id')
        .whereRef('log_row.case_key', '=', 'dose.case_key')
        .as('changed_at'),
    )
    .orderBy('dose.day')
    .orderBy('dose.dose_key')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    centreId: row.centre_id,
    centreName: row.centre_name,
    caseKey: row.case_key,
    ref: { log: row.log, seq: row.seq, h: row.h },
    day: row.day,
    givenAt: row.given_at,
    receivedAt: row.received_at,
    changedAt: row.changed_at ?? row.received_at,
    doseNumber: row.dose_number,
    product: row.product,
    vaccineBatch: row.vaccine_batch,
    expiry: row.vial_expiry ?? row.stock_expiry,
    state: row.state as DoseState,
    isError: row.is_error === 1,
    by: row.by_staff === null ? null : { staffId: row.by_staff, name: row.staff_name },
  }));
}

/** All doses of the cases. */
export async function readDosesOfCases(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<DoseRecordFacts[]> {
  return readAll(caseKeys, (piece) =>
    readDoses(reach, centreId, { ...anyDose, caseKeys: piece }, null, dosesOfCasesMax),
  );
}

/** Far more than any cases have: there is no paging here. */
const dosesOfCasesMax = 1_000_000;

/** Doses that the filter would have met if they were not still being checked. */
export async function countLeftOut(
  reach: DatabaseReach,
  centreIds: readonly number[],
  filter: DoseFilter,
): Promise<number> {
  let doses = 0;
  for (const centreId of centreIds) {
    const row = await selectDoses(reach, centreId, filter, 'left-out')
      .select((of) => of.fn.countAll<number>().as('doses'))
      .executeTakeFirstOrThrow();
    doses += Number(row.doses);
  }
  return doses;
}
