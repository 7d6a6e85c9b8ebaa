// Owns writing a person's own word into the server's log: judged in the same transaction, and on the decisions file before anybody hears of it.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { CorrectionBody, DoseInCase, PersonWordBody } from '../../schemas/fold/case.ts';
import { createServerLogId } from '../../schemas/log/log-id.ts';
import { markCardsDue } from '../certificates/card-rows.ts';
import { storeDecision } from '../decisions/apply-decisions.ts';
import type { DecisionsFile } from '../decisions/decisions-file.ts';
import { sealWords, type DoseDecision } from '../decisions/entry.ts';
import { readEpoch } from '../ingest/epoch.ts';
import { lockCentre } from '../ingest/feed.ts';
import { appendServerWords, type ServerWord } from '../ingest/server-log.ts';
import { judgeCases, subjectOf } from '../judge/judge-case.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import { readMyCase, type MyCase } from './my-cases.ts';
import type { CasePlace } from './phones.ts';

export interface WordDeps extends ServerParts {
  readonly appVersion: string;
  readonly decisions: DecisionsFile;
}

/** What is to be written about one dose; a correction is about the person and hangs on any dose of theirs. */
export type WordToSay =
  | { readonly kind: 'word-given' | 'not-me'; readonly words: Omit<PersonWordBody, 'doseEvent'> }
  | { readonly kind: 'correction-accepted'; readonly words: CorrectionBody };

export type Decided =
  | { readonly outcome: 'say'; readonly dose: DoseInCase; readonly word: WordToSay }
  | { readonly outcome: 'already' | 'not-possible' };

/**
 * `decide` sees the case as it is under the centre's lock. `also` writes what belongs to the same transaction.
 * The answer is the case as it stands afterwards, or the other outcome.
 */
export async function sayWord(
  deps: WordDeps,
  place: CasePlace,
  decide: (now: MyCase) => Decided,
  also: (transaction: DatabaseTransaction, now: number) => Promise<void> = async () => undefined,
): Promise<
  | { readonly outcome: 'said'; readonly of: MyCase; readonly dose: DoseInCase }
  | { readonly outcome: 'already' | 'not-possible' }
> {
  const made = await deps.store.transact((transaction) =>
    sayInTransaction(deps, transaction, place, decide, also),
  );
  if (made.outcome !== 'said') return made;
  deps.decisions.append([made.entry]);
  const { of, dose } = made;
  return { outcome: 'said', of, dose };
}

async function sayInTransaction(
  deps: WordDeps,
  transaction: DatabaseTransaction,
  place: CasePlace,
  decide: (now: MyCase) => Decided,
  also: (transaction: DatabaseTransaction, now: number) => Promise<void>,
) {
  const { centreId, caseKey } = place;
  const centre = await lockCentre(transaction, centreId, deps.store.engine === 'postgres');
  const before = centre && (await readMyCase(deps, transaction, place));
  if (!centre || !before) return { outcome: 'not-possible' as const };
  const decided = decide(before);
  if (decided.outcome !== 'say') return decided;
  const { dose, word } = decided;
  const context = {
    transaction,
    keys: deps.keys,
    epoch: await readEpoch(transaction, () => deps.random(4)),
    centreId,
    now: deps.clock.nowSeconds(),
    appVersion: deps.appVersion,
  };
  const decisionId = bytesToBase64url(deps.random(12));
  const body = { doseEvent: dose.ref, decisionId, ...word.words };
  const subject = subjectOf(before.facts, dose);
  await appendServerWords(context, [{ kind: word.kind, subject, caseKey, body } as ServerWord]);
  const { number, randomHex } = context.epoch;
  const entry: DoseDecision = {
    what: 'dose',
    id: decisionId,
    centreId,
    caseKey,
    caseHash: '',
    doseEvent: dose.ref,
    decision: word.kind,
    reasons: [],
    at: context.now,
    word: { log: createServerLogId(number, randomHex, centreId), seq: centre.server_seq + 1 },
    sealed: sealWords(deps.keys, decisionId, word.words),
  };
  await storeDecision(transaction, entry, 'applied');
  await judgeCases(context, [caseKey]);
  // Another name or year on a dose that stands: its card gives way to a new one.
  if (word.kind === 'correction-accepted') await markCardsDue(transaction, centreId, [caseKey]);
  await also(transaction, context.now);
  const of = await readMyCase(deps, transaction, place);
  const after = of?.facts.folded.doses.find((each) => each.ref.h === dose.ref.h) ?? dose;
  return { outcome: 'said' as const, of: of ?? before, dose: after, entry };
}
