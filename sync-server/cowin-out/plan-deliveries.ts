// Owns what the state's register should hold: read from each centre's feed in its dense order, so that no late commit is passed over.

import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { readEpoch } from '../ingest/epoch.ts';
import { standingOf, type DoseRecordFacts } from '../fhir/dose-to-immunization.ts';
import type { ServerParts } from '../parts.ts';
import { readDosesOfCases } from '../records/dose-rows.ts';
import { readPersons, type PersonRecord } from '../records/persons.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import type { CowinDeliveryTable } from '../store/schema-exchange-out.ts';
import { contentHash, doseToContent, type DeliveryAction } from './body.ts';

/** Feed rows read in one transaction. */
const rowsAtOnceMax = 400;
/** Revisions of an epoch stand above all of the epochs before: a restored server never says less than the receiver heard. */
const revisionsOfEpoch = 1_000_000;

type Parts = Pick<ServerParts, 'store' | 'clock' | 'random'>;

/** Returns how many deliveries were put into the outbox. */
export async function planDeliveries(parts: Parts): Promise<number> {
  const { database } = parts.store;
  const centres = await database
    .selectFrom('centre')
    .leftJoin('cowin_cursor', 'cowin_cursor.centre_id', 'centre.centre_id')
    .select(['centre.centre_id', 'centre.feed_seq', 'cowin_cursor.feed_seq as read_to'])
    .execute();
  let planned = 0;
  for (const centre of centres) {
    let readTo = centre.read_to ?? 0;
    while (readTo < centre.feed_seq) {
      const step = await planCentre(parts, centre.centre_id, readTo);
      planned += step.planned;
      if (step.readTo === readTo) break;
      readTo = step.readTo;
    }
  }
  return planned;
}

/** Cursor and outbox move in one transaction: a crash between them cannot lose a dose, nor ask twice. */
async function planCentre(
  parts: Parts,
  centreId: number,
  readTo: number,
): Promise<{ readonly readTo: number; readonly planned: number }> {
  return parts.store.transact(async (transaction) => {
    const rows = await transaction
      .selectFrom('feed')
      .leftJoin('log_row', (join) =>
        join
          .onRef('log_row.centre_id', '=', 'feed.centre_id')
          .onRef('log_row.log', '=', 'feed.log')
          .onRef('log_row.seq', '=', 'feed.seq'),
      )
      .select(['feed.feed_seq', 'case_key'])
      .where('feed.centre_id', '=', centreId)
      .where('feed.feed_seq', '>', readTo)
      .orderBy('feed.feed_seq')
      .limit(rowsAtOnceMax)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return { readTo, planned: 0 };
    const caseKeys = [...new Set(rows.flatMap((row) => row.case_key ?? []))];
    const planned = await planCases(parts, transaction, centreId, caseKeys);
    const cursor = { centre_id: centreId, feed_seq: last.feed_seq };
    await transaction
      .insertInto('cowin_cursor')
      .values(cursor)
      .onConflict((conflict) => conflict.column('centre_id').doUpdateSet(cursor))
      .execute();
    return { readTo: last.feed_seq, planned };
  });
}

async function planCases(
  parts: Parts,
  transaction: DatabaseTransaction,
  centreId: number,
  caseKeys: readonly string[],
): Promise<number> {
  const doses = await readDosesOfCases(transaction, centreId, caseKeys);
  if (doses.length === 0) return 0;
  const persons = await readPersons(
    transaction,
    centreId,
    doses.map(({ caseKey }) => caseKey),
  );
  const { number: epoch } = await readEpoch(transaction, () => parts.random(4));
  const now = parts.clock.nowSeconds();
  let planned = 0;
  for (const dose of doses) {
    const held = await transaction
      .selectFrom('cowin_delivery')
      .selectAll()
      .where('centre_id', '=', centreId)
      .where('dose_key', '=', referenceKey(dose.ref))
      .executeTakeFirst();
    const row = planDose(dose, persons.get(dose.caseKey) ?? null, held ?? null, epoch, now);
    if (row === null) continue;
    planned += 1;
    await transaction
      .insertInto('cowin_delivery')
      .values(row)
      .onConflict((conflict) => conflict.columns(['centre_id', 'dose_key']).doUpdateSet(row))
      .execute();
  }
  return planned;
}

/** Null: the receiver has, or is about to get, what it should. A dose in doubt changes nothing: no machine takes one back. */
export function planDose(
  dose: DoseRecordFacts,
  person: PersonRecord | null,
  held: CowinDeliveryTable | null,
  epoch: number,
  now: number,
): CowinDeliveryTable | null {
  const standing = standingOf(dose);
  if (standing === 'in-doubt' || (standing === 'withdrawn' && held === null)) return null;
  const action: DeliveryAction = standing === 'given' ? 'vaccinated' : 'withdrawn';
  const content_hash = contentHash(doseToContent(dose, person, action));
  if (held !== null && held.action === action && held.content_hash === content_hash) return null;
  return {
    centre_id: dose.centreId,
    dose_key: referenceKey(dose.ref),
    case_key: dose.caseKey,
    action,
    content_hash,
    revision: Math.max(held?.revision ?? 0, epoch * revisionsOfEpoch) + 1,
    sent_revision: held?.sent_revision ?? null,
    state: 'waiting',
    tries: 0,
    next_try_at: now,
    fault: null,
    queued_at: now,
    sent_at: held?.sent_at ?? null,
  };
}
