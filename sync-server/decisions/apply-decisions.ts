// Owns saying a decision again: those read from the decisions file after a restore wait for their dose, and stand as soon as it is there.

import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { markCardsDue } from '../certificates/card-rows.ts';
import { appendServerWords, type ServerLogContext, type ServerWord } from '../ingest/server-log.ts';
import type { Subject } from '../../schemas/events/event.ts';
import { gatherCase, gatherCases } from '../judge/gather-facts.ts';
import { judgeCases, subjectOf, subjectOfCase } from '../judge/judge-case.ts';
import { rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseReach } from '../store/schema.ts';
import {
  doseKeyOf,
  inOrderOfMaking,
  openWords,
  type DecisionWords,
  type DoseDecision,
  type LinkDecision,
  type PairSaid,
  type Revocation,
  type TaskSeen,
} from './entry.ts';

/** What the database keeps of the file: a line whose entry is here is not said again. */
export type StoredDecision = DoseDecision | LinkDecision | Revocation | TaskSeen | PairSaid;

export async function storeDecision(
  reach: DatabaseReach,
  entry: StoredDecision,
  state: 'applied' | 'waiting',
  place = 0,
): Promise<void> {
  await reach
    .insertInto('decision')
    .values({
      decision_id: entry.id,
      centre_id: entry.what === 'pair' ? entry.sides[0].centreId : entry.centreId,
      case_key: 'caseKey' in entry ? entry.caseKey : null,
      state,
      place,
      entry: JSON.stringify(entry),
    })
    .onConflict((conflict) => conflict.column('decision_id').doNothing())
    .execute();
}

const selectWaiting = rememberQuery<{ readonly centreId: number }>()((reach, { one }) =>
  reach
    .selectFrom('decision')
    .select('entry')
    .where('centre_id', '=', one('centreId'))
    .where('state', '=', 'waiting')
    .orderBy('place'),
);

/** The centre must be locked by this transaction. `caseKeys`: cases whose doses may have come; null for all of the centre. */
export async function applyWaitingDecisions(
  context: ServerLogContext,
  caseKeys: ReadonlySet<string> | null,
): Promise<number> {
  const { transaction, centreId } = context;
  const rows = await selectWaiting(transaction, { centreId });
  const entries = rows.map((row) => JSON.parse(row.entry) as DoseDecision | LinkDecision);
  const isAsked = (caseKey: string): boolean => caseKeys === null || caseKeys.has(caseKey);
  const links = entries.filter((entry) => entry.what === 'link');
  let applied = await applyLinks(
    context,
    links.filter((link) => isAsked(link.caseKey) || isAsked(link.otherCase)),
  );
  const waiting = entries
    .filter((entry) => entry.what === 'dose')
    .filter((decision) => isAsked(decision.caseKey));
  for (const [caseKey, decisions] of Map.groupBy(waiting, (decision) => decision.caseKey)) {
    const words = await toWords(context, caseKey, decisions);
    if (words.length === 0) continue;
    await appendServerWords(
      context,
      words.map(({ word }) => word),
    );
    await markApplied(
      transaction,
      words.map(({ decision }) => decision.id),
    );
    // What a decision does not cover stays open, as on the day it was made.
    await judgeCases(context, [caseKey]);
    applied += words.length;
  }
  return applied;
}

/** Said again as soon as both persons are there: in whatever order, for an undo stays an undo. */
async function applyLinks(
  context: ServerLogContext,
  links: readonly LinkDecision[],
): Promise<number> {
  const { transaction, keys, centreId } = context;
  let applied = 0;
  for (const entry of links) {
    const reach = { reach: transaction, keys, centreId };
    const cases = await gatherCases(reach, [entry.caseKey, entry.otherCase]);
    const subject = subjectOfCase(cases.get(entry.caseKey)!);
    const otherSubject = subjectOfCase(cases.get(entry.otherCase)!);
    if (subject === null || otherSubject === null) continue;
    const { account = '', note = '' } = (openWords(keys, entry) ?? {}) as Partial<DecisionWords>;
    await appendServerWords(context, linkWords(entry, { account, note }, [subject, otherSubject]));
    await markApplied(transaction, [entry.id]);
    await judgeCases(context, [entry.caseKey, entry.otherCase]);
    // Cards wait until every link that can be is said again.
    await markCardsDue(transaction, centreId, [entry.caseKey, entry.otherCase]);
    applied += 1;
  }
  return applied;
}

/** One word in each of the two cases, under one link. */
export function linkWords(
  entry: Pick<LinkDecision, 'said' | 'link' | 'caseKey' | 'otherCase'>,
  words: DecisionWords,
  [subject, otherSubject]: readonly [Subject, Subject],
): ServerWord[] {
  const { said: kind, link, caseKey, otherCase } = entry;
  const body = { link, ...words };
  return [
    { kind, subject, caseKey, body: { ...body, otherCase } },
    { kind, subject: otherSubject, caseKey: otherCase, body: { ...body, otherCase: caseKey } },
  ];
}

async function toWords(
  context: ServerLogContext,
  caseKey: string,
  decisions: readonly DoseDecision[],
): Promise<{ readonly decision: DoseDecision; readonly word: ServerWord }[]> {
  const { transaction, keys, centreId } = context;
  const facts = await gatherCase({ reach: transaction, keys, centreId }, caseKey);
  return inOrderOfMaking(decisions).flatMap((decision) => {
    const dose = facts.folded.doses.find((d) => referenceKey(d.ref) === doseKeyOf(decision));
    if (dose === undefined) return [];
    const words = openWords(keys, decision);
    const { id: decisionId, reasons, caseHash, at: decidedAt } = decision;
    const isVerdict = decision.decision === 'accepted' || decision.decision === 'revoked';
    const isSettling = decision.decision === 'reasons-settled';
    const body = {
      doseEvent: dose.ref,
      ...(isVerdict ? { reasons, caseHash } : isSettling ? { reasons } : {}),
      decisionId,
      decidedAt,
      ...words,
    };
    const word = { kind: decision.decision, subject: subjectOf(facts, dose), caseKey, body };
    return [{ decision, word: word as ServerWord }];
  });
}

async function markApplied(reach: DatabaseReach, ids: readonly string[]): Promise<void> {
  for (const id of ids)
    await reach
      .updateTable('decision')
      .set({ state: 'applied' })
      .where('decision_id', '=', id)
      .execute();
}
