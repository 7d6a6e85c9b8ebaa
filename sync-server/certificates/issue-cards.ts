// Owns issuing: checked and written in one transaction under the centre's lock, then named in the decisions file, then signed.

import type { DoseInCase } from '../../schemas/fold/case.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { readDeskPerson } from '../desk/person.ts';
import { readEpoch } from '../ingest/epoch.ts';
import { lockCentre } from '../ingest/feed.ts';
import type { ServerLogContext } from '../ingest/server-log.ts';
import { claimDoses } from '../judge/claims.ts';
import { gatherCases, type CaseFacts } from '../judge/gather-facts.ts';
import { decideWord, judgeCases } from '../judge/judge-case.ts';
import { judgeDose } from '../judge/reasons.ts';
import { isRestoreReviewOpen } from '../restore-review.ts';
import type { CardTable } from '../store/card-tables.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { insertCard, readCardRows, revokeCards, type CardRow } from './card-rows.ts';
import { decideCard, type ActiveCard, type CardDecision, type JudgedDose } from './decide-card.ts';
import type { CardDeps } from './deps.ts';
import { keepIssued, keepRevocations } from './keep-in-file.ts';
import { hashContent, ridOf, signCard, writeFittingPayload } from './write-card.ts';

export interface CaseDecision {
  readonly caseKey: string;
  readonly decision: CardDecision;
  /** The card that may be signed now, if it is not yet. */
  readonly rid: string | null;
}

/** Decides on these cases of one centre, and leaves each issued card signed. */
export async function issueCards(
  deps: CardDeps,
  centreId: number,
  caseKeys: readonly string[],
): Promise<readonly CaseDecision[]> {
  // The judge's second step: who was dosed at two centres has no card at either until somebody looked.
  await claimDoses({ ...deps, nowSeconds: deps.clock.nowSeconds }, centreId, caseKeys);
  const decided = await writeCards(deps, centreId, caseKeys);
  await keepRevocations(deps);
  await signUnsigned(
    deps,
    decided.flatMap(({ rid }) => rid ?? []),
  );
  return decided;
}

/** The transaction: after it, what will be signed stands there with the events it relies on, and nobody has it yet. */
export function writeCards(
  deps: CardDeps,
  centreId: number,
  caseKeys: readonly string[],
): Promise<readonly CaseDecision[]> {
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
    const facts = await gatherJudged(context, caseKeys);
    const isReviewOpen = await isRestoreReviewOpen(transaction);
    const rows = await readCardRows(transaction, centreId, caseKeys);
    const decided: CaseDecision[] = [];
    for (const [caseKey, caseFacts] of facts) {
      const cards = rows.get(caseKey) ?? [];
      const { name, birthYear } = await readDeskPerson(transaction, centreId, caseFacts.folded);
      const decision = decideCard(
        {
          person: { name: name.trim(), birthYear },
          doses: caseFacts.folded.doses.map((dose) => toJudged(caseFacts, dose)),
          activeCards: cards.filter((card) => card.revoked_at === null).map(toActive(deps)),
          isReviewOpen,
        },
        (content) => hashContent(keys, content),
      );
      const made =
        decision.outcome === 'issue'
          ? await writeCard(deps, context, caseKey, cards, decision)
          : null;
      const standing = decision.outcome === 'stands' && !isReviewOpen ? decision.rid : null;
      decided.push({ caseKey, decision, rid: made ?? standing });
    }
    // While the review is open what is due stays due.
    if (!isReviewOpen)
      await transaction
        .deleteFrom('card_due')
        .where('centre_id', '=', centreId)
        .where('case_key', 'in', caseKeys)
        .execute();
    return decided;
  });
}

/** The judge's word may be older than what the register knows now: then it speaks first. */
async function gatherJudged(
  context: ServerLogContext,
  caseKeys: readonly string[],
): Promise<Map<string, CaseFacts>> {
  const { transaction: reach, keys, centreId } = context;
  const gather = () => gatherCases({ reach, keys, centreId }, caseKeys);
  const facts = await gather();
  const stale = [...facts].filter(([, { folded, factsOf }]) =>
    folded.doses.some((dose) => decideWord(folded, dose, judgeDose(factsOf(dose))) !== null),
  );
  if (stale.length === 0) return facts;
  await judgeCases(
    context,
    stale.map(([caseKey]) => caseKey),
  );
  return gather();
}

function toJudged(facts: CaseFacts, dose: DoseInCase): JudgedDose {
  const { product, vaccineBatch } = dose.body;
  return {
    doseKey: referenceKey(dose.ref),
    verdictKey: dose.verdict === null ? '' : referenceKey(dose.verdict),
    state: dose.state,
    isError: facts.isTakenBack(dose),
    product,
    vaccineBatch,
    day: facts.factsOf(dose).vaccinationSession?.day ?? istDayOf(dose.at - dose.skew),
  };
}

const toActive =
  ({ keys }: CardDeps) =>
  (card: CardRow): ActiveCard => ({
    rid: card.rid,
    contentHash: card.content_hash,
    doseKeys: card.doseKeys,
    hasText: card.jws !== null || card.payload !== null,
    isKeyWithdrawn: keys.cards.withdrawnKids.includes(card.kid),
  });

async function writeCard(
  { keys, issuer }: CardDeps,
  { transaction, centreId, epoch, now }: ServerLogContext,
  caseKey: string,
  cards: readonly CardRow[],
  { content, doses, revokes }: Extract<CardDecision, { outcome: 'issue' }>,
): Promise<string> {
  const { kid } = keys.cards;
  await revokeCards(
    transaction,
    cards.filter((card) => revokes.includes(card.rid)),
    now,
  );
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
