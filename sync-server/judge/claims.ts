// Owns the second step of the judge, across centres: a settled dose claims its person and dose number; who claims what another
// centre has claimed is held, and so is the other. Never one transaction over two centres: the claim is one, each answer another.

import { readEpoch } from '../ingest/epoch.ts';
import type { ExchangeDeps } from '../ingest/exchange-deps.ts';
import { lockCentre } from '../ingest/feed.ts';
import type { ClaimTable } from '../store/schema.ts';
import type { DatabaseReach, DatabaseTransaction } from '../store/schema.ts';
import { readBooking } from './gather-facts.ts';
import { judgeCases } from './judge-case.ts';
import { readPairKeys } from './pair-watch.ts';

type Deps = Pick<ExchangeDeps, 'store' | 'keys' | 'random' | 'appVersion'> & {
  readonly nowSeconds: () => number;
};

/** Before a card: the settled doses of these cases are claimed, and every centre concerned hears who else claims them. */
export async function claimDoses(
  deps: Deps,
  centreId: number,
  caseKeys: readonly string[],
): Promise<void> {
  const claims = await readClaims(deps.store.database, centreId, caseKeys);
  for (const claim of claims) {
    const all = await deps.store.transact((transaction) => claimOne(transaction, claim));
    await tellCentres(deps, all, claim);
  }
}

/** Called now and then: where one of two was withdrawn, the other is free. */
export async function settleContested(deps: Deps): Promise<void> {
  const contested = await deps.store.database
    .selectFrom('claim')
    .select(['person_key', 'dose_number'])
    .groupBy(['person_key', 'dose_number'])
    .having((of) => of.fn.countAll(), '>', 1)
    .execute();
  for (const { person_key, dose_number } of contested) {
    const all = await deps.store.database
      .selectFrom('claim')
      .selectAll()
      .where('person_key', '=', person_key)
      .where('dose_number', '=', dose_number)
      .execute();
    await tellCentres(deps, all, all[0]!);
  }
}

/** Only where the identity is known to the server: a document's number under its key. Names and years are hints, never claims. */
async function readClaims(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<ClaimTable[]> {
  const claims: ClaimTable[] = [];
  for (const caseKey of [...caseKeys].sort()) {
    const booking = await readBooking(reach, centreId, caseKey);
    const idKey = booking === null || booking === 'none' ? null : booking.id_hmac;
    // Whoever a supervisor said is one person over two centres is one by that, with or without a document.
    const personKeys = [
      ...(idKey === null ? [] : [idKey]),
      ...(await readPairKeys(reach, centreId, caseKey)),
    ];
    if (personKeys.length === 0) continue;
    const doses = await reach
      .selectFrom('dose')
      .select(['dose_key', 'dose_number', 'state', 'is_error'])
      .where('centre_id', '=', centreId)
      .where('case_key', '=', caseKey)
      .execute();
    for (const dose of doses.filter(isSettled))
      for (const person_key of personKeys)
        claims.push({
          person_key,
          dose_number: dose.dose_number,
          centre_id: centreId,
          dose_key: dose.dose_key,
          case_key: caseKey,
        });
  }
  return claims;
}

const isSettled = (dose: { readonly state: string; readonly is_error: number }): boolean =>
  dose.is_error === 0 && (dose.state === 'confirmed' || dose.state === 'accepted');

/** Idempotent. The person's row is written first: whoever claims at the same moment waits for it, and then sees this claim. */
async function claimOne(
  transaction: DatabaseTransaction,
  claim: ClaimTable,
): Promise<ClaimTable[]> {
  await transaction
    .insertInto('claim_person')
    .values({ person_key: claim.person_key })
    .onConflict((conflict) =>
      conflict
        .column('person_key')
        .doUpdateSet((of) => ({ person_key: of.ref('excluded.person_key') })),
    )
    .execute();
  await transaction
    .insertInto('claim')
    .values(claim)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return transaction
    .selectFrom('claim')
    .selectAll()
    .where('person_key', '=', claim.person_key)
    .where('dose_number', '=', claim.dose_number)
    .execute();
}

/** Each centre by itself, in a transaction of its own: how many other cases stand against its dose. */
async function tellCentres(
  deps: Deps,
  all: readonly ClaimTable[],
  { person_key, dose_number }: Pick<ClaimTable, 'person_key' | 'dose_number'>,
): Promise<void> {
  const standing: ClaimTable[] = [];
  for (const claim of all)
    if (await isStanding(deps.store.database, claim)) standing.push(claim);
    else
      await deps.store.database
        .deleteFrom('claim')
        .where('person_key', '=', person_key)
        .where('dose_number', '=', dose_number)
        .where('centre_id', '=', claim.centre_id)
        .where('dose_key', '=', claim.dose_key)
        .execute();
  for (const claim of standing)
    await answer(deps, claim, await countOthers(deps.store.database, claim));
}

/** Of every key the dose is claimed under: by a document, and by what a supervisor said. */
async function countOthers(reach: DatabaseReach, claim: ClaimTable): Promise<number> {
  const alike = await reach
    .selectFrom('claim')
    .innerJoin('claim as other', (join) =>
      join
        .onRef('other.person_key', '=', 'claim.person_key')
        .onRef('other.dose_number', '=', 'claim.dose_number'),
    )
    .selectAll('other')
    .where('claim.centre_id', '=', claim.centre_id)
    .where('claim.dose_key', '=', claim.dose_key)
    .execute();
  const others = new Set<string>();
  for (const other of alike) {
    // Two doses of one case are that case's own affair.
    const isOwn = other.centre_id === claim.centre_id && other.case_key === claim.case_key;
    if (!isOwn && (await isStanding(reach, other)))
      others.add(`${other.centre_id} ${other.dose_key}`);
  }
  return others.size;
}

/** They are two people after all: nothing is claimed by that any more, and each centre hears of it. */
export async function dropClaims(deps: Deps, personKey: string): Promise<void> {
  const { database } = deps.store;
  const claims = await database
    .selectFrom('claim')
    .selectAll()
    .where('person_key', '=', personKey)
    .execute();
  await database.deleteFrom('claim').where('person_key', '=', personKey).execute();
  for (const claim of claims) await answer(deps, claim, await countOthers(database, claim));
}

async function isStanding(reach: DatabaseReach, claim: ClaimTable): Promise<boolean> {
  const dose = await reach
    .selectFrom('dose')
    .select(['state', 'is_error'])
    .where('centre_id', '=', claim.centre_id)
    .where('dose_key', '=', claim.dose_key)
    .executeTakeFirst();
  return dose !== undefined && dose.is_error === 0 && dose.state !== 'revoked';
}

async function answer(
  { store, keys, random, appVersion, nowSeconds }: Deps,
  claim: ClaimTable,
  others: number,
): Promise<void> {
  const { centre_id, dose_key, case_key } = claim;
  await store.transact(async (transaction) => {
    await lockCentre(transaction, centre_id, store.engine === 'postgres');
    const known = await transaction
      .selectFrom('claim_answer')
      .select('others')
      .where('centre_id', '=', centre_id)
      .where('dose_key', '=', dose_key)
      .executeTakeFirst();
    if ((known?.others ?? null) === others) return;
    await transaction
      .insertInto('claim_answer')
      .values({ centre_id, dose_key, others })
      .onConflict((conflict) => conflict.columns(['centre_id', 'dose_key']).doUpdateSet({ others }))
      .execute();
    // Nothing was in question before, and nothing is: the judge has no new fact.
    if (known === undefined && others === 0) return;
    const epoch = await readEpoch(transaction, () => random(4));
    const context = {
      transaction,
      keys,
      epoch,
      centreId: centre_id,
      now: nowSeconds(),
      appVersion,
    };
    await judgeCases(context, [case_key]);
  });
}
