// Owns judging a touched case: new words into the server's log, the desk's dose rows and counters, all in one transaction.

import type { Case, DoseInCase, Reason } from '../../schemas/fold/case.ts';
import type { Subject } from '../../schemas/events/event.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { canonicalText } from '../../schemas/log/canonical.ts';
import { appendServerWords, type ServerLogContext, type ServerWord } from '../ingest/server-log.ts';
import { storeDose, type DoseRecord } from './dose-records.ts';
import { gatherCase, type CaseFacts } from './gather-facts.ts';
import { judgeDose, reasonGroupOf, type Judgement } from './reasons.ts';

/** Judges every dose of the cases. Call after all rows of the transaction are stored, so that order cannot matter. */
export async function judgeCases(
  context: ServerLogContext,
  caseKeys: Iterable<string>,
): Promise<void> {
  const words: ServerWord[] = [];
  for (const caseKey of caseKeys) {
    const facts = await gatherCase(
      { reach: context.transaction, keys: context.keys, centreId: context.centreId },
      caseKey,
    );
    for (const dose of facts.folded.doses) {
      // Stored before it is judged: a vial's count must include this dose.
      await storeDose(
        context.transaction,
        toRecord(context, facts, dose, dose.state, dose.reasons),
      );
      const judgement = judgeDose(await facts.factsOf(dose));
      const word = decideWord(facts.folded, dose, judgement);
      if (word === null) continue;
      words.push({
        kind: word.state,
        subject: subjectOf(facts, dose),
        caseKey,
        body: { doseEvent: dose.ref, reasons: word.reasons },
      });
      await storeDose(
        context.transaction,
        toRecord(context, facts, dose, word.state, word.reasons),
      );
    }
  }
  await appendServerWords(context, words);
}

/** What the server should now say of a dose, or null when its last word stands. A supervisor's decision covers the reasons it named. */
export function decideWord(
  folded: Case,
  dose: DoseInCase,
  judgement: Judgement,
): {
  readonly state: 'confirmed' | 'waiting' | 'held';
  readonly reasons: readonly Reason[];
} | null {
  if (dose.state === 'revoked') return null;
  if (dose.state === 'accepted') {
    const covered = new Set(dose.reasons.map((reason) => reason.reason));
    const open = judgement.reasons.filter(
      (reason) => reasonGroupOf(reason.reason) === 'contradicted' && !covered.has(reason.reason),
    );
    return open.length === 0 ? null : { state: 'held', reasons: judgement.reasons };
  }
  const isSame =
    dose.state === judgement.state &&
    canonicalText(dose.reasons) === canonicalText(judgement.reasons);
  return isSame || folded.doses.length === 0 ? null : judgement;
}

export function subjectOf(facts: CaseFacts, dose: DoseInCase): Subject {
  const row = facts.rows.find(
    (r) => referenceKeyOf(r.logged.identity) === referenceKeyOf(dose.ref),
  );
  const subject = row?.logged.event.subject;
  if (subject === undefined) throw new Error('judge: a dose without its row');
  return subject;
}

const referenceKeyOf = (at: { readonly log: string; readonly seq: number }): string =>
  `${at.log}/${at.seq}`;

export function toRecord(
  context: ServerLogContext,
  facts: CaseFacts,
  dose: DoseInCase,
  state: DoseInCase['state'],
  reasons: readonly Reason[],
): DoseRecord {
  const row = facts.rows.find(
    (r) => referenceKeyOf(r.logged.identity) === referenceKeyOf(dose.ref),
  );
  return {
    centreId: context.centreId,
    doseKey: referenceKey(dose.ref),
    caseKey: facts.folded.key,
    dose,
    log: row?.log ?? dose.ref.log,
    receivedAt: row?.receivedAt ?? context.now,
    state,
    reasons,
  };
}
