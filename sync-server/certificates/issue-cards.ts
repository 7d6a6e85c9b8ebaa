// Owns issuing: checked and written in one transaction under the centre's lock, then named in the decisions file, then signed.

import { readEpoch } from '../ingest/epoch.ts';
import { lockCentre } from '../ingest/feed.ts';
import type { ServerLogContext } from '../ingest/server-log.ts';
import { claimDoses } from '../judge/claims.ts';
import { decideWord, judgeCases } from '../judge/judge-case.ts';
import { judgeDose } from '../judge/reasons.ts';
import { isRestoreReviewOpen } from '../restore-review.ts';
import type { CardTable } from '../store/card-tables.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { insertCard, revokeCards, type CardRow } from './card-rows.ts';
import type { CardDecision } from './decide-card.ts';
import type { CardDeps } from './deps.ts';
import { gatherPersons, readRelatedKeys, type Persons } from './gather-persons.ts';
import { keepIssued, keepRevocations } from './keep-in-file.ts';
import { readPersonCards, type PersonCards } from './person-cards.ts';
import { hashContent, ridOf, signCard, writeFittingPayload } from './write-card.ts';

export interface CaseDecision {
  readonly caseKey: string;
  readonly decision: CardDecision;
  /** The card that may be signed now, if it is not yet. */
  readonly rid: string | null;
}

/** How often at most a person who gained a case meanwhile is looked at again; then the case stays due. */
const looksMax = 3;

/** Decides on these cases of one centre, and leaves each issued card signed. `mobileNumber`: for the one who asks from this phone. */
export async function issueCards(
  deps: CardDeps,
  centreId: number,
  caseKeys: readonly string[],
  mobileNumber?: string,
): Promise<readonly CaseDecision[]> {
  let decided: readonly CaseDecision[] | null = null;
  for (let look = 0; look < looksMax && decided === null; look++) {
    // The judge's second step: who was dosed at two centres has no card at either until somebody looked.
    const claimed = await readRelatedKeys(deps.store.database, centreId, caseKeys);
    await claimDoses({ ...deps, nowSeconds: deps.clock.nowSeconds }, centreId, [...claimed]);
    decided = await writeCards(deps, centreId, caseKeys, { claimed, mobileNumber });
  }
  await keepRevocations(deps);
  await signUnsigned(deps, decided?.flatMap(({ rid }) => rid ?? []) ?? []);
  return decided ?? [];
}

/**
 * The transaction: after it, what will be signed stands there with the events it relies on, and nobody has it yet.
 * Null when one of them is a person in a case that was not claimed.
 */
export function writeCards(
  deps: CardDeps,
  centreId: number,
  caseKeys: readonly string[],
  asked: {
    /** Cases whose doses were claimed; left out, all are. */
    readonly claimed?: ReadonlySet<string>;
    readonly mobileNumber?: string | undefined;
  } = {},
): Promise<readonly CaseDecision[] | null> {
  const { store, keys } = deps;
  return store.transact(async (transaction) => {
    if (!(await lockCentre(transaction, centreId, store.engine === 'postgres'))) return [];
    const context: ServerLogContext = {
      transaction,
      keys,
      epoch: await readEpoch(transaction, () => deps.random(4)),
      centreId,
      now: deps.clock.nowSeconds(),
      appVersion: deps.appVersion,
    };
    const persons = await gatherJudged(context, caseKeys);
    const { claimed } = asked;
    if (claimed !== undefined && [...persons.cases.keys()].some((key) => !claimed.has(key)))
      return null;
    const isReviewOpen = await isRestoreReviewOpen(transaction);
    const read = () => readPersonCards({ reach: transaction, keys, centreId }, persons, caseKeys);
    const byCase = await read();
    const decided = new Map<string, CaseDecision>();
    for (const [caseKey, person] of byCase) {
      // Whoever stands in several cases is decided on once, by the first of them.
      const before = person.together.flatMap((key) => decided.get(key) ?? [])[0];
      decided.set(
        caseKey,
        before === undefined
          ? await carryOut(deps, context, { caseKey, person, isReviewOpen })
          : { ...before, caseKey },
      );
    }
    // While the review is open what is due stays due.
    if (!isReviewOpen)
      await transaction
        .deleteFrom('card_due')
        .where('centre_id', '=', centreId)
        .where('case_key', 'in', caseKeys)
        .execute();
    const { mobileNumber } = asked;
    if (mobileNumber === undefined) return [...decided.values()];
    // A phone is given what it speaks for; where that is the whole person, it is the card that stands there now.
    const ofPhone: CaseDecision[] = [];
    for (const [caseKey, person] of await read())
      ofPhone.push(await carryOut(deps, context, { caseKey, person, isReviewOpen, mobileNumber }));
    return ofPhone;
  });
}

/** One decision into the rows: what is not so any more is taken back, what is to be signed is written. */
async function carryOut(
  deps: CardDeps,
  context: ServerLogContext,
  {
    caseKey,
    person,
    isReviewOpen,
    mobileNumber,
  }: {
    readonly caseKey: string;
    readonly person: PersonCards;
    readonly isReviewOpen: boolean;
    readonly mobileNumber?: string;
  },
): Promise<CaseDecision> {
  const { rows } = person;
  const decision = person.decide(isReviewOpen, mobileNumber);
  await revokeCards(
    context.transaction,
    rows.filter((card) => decision.revokes.includes(card.rid)),
    context.now,
  );
  const made =
    decision.outcome === 'issue' ? await writeCard(deps, context, caseKey, rows, decision) : null;
  const standing = decision.outcome === 'stands' && !isReviewOpen ? decision.rid : null;
  return { caseKey, decision, rid: made ?? standing };
}

/** The judge's word may be older than what the register knows now: then it speaks first. */
async function gatherJudged(
  context: ServerLogContext,
  caseKeys: readonly string[],
): Promise<Persons> {
  const { transaction: reach, keys, centreId } = context;
  const gather = () => gatherPersons({ reach, keys, centreId }, caseKeys);
  const persons = await gather();
  const stale = [...persons.cases].filter(
    ([
      ,
      {
        facts: { folded, factsOf },
      },
    ]) => folded.doses.some((dose) => decideWord(folded, dose, judgeDose(factsOf(dose))) !== null),
  );
  if (stale.length === 0) return persons;
  await judgeCases(
    context,
    stale.map(([caseKey]) => caseKey),
  );
  return gather();
}

async function writeCard(
  { keys, issuer }: CardDeps,
  { transaction, centreId, epoch, now }: ServerLogContext,
  caseKey: string,
  cards: readonly CardRow[],
  { content, doses }: Extract<CardDecision, { outcome: 'issue' }>,
): Promise<string> {
  const { kid } = keys.cards;
  const used = new Set(cards.map((card) => card.rid));
  const ridNumbered = (number: number): string =>
    ridOf(keys, { centreId, caseKey, epoch: epoch.number, number });
  let number = 0;
  while (used.has(ridNumbered(number))) number += 1;
  const rid = ridNumbered(number);
  const card: CardTable = {
    rid,
    centre_id: centreId,
    case_key: caseKey,
    kid,
    issued_at: now,
    content_hash: hashContent(keys, content),
    payload: writeFittingPayload(kid, { issuer, issuedAt: now, rid }, content),
    jws: null,
    revoked_at: null,
  };
  await insertCard(transaction, card, doses);
  return rid;
}

/** Those that stand there without a signature. Called for cards whose doses were looked at just before. */
async function signUnsigned(deps: CardDeps, rids: readonly string[]): Promise<void> {
  if (rids.length === 0) return;
  const unsigned = await deps.store.database
    .selectFrom('card')
    .selectAll()
    .where('rid', 'in', rids)
    .where('payload', 'is not', null)
    .execute();
  if (unsigned.length === 0) return;
  // On the disk of the decisions before anybody can hold one in hand.
  await keepIssued(deps, unsigned);
  const signed = unsigned.map((card) => ({
    rid: card.rid,
    jws: signCard(deps.keys, card.payload!),
  }));
  await deps.store.transact(async (transaction) => {
    for (const card of signed) await storeSigned(transaction, deps.keys.cards.kid, card);
  });
}

/** The key may have been rotated since it was written down: then nobody has seen it under the other name. */
async function storeSigned(
  reach: DatabaseReach,
  kid: string,
  { rid, jws }: { readonly rid: string; readonly jws: string },
): Promise<void> {
  await reach
    .updateTable('card')
    .set({ jws, payload: null, kid })
    .where('rid', '=', rid)
    .where('payload', 'is not', null)
    .execute();
}
