// Owns the vials of a centre: the earliest opening of a name stands, and the cases whose doses waited for it are named.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import type { SuchiEvent } from '../../schemas/events/event.ts';
import { readEvent } from '../../schemas/events/index.ts';
import type { VialOpenedBody } from '../../schemas/events/vial-opened.ts';
import { rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseTransaction } from '../store/schema.ts';

/** Keeps the vial that this event opened; returns the cases with doses from a vial of its name. */
export async function storeVial(
  transaction: DatabaseTransaction,
  centreId: number,
  bytes: Uint8Array,
): Promise<string[]> {
  const event = JSON.parse(bytesToUtf8(bytes)) as SuchiEvent<VialOpenedBody>;
  const reading = readEvent(event);
  const subject = readVialSubject(event.subject);
  if (reading.outcome !== 'known' || subject === null) return [];
  const { vaccinationSession, vial } = subject;
  await putVial(transaction, {
    centreId,
    vaccinationSession,
    vial,
    product: event.body.product,
    vaccineBatch: event.body.vaccineBatch,
    dosesNominal: event.body.dosesNominal,
    openedAt: event.body.openedAt ?? event.at,
    expiry: event.body.expiry,
  });
  const waiting = await selectCasesOfVialName(transaction, { centreId, vaccinationSession, vial });
  // What was thrown away of it counts for its batch from now on.
  const ofBatch = await selectCaseOfBatch(transaction, {
    centreId,
    vaccineBatch: event.body.vaccineBatch,
  });
  return [...waiting, ...ofBatch].map((dose) => dose.case_key);
}

/** The envelope lets a vial's name be anything, for it may be a kind of later; a store takes short texts only. */
export function readVialSubject(
  subject: object,
): { readonly vaccinationSession: string; readonly vial: string } | null {
  const { vaccinationSession, vial } = subject as Readonly<Record<string, unknown>>;
  if (typeof vaccinationSession !== 'string' || typeof vial !== 'string') return null;
  const isShort = (text: string): boolean => text.length > 0 && text.length <= nameCharactersMax;
  return isShort(vaccinationSession) && isShort(vial) ? { vaccinationSession, vial } : null;
}

/** As long as a dose can name its session; PostgreSQL keys no text of some kilobytes. */
const nameCharactersMax = 80;

interface OfVial {
  readonly centreId: number;
  readonly vaccinationSession: string;
  readonly vial: string;
}

const putVial = rememberQuery<
  OfVial & {
    readonly product: string;
    readonly vaccineBatch: string;
    readonly dosesNominal: number;
    readonly openedAt: number;
    readonly expiry: string | null;
  }
>()((reach, { one }) =>
  reach
    .insertInto('vial')
    .values({
      centre_id: one('centreId'),
      vaccination_session: one('vaccinationSession'),
      vial: one('vial'),
      product: one('product'),
      vaccine_batch: one('vaccineBatch'),
      doses_nominal: one('dosesNominal'),
      opened_at: one('openedAt'),
      expiry: one('expiry'),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['centre_id', 'vaccination_session', 'vial', 'vaccine_batch'])
        .doUpdateSet((row) => ({
          product: row.ref('excluded.product'),
          doses_nominal: row.ref('excluded.doses_nominal'),
          opened_at: row.ref('excluded.opened_at'),
          expiry: row.ref('excluded.expiry'),
        }))
        // Two openings of one name: the earlier stands, whichever arrives first.
        .where((row) =>
          row.or([
            row('excluded.opened_at', '<', row.ref('vial.opened_at')),
            row.and([
              row('excluded.opened_at', '=', row.ref('vial.opened_at')),
              row('excluded.product', '<', row.ref('vial.product')),
            ]),
            row.and([
              row('excluded.opened_at', '=', row.ref('vial.opened_at')),
              row('excluded.product', '=', row.ref('vial.product')),
              row('excluded.doses_nominal', '<', row.ref('vial.doses_nominal')),
            ]),
            row.and([
              row('excluded.opened_at', '=', row.ref('vial.opened_at')),
              row('excluded.product', '=', row.ref('vial.product')),
              row('excluded.doses_nominal', '=', row.ref('vial.doses_nominal')),
              row(
                row.fn.coalesce('excluded.expiry', row.val('')),
                '<',
                row.fn.coalesce('vial.expiry', row.val('')),
              ),
            ]),
          ]),
        ),
    ),
);

export const selectCasesOfVialName = rememberQuery<OfVial>()((reach, { one }) =>
  reach
    .selectFrom('dose')
    .select('case_key')
    .where('centre_id', '=', one('centreId'))
    .where('vaccination_session', '=', one('vaccinationSession'))
    .where('vial', '=', one('vial')),
);

/**
 * One case for each product named with the batch: where its trouble has changed the judge finds the others. Steps from product to
 * product by the index, so that a batch with many thousand doses costs no more than one with ten.
 */
export const selectCaseOfBatch = rememberQuery<{
  readonly centreId: number;
  readonly vaccineBatch: string;
}>()((reach, { one }) =>
  reach
    .withRecursive('named', (of) =>
      of
        .selectFrom('dose')
        .select(({ fn }) => fn.min<string | null>('product').as('product'))
        .where('centre_id', '=', one('centreId'))
        .where('vaccine_batch', '=', one('vaccineBatch'))
        .unionAll(
          of
            .selectFrom('named')
            .select((row) =>
              row
                .selectFrom('dose')
                .select(({ fn }) => fn.min<string | null>('dose.product').as('product'))
                .where('dose.centre_id', '=', one('centreId'))
                .where('dose.vaccine_batch', '=', one('vaccineBatch'))
                .whereRef('dose.product', '>', 'named.product')
                .as('product'),
            )
            .where('named.product', 'is not', null),
        ),
    )
    .selectFrom('named')
    .select((row) =>
      row
        .selectFrom('dose')
        .select(({ fn }) => fn.min<string>('dose.case_key').as('case_key'))
        .where('dose.centre_id', '=', one('centreId'))
        .where('dose.vaccine_batch', '=', one('vaccineBatch'))
        .whereRef('dose.product', '=', 'named.product')
        .$asScalar()
        .$notNull()
        .as('case_key'),
    )
    .where('named.product', 'is not', null),
);
