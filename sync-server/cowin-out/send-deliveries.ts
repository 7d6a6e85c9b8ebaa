// Owns one round of sending: takes what is due, makes each body from what stands now, sends one by one, and writes what came of it.

import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { standingOf } from '../fhir/dose-to-immunization.ts';
import type { ServerParts } from '../parts.ts';
import { readDosesOfCases } from '../records/dose-rows.ts';
import { readPersons } from '../records/persons.ts';
import type { CowinDeliveryTable } from '../store/schema-exchange-out.ts';
import { doseToContent, type CowinBody, type DeliveryAction } from './body.ts';
import {
  decideDelivery,
  decideRow,
  type Attempt,
  type DeliveryOutcome,
} from './decide-delivery.ts';

/** Sends one body. Never throws: what went wrong is an attempt too. */
export type PostDelivery = (body: CowinBody, idempotencyKey: string) => Promise<Attempt>;

export interface Round {
  readonly delivered: number;
  readonly failed: number;
  /** Nothing was taken, and the fault was the receiver's: come back later. */
  readonly isReceiverDown: boolean;
}

const rowsAtOnceMax = 20;
/** So many in a row without a delivery: the receiver is away, and the others need not try. */
const failuresInARowMax = 3;
/** A row taken by a process that died is due again after this long. */
export const leaseSeconds = 300;

type Parts = Pick<ServerParts, 'store' | 'clock' | 'random'>;

export async function sendDeliveries(parts: Parts, post: PostDelivery): Promise<Round> {
  const rows = await takeDue(parts);
  const tried: { row: CowinDeliveryTable; outcome: DeliveryOutcome }[] = [];
  let inARow = 0;
  for (const row of rows) {
    if (inARow >= failuresInARowMax) break;
    const made = await makeBody(parts, row);
    const outcome = 'outcome' in made ? made : await deliver(post, made);
    tried.push({ row, outcome });
    inARow = outcome.outcome === 'receiver' ? inARow + 1 : 0;
    // At once: a crash after the answer must not leave more than this one to be sent again.
    if (outcome.outcome === 'delivered') await write(parts, row, outcome, true);
  }
  const delivered = tried.filter(({ outcome }) => outcome.outcome === 'delivered').length;
  for (const { row, outcome } of tried)
    if (outcome.outcome !== 'delivered') await write(parts, row, outcome, delivered > 0);
  await giveBack(parts, rows.slice(tried.length));
  const failed = tried.length - delivered;
  const isReceiverDown =
    delivered === 0 && tried.some(({ outcome }) => outcome.outcome === 'receiver');
  return { delivered, failed, isReceiverDown };
}

/** Each row is taken by one process: its next try is moved ahead only where it still stands as it was read. */
async function takeDue({ store, clock }: Parts): Promise<CowinDeliveryTable[]> {
  const now = clock.nowSeconds();
  const due = await store.database
    .selectFrom('cowin_delivery')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('next_try_at', '<=', now)
    .orderBy('next_try_at')
    .orderBy('queued_at')
    .orderBy('dose_key')
    .limit(rowsAtOnceMax)
    .execute();
  const taken: CowinDeliveryTable[] = [];
  for (const row of due) {
    const updated = await store.database
      .updateTable('cowin_delivery')
      .set({ next_try_at: now + leaseSeconds })
      .where('centre_id', '=', row.centre_id)
      .where('dose_key', '=', row.dose_key)
      .where('revision', '=', row.revision)
      .where('state', '=', 'waiting')
      .where('next_try_at', '=', row.next_try_at)
      .executeTakeFirst();
    if (updated.numUpdatedRows === 1n) taken.push(row);
  }
  return taken;
}

async function deliver(post: PostDelivery, body: CowinBody): Promise<DeliveryOutcome> {
  const { record_id: recordId, revision } = body;
  const attempt = await post(body, `${recordId}.${revision}`);
  return decideDelivery(attempt, { recordId, revision });
}

async function makeBody(
  { store }: Parts,
  row: CowinDeliveryTable,
): Promise<CowinBody | DeliveryOutcome> {
  const reach = store.database;
  const { centre_id: centreId, case_key: caseKey, dose_key: doseKey } = row;
  const doses = await readDosesOfCases(reach, centreId, [caseKey]);
  const dose = doses.find(({ ref }) => referenceKey(ref) === doseKey);
  if (dose === undefined) return { outcome: 'record', fault: 'dose-gone', isFinal: true };
  const action = row.action as DeliveryAction;
  if (action === 'vaccinated' && standingOf(dose) !== 'given')
    return { outcome: 'not-now', fault: 'being-checked' };
  const person = (await readPersons(reach, centreId, [caseKey])).get(caseKey) ?? null;
  return { ...doseToContent(dose, person, action), revision: row.revision };
}

/** A later revision that was planned meanwhile stays due; what was sent of the earlier one is noted all the same. */
async function write(
  { store, clock, random }: Parts,
  row: CowinDeliveryTable,
  outcome: DeliveryOutcome,
  isReceiverUp: boolean,
): Promise<void> {
  const now = clock.nowSeconds();
  const after = decideRow(outcome, row.tries, isReceiverUp, random(1)[0]! / 255);
  const isSent = after.state === 'sent';
  const ofDose = store.database
    .updateTable('cowin_delivery')
    .where('centre_id', '=', row.centre_id)
    .where('dose_key', '=', row.dose_key);
  if (isSent) await ofDose.set({ sent_revision: row.revision, sent_at: now }).execute();
  await ofDose
    .where('revision', '=', row.revision)
    .set({
      state: after.state,
      tries: after.tries,
      fault: after.fault,
      next_try_at: now + after.waitSeconds,
    })
    .execute();
}

async function giveBack({ store }: Parts, rows: readonly CowinDeliveryTable[]): Promise<void> {
  for (const row of rows)
    await store.database
      .updateTable('cowin_delivery')
      .set({ next_try_at: row.next_try_at })
      .where('centre_id', '=', row.centre_id)
      .where('dose_key', '=', row.dose_key)
      .where('revision', '=', row.revision)
      .where('state', '=', 'waiting')
      .execute();
}
