// Owns saying a decision again: those read from the decisions file after a restore wait for their dose, and stand as soon as it is there.

import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { appendServerWords, type ServerLogContext, type ServerWord } from '../ingest/server-log.ts';
import { gatherCase } from '../judge/gather-facts.ts';
import { judgeCases, subjectOf } from '../judge/judge-case.ts';
import type { DatabaseReach } from '../store/schema.ts';
import {
  doseKeyOf,
  inOrderOfMaking,
  openWords,
  type DoseDecision,
  type Revocation,
} from './entry.ts';

export async function storeDecision(
  reach: DatabaseReach,
  entry: DoseDecision | Revocation,
  state: 'applied' | 'waiting',
  place = 0,
): Promise<void> {
  await reach
    .insertInto('decision')
    .values({
      decision_id: entry.id,
      centre_id: entry.centreId,
      case_key: entry.what === 'dose' ? entry.caseKey : null,
      state,
      place,
      entry: JSON.stringify(entry),
    })
    .onConflict((conflict) => conflict.column('decision_id').doNothing())
    .execute();
}

/** The centre must be locked by this transaction. `caseKeys`: cases whose doses may have come; null for all of the centre. */
export async function applyWaitingDecisions(
  context: ServerLogContext,
  caseKeys: ReadonlySet<string> | null,
): Promise<number> {
  const { transaction, centreId } = context;
  const rows = await transaction
    .selectFrom('decision')
    .select(['case_key', 'entry'])
    .where('centre_id', '=', centreId)
    .where('state', '=', 'waiting')
    .orderBy('place')
    .execute();
  const waiting = rows
    .filter((row) => caseKeys === null || (row.case_key !== null && caseKeys.has(row.case_key)))
    .map((row) => JSON.parse(row.entry) as DoseDecision);
  let applied = 0;
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
    const body = {
      doseEvent: dose.ref,
      ...(isVerdict ? { reasons, caseHash } : {}),
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
