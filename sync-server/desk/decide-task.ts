// Owns one decision on a whole task: bound to what was seen, written as one event in each case concerned, judged at once.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { DeskHistoryLine } from '../../schemas/desk.ts';
import type {
  DeskTaskDecision,
  DeskTaskDecisionAnswer,
  TaskDecision,
} from '../../schemas/desk-tasks.ts';
import type { DoseInCase, Reason } from '../../schemas/fold/case.ts';
import { caseSetHash } from '../../schemas/fold/fold.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { createServerLogId } from '../../schemas/log/log-id.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isCentreOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { storeDecision } from '../decisions/apply-decisions.ts';
import { sealWords, type DoseDecision, type TaskSeen } from '../decisions/entry.ts';
import { readEpoch } from '../ingest/epoch.ts';
import { lockCentre } from '../ingest/feed.ts';
import { appendServerWords, type ServerLogContext, type ServerWord } from '../ingest/server-log.ts';
import { gatherCases, type CaseFacts } from '../judge/gather-facts.ts';
import { kindOfKey, reasonsOfGroup } from '../judge/group-tasks.ts';
import { judgeCases, subjectOf } from '../judge/judge-case.ts';
import { reasonGroupOf } from '../judge/reasons.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { DoseTable } from '../store/schema.ts';
import { readHistory } from './case-history.ts';
import type { CaseWordParts } from './case-words.ts';
import { mayDecide, readTask, selectAlike, type KnownTask } from './task-detail.ts';

/** One transaction's worth; a batch with more stays open with the rest, and is decided on once more. */
export const dosesPerDecisionMax = 1_000;
/** Cases whose news are told to whoever decided on something older. */
const changedCasesMax = 20;

export async function decideTaskAtDesk(
  parts: CaseWordParts,
  account: SignedIn,
  asked: DeskTaskDecision,
): Promise<DeskTaskDecisionAnswer> {
  const { centreId } = asked;
  if (!(await isCentreOf(parts.store.database, account, centreId))) return { outcome: 'not-yours' };
  const made: (DoseDecision | TaskSeen)[] = [];
  const answer = await parts.store.transact(
    async (transaction): Promise<DeskTaskDecisionAnswer> => {
      // A transaction that is run again begins anew.
      made.length = 0;
      const centre = await lockCentre(transaction, centreId, parts.store.engine === 'postgres');
      if (!centre) return { outcome: 'not-yours' };
      const context: ServerLogContext = {
        transaction,
        keys: parts.keys,
        epoch: await readEpoch(transaction, () => parts.random(4)),
        centreId,
        now: parts.clock.nowSeconds(),
        appVersion: parts.appVersion,
      };
      const known = await readTask(transaction, centreId, asked.taskKey);
      const may = decideTask(known, asked);
      if (may !== 'decide' || known === null)
        return may === 'look-again' && known !== null
          ? { outcome: may, changes: await readChanges(context, known, asked.seen) }
          : { outcome: may === 'decide' ? 'no-such-task' : may };
      const doses = known.doses.slice(0, dosesPerDecisionMax);
      if (known.row.kind === 'session-flag' || known.doses.length === 0)
        made.push(await closeByHand(parts, context, account, known.row, asked.note));
      else
        made.push(...(await sayOfDoses(parts, context, account, asked, doses, centre.server_seq)));
      await writeAudit(parts, transaction, [
        { account: account.account, action: 'decided', centreId, subject: asked.taskKey },
      ]);
      return { outcome: 'decided', doses: doses.length };
    },
  );
  // On a disk of its own before anybody hears of it.
  if (answer.outcome === 'decided' && made.length > 0) parts.decisions.append(made);
  return answer;
}

function decideTask(
  known: KnownTask | null,
  { taskHash, decision }: Pick<DeskTaskDecision, 'taskHash' | 'decision'>,
): 'decide' | 'no-such-task' | 'look-again' | 'not-possible' {
  if (known === null) return 'no-such-task';
  if (known.taskHash !== taskHash || known.row.is_open === 0) return 'look-again';
  const possible: readonly TaskDecision[] = mayDecide(known.row, known.doses.length);
  return possible.includes(decision) ? 'decide' : 'not-possible';
}

/** Nothing hangs on it but this row: no dose is confirmed or kept back by it. The file says it again after a restore. */
async function closeByHand(
  parts: Pick<CaseWordParts, 'keys' | 'random'>,
  { transaction, centreId, now }: ServerLogContext,
  { account }: SignedIn,
  row: KnownTask['row'],
  note: string,
): Promise<TaskSeen> {
  const { task_key: taskKey, reasons } = row;
  await transaction
    .updateTable('task')
    .set({ is_open: 0, settled_at: now, settled_by: account, settled_reasons: reasons })
    .where('centre_id', '=', centreId)
    .where('task_key', '=', taskKey)
    .execute();
  const id = bytesToBase64url(parts.random(12));
  const entry: TaskSeen = {
    what: 'task-seen',
    id,
    centreId,
    taskKey,
    kind: row.kind,
    caseKey: row.case_key,
    vaccinationSession: row.vaccination_session,
    subject: row.subject,
    day: row.day,
    reasons: JSON.parse(reasons) as string[],
    openedAt: row.opened_at,
    at: now,
    sealed: sealWords(parts.keys, id, { account, note }),
  };
  await storeDecision(transaction, entry, 'applied');
  return entry;
}

/** What the decision covers of one dose: the group's own reasons, or its clinical questions. Nothing besides. */
function coveredOf(taskKey: string, reasons: readonly Reason[]): Reason[] {
  const kind = kindOfKey(taskKey);
  const names: readonly string[] | null = kind === null ? null : reasonsOfGroup[kind];
  return reasons.filter(({ reason }) =>
    names === null ? reasonGroupOf(reason) === 'clinical' : names.includes(reason),
  );
}

async function sayOfDoses(
  parts: CaseWordParts,
  context: ServerLogContext,
  { account }: SignedIn,
  { taskKey, decision, note }: DeskTaskDecision,
  rows: readonly DoseTable[],
  serverSeq: number,
): Promise<DoseDecision[]> {
  const { transaction, keys, centreId, now } = context;
  const cases = await gatherCases(
    { reach: transaction, keys, centreId },
    rows.map((row) => row.case_key),
  );
  const { number, randomHex } = context.epoch;
  const log = createServerLogId(number, randomHex, centreId);
  const kind = decision === 'withdrawn' ? 'revoked' : 'reasons-settled';
  const words: ServerWord[] = [];
  const entries: DoseDecision[] = [];
  for (const row of rows) {
    const found = findDose(cases.get(row.case_key), row.dose_key);
    if (found === null) continue;
    const { facts, dose } = found;
    const reasons = coveredOf(taskKey, dose.reasons);
    if (reasons.length === 0) continue;
    const id = bytesToBase64url(parts.random(12));
    const caseHash = caseSetHash(nodeDigest, facts.folded);
    const said = { doseEvent: dose.ref, reasons, note, account, decisionId: id };
    const body =
      kind === 'revoked' ? { ...said, caseHash } : { ...said, task: taskKey.slice(0, 80) };
    words.push({ kind, subject: subjectOf(facts, dose), caseKey: row.case_key, body });
    entries.push({
      what: 'dose',
      id,
      centreId,
      caseKey: row.case_key,
      caseHash,
      doseEvent: dose.ref,
      decision: kind,
      reasons,
      at: now,
      word: { log, seq: serverSeq + words.length },
      sealed: sealWords(keys, id, { account, note }),
    });
  }
  await appendServerWords(context, words);
  for (const entry of entries) await storeDecision(transaction, entry, 'applied');
  await judgeCases(context, [...new Set(entries.map((entry) => entry.caseKey))].sort());
  return entries;
}

function findDose(
  facts: CaseFacts | undefined,
  doseKey: string,
): { readonly facts: CaseFacts; readonly dose: DoseInCase } | null {
  const dose = facts?.folded.doses.find((each) => referenceKey(each.ref) === doseKey);
  return facts === undefined || dose === undefined ? null : { facts, dose };
}

/** What came since it was shown, of every dose of the same vial, batch or tablet. */
async function readChanges(
  { transaction, centreId }: ServerLogContext,
  { row }: KnownTask,
  seen: number,
): Promise<DeskHistoryLine[]> {
  const alike = selectAlike(transaction, centreId, row);
  if (alike === null) return [];
  const cases = await alike
    .innerJoin('log_row', (join) =>
      join
        .onRef('log_row.centre_id', '=', 'dose.centre_id')
        .onRef('log_row.case_key', '=', 'dose.case_key'),
    )
    .innerJoin('feed', (join) =>
      join
        .onRef('feed.centre_id', '=', 'log_row.centre_id')
        .onRef('feed.log', '=', 'log_row.log')
        .onRef('feed.seq', '=', 'log_row.seq'),
    )
    .select('dose.case_key')
    .distinct()
    .where('feed.feed_seq', '>', seen)
    .orderBy('dose.case_key')
    .limit(changedCasesMax)
    .execute();
  const changes: DeskHistoryLine[] = [];
  for (const { case_key } of cases)
    changes.push(...(await readHistory(transaction, centreId, case_key, seen)));
  return changes.sort((a, b) => a.receivedAt - b.receivedAt);
}
