// Owns judging touched cases: new words into the server's log, the desk's dose rows and counters, all in one transaction.

import type { Case, DoseInCase, Reason } from '../../schemas/fold/case.ts';
import type { Subject } from '../../schemas/events/event.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { canonicalText } from '../../schemas/log/canonical.ts';
import { appendServerWords, type ServerLogContext, type ServerWord } from '../ingest/server-log.ts';
import { readHeldDoses, storeDoses, type DoseRecord } from './dose-records.ts';
import { vialKeyOf } from './gather-dose-facts.ts';
import { gatherCases, type CaseFacts } from './gather-facts.ts';
import { judgeDose, reasonGroupOf, type Judgement } from './reasons.ts';
import { countDrawn, findTurnedVials } from './drawn-vials.ts';

/** Judges every dose of the cases. Call after all rows of the transaction are stored, so that order cannot matter. */
export async function judgeCases(
  context: ServerLogContext,
  caseKeys: Iterable<string>,
): Promise<void> {
  const { transaction, keys, centreId } = context;
  const reach = { reach: transaction, keys, centreId };
  const touched = await gatherCases(reach, caseKeys);
  // Whoever is one person with a touched case is judged too: its doses may have become one too many.
  const linked = [...touched.values()].flatMap(({ otherCases }) => otherCases);
  for (const [key, facts] of await gatherCases(
    reach,
    linked.filter((other) => !touched.has(other)),
  ))
    touched.set(key, facts);
  const doses = [...touched.values()].flatMap(({ folded }) => folded.doses);
  const held = await readHeldDoses(transaction, centreId, doseKeysOf(touched));
  // Counted before any is judged: a vial's count includes every dose of this transaction.
  const drawnMore = countDrawn(doses, held);
  const others = await findTurnedVials(transaction, centreId, touched, drawnMore);
  const turned = await gatherCases(
    reach,
    others.filter((key) => !touched.has(key)),
  );
  for (const [key, dose] of await readHeldDoses(transaction, centreId, doseKeysOf(turned)))
    held.set(key, dose);
  const words: ServerWord[] = [];
  const records: DoseRecord[] = [];
  for (const facts of [...touched.values(), ...turned.values()])
    for (const dose of facts.folded.doses) {
      const known = facts.factsOf(dose, drawnMore.get(vialKeyOf(dose)) ?? 0);
      const word = decideWord(facts.folded, dose, judgeDose(known));
      const sessionDay = known.vaccinationSession?.day ?? null;
      records.push(toRecord(context, facts, dose, sessionDay, word ?? dose));
      if (word !== null)
        words.push({
          kind: word.state,
          subject: subjectOf(facts, dose),
          caseKey: facts.folded.key,
          body: { doseEvent: dose.ref, reasons: word.reasons },
        });
    }
  await storeDoses(transaction, centreId, records, held);
  await appendServerWords(context, words);
}

function doseKeysOf(cases: ReadonlyMap<string, CaseFacts>): string[] {
  return [...cases.values()].flatMap(({ folded }) =>
    folded.doses.map((dose) => referenceKey(dose.ref)),
  );
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
  const subject = facts.rowOf(dose)?.logged.event.subject;
  if (subject === undefined) throw new Error('judge: a dose without its row');
  return subject;
}

/** As its events name it; a walk-in's own registration says `self`, which only it may. Null where nothing of it is there. */
export function subjectOfCase({ folded, rows }: CaseFacts): Subject | null {
  if (folded.registration !== null) return { walkIn: folded.registration.ref };
  const subjects = rows.map((row) => row.logged.event.subject);
  return subjects.find((subject) => 'appointmentNo' in subject) ?? null;
}

function toRecord(
  context: ServerLogContext,
  facts: CaseFacts,
  dose: DoseInCase,
  sessionDay: string | null,
  word: { readonly state: DoseInCase['state']; readonly reasons: readonly Reason[] },
): DoseRecord {
  return {
    doseKey: referenceKey(dose.ref),
    caseKey: facts.folded.key,
    dose,
    device: facts.deviceOf(dose),
    receivedAt: facts.rowOf(dose)?.receivedAt ?? context.now,
    sessionDay,
    state: word.state,
    reasons: word.reasons,
  };
}
