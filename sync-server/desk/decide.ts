// Owns a supervisor's decision on a dose: bound to what was seen, written as an event of the server's log.

import { caseSetHash } from '../../schemas/fold/fold.ts';
import type { DeskDecision, DeskDecisionAnswer, DeskHistoryLine } from '../../schemas/desk.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { readEpoch } from '../ingest/epoch.ts';
import { lockCentre } from '../ingest/feed.ts';
import { appendServerWords } from '../ingest/server-log.ts';
import { storeDecision } from '../decisions/apply-decisions.ts';
import type { DecisionsFile } from '../decisions/decisions-file.ts';
import { sealWords, type DoseDecision } from '../decisions/entry.ts';
import { gatherCase } from '../judge/gather-facts.ts';
import { judgeCases, subjectOf } from '../judge/judge-case.ts';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import { createServerLogId } from '../../schemas/log/log-id.ts';
import { readHistory } from './case-history.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { Store } from '../store/database.ts';

export interface DecideDeps {
  readonly store: Store;
  readonly keys: DeploymentKeys;
  readonly nowSeconds: () => number;
  readonly random: (length: number) => Uint8Array;
  readonly appVersion: string;
  readonly decisions: DecisionsFile;
}

/** `centreIds`: the places of the account. When the case is no longer what was shown, nothing is written. */
export async function decideDose(
  deps: DecideDeps,
  account: { readonly account: string; readonly centreIds: ReadonlySet<number> | 'all' },
  decision: DeskDecision,
): Promise<DeskDecisionAnswer> {
  const { centreId } = decision;
  if (account.centreIds !== 'all' && !account.centreIds.has(centreId))
    return { outcome: 'not-yours' };
  const made = await decideInTransaction(deps, account.account, decision);
  if (made.outcome !== 'decided') return made;
  // On a disk of its own before anybody hears of it. When that fails there is no answer, and the next start writes it.
  deps.decisions.append([made.entry]);
  return { outcome: 'decided' };
}

type Made =
  | { readonly outcome: 'decided'; readonly entry: DoseDecision }
  | { readonly outcome: 'look-again'; readonly changes: readonly DeskHistoryLine[] }
  | { readonly outcome: 'no-such-dose' };

function decideInTransaction(
  deps: DecideDeps,
  account: string,
  decision: DeskDecision,
): Promise<Made> {
  const { centreId, caseKey } = decision;
  const decisionId = bytesToBase64url(deps.random(12));
  return deps.store.transact(async (transaction): Promise<Made> => {
    const centre = await lockCentre(transaction, centreId, deps.store.engine === 'postgres');
    if (!centre) return { outcome: 'no-such-dose' };
    const facts = await gatherCase({ reach: transaction, keys: deps.keys, centreId }, caseKey);
    const dose = facts.folded.doses.find(
      (d) => referenceKey(d.ref) === referenceKey(decision.doseEvent),
    );
    if (!dose) return { outcome: 'no-such-dose' };
    if (caseSetHash(nodeDigest, facts.folded) !== decision.caseHash)
      return {
        outcome: 'look-again',
        changes:
          decision.seen === undefined
            ? []
            : await readHistory(transaction, centreId, caseKey, decision.seen),
      };
    const covered = new Set(decision.reasons);
    const reasons = dose.reasons.filter((reason) => covered.has(reason.reason));
    const context = {
      transaction,
      keys: deps.keys,
      epoch: await readEpoch(transaction, () => deps.random(4)),
      centreId,
      now: deps.nowSeconds(),
      appVersion: deps.appVersion,
    };
    await appendServerWords(context, [
      {
        kind: decision.decision,
        subject: subjectOf(facts, dose),
        caseKey,
        body: {
          doseEvent: dose.ref,
          reasons,
          note: decision.note,
          account,
          caseHash: decision.caseHash,
          decisionId,
        },
      },
    ]);
    const { number, randomHex } = context.epoch;
    const entry: DoseDecision = {
      what: 'dose',
      id: decisionId,
      centreId,
      caseKey,
      caseHash: decision.caseHash,
      doseEvent: dose.ref,
      decision: decision.decision,
      reasons,
      at: context.now,
      word: { log: createServerLogId(number, randomHex, centreId), seq: centre.server_seq + 1 },
      sealed: sealWords(deps.keys, decisionId, { account, note: decision.note }),
    };
    await storeDecision(transaction, entry, 'applied');
    // At once, not at the next arrival: what the decision does not cover stays open, and what it settles elsewhere is settled.
    await judgeCases(context, [caseKey]);
    return { outcome: 'decided', entry };
  });
}
