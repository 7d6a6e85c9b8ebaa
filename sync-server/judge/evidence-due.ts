// Owns the judge's only look at a clock: 48 hours after a vaccination session closed, what still waits for evidence is due.

import { istDayStart } from '../../schemas/rules/day.ts';
import { limits } from '../../schemas/limits.ts';
import { createServerLogId } from '../../schemas/log/log-id.ts';
import { shortHash } from '../../schemas/log/hash-chain.ts';
import type { ExchangeDeps } from '../ingest/exchange-deps.ts';
import { readEpoch } from '../ingest/epoch.ts';
import { lockCentre } from '../ingest/feed.ts';
import { appendServerWords, type ServerLogContext } from '../ingest/server-log.ts';
import { insertMany } from '../store/bulk-insert.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { judgeCases } from './judge-case.ts';
import { evidenceOverdue, isEvidenceReason } from './reasons.ts';
import { storeSessionFlags } from './session-flags.ts';
import { judgeTurnedBatches, readCentresWithBatches } from './turned-batches.ts';

type Deps = Pick<ExchangeDeps, 'store' | 'keys' | 'nowSeconds' | 'random' | 'appVersion'>;

/**
 * Called now and then: says "evidence is due" of the sessions that need it, and judges again the batches that a stock list
 * turned. Returns of how many sessions it was said.
 */
export async function sayEvidenceDue(deps: Deps): Promise<number> {
  const now = deps.nowSeconds();
  const { database } = deps.store;
  const watched = Map.groupBy(await readWatched(database), (row) => row.centre_id);
  const centres = new Set([...watched.keys(), ...(await readCentresWithBatches(database))]);
  let said = 0;
  for (const centreId of centres)
    said += await deps.store.transact(async (transaction) => {
      await lockCentre(transaction, centreId, deps.store.engine === 'postgres');
      const epoch = await readEpoch(transaction, () => deps.random(4));
      const { keys, appVersion } = deps;
      const context = { transaction, keys, epoch, centreId, now, appVersion };
      await judgeTurnedBatches(context);
      let saidHere = 0;
      for (const { vaccination_session: session, day } of watched.get(centreId) ?? [])
        if (await lookAt(context, session, day)) saidHere += 1;
      return saidHere;
    });
  return said;
}

function readWatched(reach: DatabaseReach) {
  return reach
    .selectFrom('session_watch')
    .leftJoin('vaccination_session as known', (join) =>
      join
        .onRef('known.centre_id', '=', 'session_watch.centre_id')
        .onRef('known.vaccination_session', '=', 'session_watch.vaccination_session'),
    )
    .select(['session_watch.centre_id', 'session_watch.vaccination_session', 'known.day'])
    .orderBy('session_watch.centre_id')
    .orderBy('session_watch.vaccination_session')
    .execute();
}

/** A session that nobody closed counts as closed when its day ended: a lost tablet must not hide what waits. True when due. */
async function lookAt(
  context: ServerLogContext,
  session: string,
  day: string | null,
): Promise<boolean> {
  const { transaction, centreId, now } = context;
  const closedAt = (await readClosedAt(transaction, centreId, session)) ?? endOf(day);
  if (closedAt + limits.evidenceDueSeconds > now) return false;
  await storeSessionFlags(context, session);
  const doses = await transaction
    .selectFrom('dose')
    .select(['case_key', 'reasons', 'received_at'])
    .where('centre_id', '=', centreId)
    .where('vaccination_session', '=', session)
    .where('state', '=', 'waiting')
    .execute();
  const open = doses.filter((dose) => waitsForEvidence(dose.reasons));
  const due = open.filter((dose) => dose.received_at + limits.evidenceDueSeconds <= now);
  if (due.length > 0)
    await sayDue(context, session, [...new Set(due.map((dose) => dose.case_key))].sort());
  if (due.length === open.length)
    await transaction
      .deleteFrom('session_watch')
      .where('centre_id', '=', centreId)
      .where('vaccination_session', '=', session)
      .execute();
  return due.length > 0;
}

function waitsForEvidence(text: string): boolean {
  const reasons = (JSON.parse(text) as { reason: string }[]).map(({ reason }) => reason);
  return reasons.some(isEvidenceReason) && !reasons.includes(evidenceOverdue);
}

/** Of an unknown session nothing is known: its doses are due 48 hours after they came. */
function endOf(day: string | null): number {
  const start = day === null ? null : istDayStart(day);
  return start === null ? 0 : start + 86_400;
}

async function readClosedAt(
  reach: DatabaseReach,
  centreId: number,
  session: string,
): Promise<number | null> {
  const row = await reach
    .selectFrom('session_word')
    .select((of) => of.fn.min<number | null>('received_at').as('closed_at'))
    .where('centre_id', '=', centreId)
    .where('vaccination_session', '=', session)
    .where('kind', '=', 'vaccination-session-closed')
    .executeTakeFirst();
  return row?.closed_at ?? null;
}

async function sayDue(
  context: ServerLogContext,
  session: string,
  caseKeys: readonly string[],
): Promise<void> {
  const { transaction, centreId, epoch, now } = context;
  await appendServerWords(context, [
    {
      kind: 'evidence-due',
      subject: { vaccinationSession: session },
      caseKey: null,
      body: {},
    },
  ]);
  const log = createServerLogId(epoch.number, epoch.randomHex, centreId);
  const row = await transaction
    .selectFrom('log_row')
    .select(['seq', 'row_hash'])
    .where('centre_id', '=', centreId)
    .where('log', '=', log)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  await insertMany(transaction, 'session_word', [
    {
      centre_id: centreId,
      vaccination_session: session,
      log,
      seq: row.seq,
      h: shortHash(row.row_hash),
      kind: 'evidence-due',
      body: '{}',
      received_at: now,
    },
  ]);
  await judgeCases(context, caseKeys);
}
