// Owns the queries behind the judge's facts: each is asked once for all cases of an exchange, never once for each dose.

import { rememberQuery } from '../store/remembered-query.ts';

interface OfCentre {
  readonly centreId: number;
}

export const selectCaseRows = rememberQuery<OfCentre & { readonly caseKeys: readonly string[] }>()(
  (reach, { one, list }) =>
    reach
      .selectFrom('log_row')
      .select([
        'case_key',
        'log',
        'origin_log',
        'origin_seq',
        'row_hash',
        'event',
        'by_staff',
        'by_proved',
        'span',
        'received_at',
      ])
      .where('centre_id', '=', one('centreId'))
      .where('case_key', 'in', list('caseKeys'))
      .where('event', 'is not', null),
);

export const selectBookings = rememberQuery<OfCentre & { readonly numbers: readonly number[] }>()(
  (reach, { one, list }) =>
    reach
      .selectFrom('appointment')
      .select([
        'appointment_no',
        'check16',
        'birth_year',
        'dose_number',
        'earlier_dose_day',
        'earlier_dose_product',
        'code_state',
        'code_sealed',
        'is_ended',
        'day',
        'vaccination_session',
        'mobile_number',
      ])
      .where('centre_id', '=', one('centreId'))
      .where('appointment_no', 'in', list('numbers')),
);

export const selectStatedBookings = rememberQuery<
  OfCentre & { readonly caseKeys: readonly string[] }
>()((reach, { one, list }) =>
  reach
    .selectFrom('stated_booking')
    .selectAll()
    .where('centre_id', '=', one('centreId'))
    .where('case_key', 'in', list('caseKeys')),
);

interface OfVials extends OfCentre {
  readonly session: string;
  readonly vials: readonly string[];
}

export const selectVials = rememberQuery<OfVials>()((reach, { one, list }) =>
  reach
    .selectFrom('vial')
    .select(['vial', 'product', 'vaccine_batch', 'opened_at', 'doses_nominal'])
    .where('centre_id', '=', one('centreId'))
    .where('vaccination_session', '=', one('session'))
    .where('vial', 'in', list('vials'))
    .orderBy('opened_at')
    .orderBy('vaccine_batch'),
);

export const selectDrawn = rememberQuery<OfVials>()((reach, { one, list }) =>
  reach
    .selectFrom('dose')
    .select((of) => ['vial', of.fn.countAll<number>().as('doses')])
    .where('centre_id', '=', one('centreId'))
    .where('vaccination_session', '=', one('session'))
    .where('vial', 'in', list('vials'))
    .where('is_error', '=', 0)
    .where('state', '!=', 'revoked')
    .groupBy('vial'),
);

export const selectDiscards = rememberQuery<OfVials>()((reach, { one, list }) =>
  reach
    .selectFrom('vial_discard')
    .select(['vial', 'doses_left'])
    .where('centre_id', '=', one('centreId'))
    .where('vaccination_session', '=', one('session'))
    .where('vial', 'in', list('vials')),
);

export const selectSessionWords = rememberQuery<
  OfCentre & { readonly sessions: readonly string[] }
>()((reach, { one, list }) =>
  reach
    .selectFrom('session_word')
    .select(['vaccination_session', 'log', 'seq', 'h', 'kind', 'body', 'received_at'])
    .where('centre_id', '=', one('centreId'))
    .where('vaccination_session', 'in', list('sessions')),
);

export const selectDosePlaces = rememberQuery<OfCentre & { readonly session: string }>()(
  (reach, { one }) =>
    reach
      .selectFrom('dose')
      .select(['log', 'seq', 'h'])
      .where('centre_id', '=', one('centreId'))
      .where('vaccination_session', '=', one('session')),
);

export const selectStock = rememberQuery<OfCentre>()((reach, { one }) =>
  reach
    .selectFrom('stock')
    .select(['product', 'vaccine_batch', 'doses'])
    .where('centre_id', '=', one('centreId')),
);

export const selectBatchUse = rememberQuery<OfCentre & { readonly batches: readonly string[] }>()(
  (reach, { one, list }) =>
    reach
      .selectFrom('batch_use')
      .select(['product', 'vaccine_batch', 'drawn'])
      .where('centre_id', '=', one('centreId'))
      .where('vaccine_batch', 'in', list('batches')),
);

interface OfBatch extends OfCentre {
  readonly product: string;
  readonly vaccineBatch: string;
}

export const selectDiscardedOfBatch = rememberQuery<OfBatch>()((reach, { one }) =>
  reach
    .selectFrom('vial_discard')
    .innerJoin('vial', (join) =>
      join
        .onRef('vial.centre_id', '=', 'vial_discard.centre_id')
        .onRef('vial.vaccination_session', '=', 'vial_discard.vaccination_session')
        .onRef('vial.vial', '=', 'vial_discard.vial'),
    )
    .select((of) => of.fn.sum<number>('vial_discard.doses_left').as('doses'))
    .where('vial.centre_id', '=', one('centreId'))
    .where('vial.product', '=', one('product'))
    .where('vial.vaccine_batch', '=', one('vaccineBatch')),
);

export const selectCasesOfBatch = rememberQuery<OfBatch>()((reach, { one }) =>
  reach
    .selectFrom('dose')
    .select('case_key')
    .distinct()
    .where('centre_id', '=', one('centreId'))
    .where('product', '=', one('product'))
    .where('vaccine_batch', '=', one('vaccineBatch')),
);

export const selectClaimAnswers = rememberQuery<
  OfCentre & { readonly doseKeys: readonly string[] }
>()((reach, { one, list }) =>
  reach
    .selectFrom('claim_answer')
    .select('dose_key')
    .where('centre_id', '=', one('centreId'))
    .where('dose_key', 'in', list('doseKeys'))
    .where('others', '>', 0),
);

export const selectTasks = rememberQuery<OfCentre & { readonly taskKeys: readonly string[] }>()(
  (reach, { one, list }) =>
    reach
      .selectFrom('task')
      .select(['task_key', 'reasons', 'is_open', 'trouble', 'settled_reasons'])
      .where('centre_id', '=', one('centreId'))
      .where('task_key', 'in', list('taskKeys')),
);

export const selectCasesOfVial = rememberQuery<
  OfCentre & { readonly session: string; readonly vial: string }
>()((reach, { one }) =>
  reach
    .selectFrom('dose')
    .select('case_key')
    .distinct()
    .where('centre_id', '=', one('centreId'))
    .where('vaccination_session', '=', one('session'))
    .where('vial', '=', one('vial')),
);

export const selectSessions = rememberQuery<OfCentre & { readonly sessions: readonly string[] }>()(
  (reach, { one, list }) =>
    reach
      .selectFrom('vaccination_session')
      .select(['vaccination_session', 'product', 'day'])
      .where('centre_id', '=', one('centreId'))
      .where('vaccination_session', 'in', list('sessions')),
);

export const selectTablets = rememberQuery<OfCentre & { readonly logs: readonly string[] }>()(
  (reach, { one, list }) =>
    reach
      .selectFrom('tablet_log')
      .leftJoin('device', 'device.device', 'tablet_log.device')
      .select([
        'tablet_log.log',
        'tablet_log.device',
        'device.revoked_at',
        'device.centre_id',
        'device.enrolled_at',
      ])
      .where('tablet_log.centre_id', '=', one('centreId'))
      .where('tablet_log.log', 'in', list('logs')),
);

/** All rows held at places of one log: two hashes at one place tell a copied tablet. */
export const selectPlaces = rememberQuery<
  OfCentre & { readonly log: string; readonly seqs: readonly number[] }
>()((reach, { one, list }) =>
  reach
    .selectFrom('log_row')
    .select(['log', 'origin_seq', 'row_hash'])
    .where('centre_id', '=', one('centreId'))
    .where('origin_log', '=', one('log'))
    .where('origin_seq', 'in', list('seqs')),
);

/** Also who has left meanwhile: what they signed in for before stays true. */
export const selectKnownStaff = rememberQuery<OfCentre & { readonly staff: readonly string[] }>()(
  (reach, { one, list }) =>
    reach
      .selectFrom('staff')
      .select('staff_id')
      .where('centre_id', '=', one('centreId'))
      .where('staff_id', 'in', list('staff')),
);

/** Whose key on some tablet rests on a vouch that no supervisor has confirmed, and on nothing else. */
export const selectVouchedOnly = rememberQuery<OfCentre & { readonly staff: readonly string[] }>()(
  (reach, { one, list }) =>
    reach
      .selectFrom('vouch')
      .select('staff_id')
      .distinct()
      .where('centre_id', '=', one('centreId'))
      .where('staff_id', 'in', list('staff'))
      .where('state', '=', 'open')
      .where((of) =>
        of.not(
          of.exists(
            of
              .selectFrom('staff_key')
              .select('staff_key.staff_id')
              .whereRef('staff_key.centre_id', '=', 'vouch.centre_id')
              .whereRef('staff_key.staff_id', '=', 'vouch.staff_id')
              .where('staff_key.is_proved', '=', 1)
              .where('staff_key.binding', '=', 'code'),
          ),
        ),
      ),
);

export const selectHeldDoses = rememberQuery<OfCentre & { readonly doseKeys: readonly string[] }>()(
  (reach, { one, list }) =>
    reach
      .selectFrom('dose')
      .select([
        'dose_key',
        'state',
        'reasons',
        'day',
        'product',
        'dose_number',
        'is_error',
        'in_question',
        'by_staff',
        'by_proved',
      ])
      .where('centre_id', '=', one('centreId'))
      .where('dose_key', 'in', list('doseKeys')),
);
