// Owns the list of what is erased of a case. A table that keeps anything of a person has a line here.

import { appointmentKey } from '../../schemas/events/event.ts';
import { piecesOf } from '../store/remembered-query.ts';
import type { DatabaseTransaction } from '../store/schema.ts';

/** Erases of the cases what its table holds; returns how many rows that were. */
export type CaseEraser = (
  transaction: DatabaseTransaction,
  centreId: number,
  caseKeys: readonly string[],
) => Promise<number>;

/** In the place of a kind: the row was an event once, and is not taken again when a tablet brings it back. */
export const erasedKind = 'erased';

export const caseErasers = {
  // The card itself is the person's; its number stays, for a list of withdrawn cards only grows. One that states a dose
  // of the case beside others of the person goes too. First of all: it finds them by the doses.
  cards: (transaction, centreId, caseKeys) =>
    sumPieces(caseKeys, async (piece) => {
      const updated = await transaction
        .updateTable('card')
        .set({ payload: null, jws: null, content_hash: '' })
        .where('centre_id', '=', centreId)
        .where((of) =>
          of.or([
            of('case_key', 'in', piece),
            of(
              'rid',
              'in',
              of
                .selectFrom('card_dose')
                .innerJoin('dose', (join) =>
                  join
                    .onRef('dose.centre_id', '=', 'card_dose.centre_id')
                    .onRef('dose.dose_key', '=', 'card_dose.dose_key'),
                )
                .select('card_dose.rid')
                .where('dose.centre_id', '=', centreId)
                .where('dose.case_key', 'in', piece),
            ),
          ]),
        )
        .executeTakeFirst();
      return Number(updated.numUpdatedRows);
    }),
  // Hashes, numbers and the staff id stay: the chain, the feed and who wrote can still be proved.
  events: (transaction, centreId, caseKeys) =>
    sumPieces(caseKeys, async (piece) => {
      const updated = await transaction
        .updateTable('log_row')
        .set({ event: null, salt: null, case_key: null, kind: erasedKind })
        .where('centre_id', '=', centreId)
        .where('case_key', 'in', piece)
        .executeTakeFirst();
      return Number(updated.numUpdatedRows);
    }),
  // The day's counters stay as they are: they name nobody.
  doses: (transaction, centreId, caseKeys) =>
    sumPieces(caseKeys, async (piece) => {
      const deleted = await transaction
        .deleteFrom('dose')
        .where('centre_id', '=', centreId)
        .where('case_key', 'in', piece)
        .executeTakeFirst();
      return Number(deleted.numDeletedRows);
    }),
  bookings: (transaction, centreId, caseKeys) =>
    sumPieces(caseKeys, async (piece) => {
      const numbers = piece.flatMap((key) => bookingNumberOf(key) ?? []);
      if (numbers.length === 0) return 0;
      const updated = await transaction
        .updateTable('appointment')
        .set(nobody)
        .where('centre_id', '=', centreId)
        .where('appointment_no', 'in', numbers)
        .executeTakeFirst();
      return Number(updated.numUpdatedRows);
    }),
  claims: deleteOf('claim'),
  cardsDue: deleteOf('card_due'),
  deliveries: deleteOf('cowin_delivery'),
  messages: deleteOf('message'),
  phones: deleteOf('phone_case'),
  requests: deleteOf('person_request'),
  comments: deleteOf('case_comment'),
  tasks: deleteOf('task'),
  statedBookings: deleteOf('stated_booking'),
  pairsWatched: deleteOf('pair_watch'),
  // What was said of two people goes with either of them.
  pairs: (transaction, centreId, caseKeys) =>
    sumPieces(caseKeys, async (piece) => {
      const deleted = await transaction
        .deleteFrom('likely_pair')
        .where((of) =>
          of.or([
            of.and([of('centre_id', '=', centreId), of('case_key', 'in', piece)]),
            of.and([of('other_centre_id', '=', centreId), of('other_case', 'in', piece)]),
          ]),
        )
        .executeTakeFirst();
      return Number(deleted.numDeletedRows);
    }),
} as const satisfies Readonly<Record<string, CaseEraser>>;

export type ErasedCounts = { readonly [name in keyof typeof caseErasers]: number };

type OfCase =
  | 'claim'
  | 'card_due'
  | 'cowin_delivery'
  | 'message'
  | 'phone_case'
  | 'person_request'
  | 'case_comment'
  | 'task'
  | 'stated_booking'
  | 'pair_watch';

function deleteOf(table: OfCase): CaseEraser {
  return (transaction, centreId, caseKeys) =>
    sumPieces(caseKeys, async (piece) => {
      const deleted = await transaction
        .deleteFrom(table as 'message')
        .where('centre_id', '=', centreId)
        .where('case_key', 'in', piece)
        .executeTakeFirst();
      return Number(deleted.numDeletedRows);
    });
}

/** The number stays taken for ever, and its check, which no longer fits anybody. */
const nobody = {
  reference_id: '',
  name: '',
  birth_year: 0,
  gender: '',
  mobile_number: null,
  id_type: null,
  id_last4: null,
  id_hmac: null,
  earlier_dose_day: null,
  earlier_dose_product: null,
  code_sealed: null,
  code_tag: null,
  code_state: 'none',
  flags: '[]',
} as const;

export function caseKeyOfBooking(row: {
  readonly appointment_no: number;
  readonly check16: number;
}): string {
  return appointmentKey(row.appointment_no, row.check16);
}

function bookingNumberOf(caseKey: string): number | null {
  const no = /^a(\d{1,12})-/.exec(caseKey)?.[1];
  return no === undefined ? null : Number(no);
}

async function sumPieces(
  caseKeys: readonly string[],
  run: (piece: string[]) => Promise<number>,
): Promise<number> {
  let sum = 0;
  for (const piece of piecesOf(caseKeys)) sum += await run(piece);
  return sum;
}
