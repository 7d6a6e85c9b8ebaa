// Owns what was thrown away of a vial: the most anybody said, so that the order of arrival cannot matter.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import type { SuchiEvent } from '../../schemas/events/event.ts';
import { readEvent } from '../../schemas/events/index.ts';
import type { VialDiscardedBody } from '../../schemas/events/vial-discarded.ts';
import { rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import { readVialSubject, selectCaseOfBatch, selectCasesOfVialName } from './opened-vials.ts';

/** Keeps the rest; returns the cases with doses of that vial, and one of its batch: their capacity may have shrunk. */
export async function storeDiscard(
  transaction: DatabaseTransaction,
  centreId: number,
  bytes: Uint8Array,
): Promise<string[]> {
  const event = JSON.parse(bytesToUtf8(bytes)) as SuchiEvent<VialDiscardedBody>;
  const subject = readVialSubject(event.subject);
  if (readEvent(event).outcome !== 'known' || subject === null) return [];
  await putDiscard(transaction, { centreId, ...subject, dosesLeft: event.body.dosesLeft });
  const cases = await selectCasesOfVialName(transaction, { centreId, ...subject });
  const touched = cases.map((dose) => dose.case_key);
  for (const { vaccine_batch: vaccineBatch } of await selectBatchesOfVial(transaction, {
    centreId,
    ...subject,
  }))
    for (const row of await selectCaseOfBatch(transaction, { centreId, vaccineBatch }))
      touched.push(row.case_key);
  return touched;
}

const selectBatchesOfVial = rememberQuery<{
  readonly centreId: number;
  readonly vaccinationSession: string;
  readonly vial: string;
}>()((reach, { one }) =>
  reach
    .selectFrom('vial')
    .select('vaccine_batch')
    .where('centre_id', '=', one('centreId'))
    .where('vaccination_session', '=', one('vaccinationSession'))
    .where('vial', '=', one('vial')),
);

const putDiscard = rememberQuery<{
  readonly centreId: number;
  readonly vaccinationSession: string;
  readonly vial: string;
  readonly dosesLeft: number;
}>()((reach, { one }) =>
  reach
    .insertInto('vial_discard')
    .values({
      centre_id: one('centreId'),
      vaccination_session: one('vaccinationSession'),
      vial: one('vial'),
      doses_left: one('dosesLeft'),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['centre_id', 'vaccination_session', 'vial'])
        .doUpdateSet((row) => ({ doses_left: row.ref('excluded.doses_left') }))
        .where((row) => row('excluded.doses_left', '>', row.ref('vial_discard.doses_left'))),
    ),
);
