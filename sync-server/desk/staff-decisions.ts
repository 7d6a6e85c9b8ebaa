// Owns what a supervisor decides about staff: a vouch is confirmed or refused, a person leaves the list or comes back.

import { bytesToBase64url, base64urlToBytes, bytesToUtf8 } from '../../schemas/bytes.ts';
import type { DeskStaffDecision, DeskStaffDecisionAnswer } from '../../schemas/desk-staff.ts';
import type { SuchiEvent } from '../../schemas/events/event.ts';
import type { SignedInBody } from '../../schemas/events/signed-in.ts';
import { signInMessage } from '../../schemas/exchange.ts';
import { genesisHash } from '../../schemas/log/hash-chain.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isCentreOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { readEpoch } from '../ingest/epoch.ts';
import { appendToFeed, lockCentre } from '../ingest/feed.ts';
import { isSignedBy } from '../ingest/row-crypto.ts';
import type { ServerLogContext } from '../ingest/server-log.ts';
import { addSubstitute } from '../ingest/vouches.ts';
import { judgeCases } from '../judge/judge-case.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseTransaction, VouchTable } from '../store/schema.ts';

type Parts = ServerParts & { readonly appVersion: string };

export async function decideStaff(
  parts: Parts,
  account: SignedIn,
  decision: DeskStaffDecision,
): Promise<DeskStaffDecisionAnswer> {
  const { centreId } = decision;
  if (!(await isCentreOf(parts.store.database, account, centreId))) return { outcome: 'not-yours' };
  return parts.store.transact(async (transaction): Promise<DeskStaffDecisionAnswer> => {
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
    const isDone =
      'staffId' in decision
        ? await changeList(transaction, decision, context.now)
        : await decideVouch(context, account.account, decision);
    if (!isDone) return { outcome: 'already' };
    const isVouch = !('staffId' in decision);
    await writeAudit(parts, transaction, [
      {
        account: account.account,
        action: isVouch ? 'decided-vouch' : 'removed-staff',
        centreId,
        subject: isVouch
          ? `${decision.decision} ${decision.log}/${decision.seq}`
          : `${decision.decision} ${decision.staffId}`,
      },
    ]);
    return { outcome: 'decided' };
  });
}

/** Nothing of what the person recorded changes: only later sign-ins are refused. */
async function changeList(
  transaction: DatabaseTransaction,
  decision: Extract<DeskStaffDecision, { readonly staffId: string }>,
  now: number,
): Promise<boolean> {
  const isRemoval = decision.decision === 'remove';
  const changed = await transaction
    .updateTable('staff')
    .set(isRemoval ? { is_active: 0, removed_at: now } : { is_active: 1, removed_at: null })
    .where('centre_id', '=', decision.centreId)
    .where('staff_id', '=', decision.staffId)
    .where('is_active', '=', isRemoval ? 1 : 0)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

async function decideVouch(
  context: ServerLogContext,
  account: string,
  decision: Extract<DeskStaffDecision, { readonly log: string }>,
): Promise<boolean> {
  const { transaction, centreId, now } = context;
  const isConfirmed = decision.decision === 'confirm-vouch';
  const vouch = await transaction
    .updateTable('vouch')
    .set({ state: isConfirmed ? 'confirmed' : 'refused', decided_by: account, decided_at: now })
    .where('centre_id', '=', centreId)
    .where('log', '=', decision.log)
    .where('seq', '=', decision.seq)
    .where('state', '=', 'open')
    .returningAll()
    .executeTakeFirst();
  if (vouch === undefined) return false;
  await transaction
    .updateTable('staff_key')
    .set(isConfirmed ? { is_proved: 1, binding: 'vouch' } : { is_proved: 0, binding: 'refused' })
    .where('centre_id', '=', centreId)
    .where('staff_id', '=', vouch.staff_id)
    .where('device', '=', vouch.device)
    .where('public_key', '=', vouch.public_key)
    .execute();
  if (vouch.substitute_name !== null)
    await (isConfirmed
      ? addSubstitute(transaction, centreId, vouch.staff_id, {
          name: vouch.substitute_name,
          role: 'vaccinator',
        })
      : changeList(
          transaction,
          { decision: 'remove', centreId, staffId: vouch.staff_id },
          vouch.vouched_at - 1,
        ));
  await nameAgain(context, vouch, isConfirmed);
  return true;
}

/** What was signed with this key is proved now, or nobody's: the rows stand in the feed once more, and their cases are judged. */
async function nameAgain(
  context: ServerLogContext,
  vouch: VouchTable,
  isConfirmed: boolean,
): Promise<void> {
  const { transaction, centreId } = context;
  const caseKeys = new Set<string>();
  for (const { log, span } of await spansOfKey(context, vouch)) {
    const rows = await transaction
      .updateTable('log_row')
      .set({ by_staff: isConfirmed ? vouch.staff_id : null, by_proved: isConfirmed ? 1 : 0 })
      .where('centre_id', '=', centreId)
      .where('origin_log', '=', log)
      .where('span', '=', span)
      .where('by_staff', '=', vouch.staff_id)
      .where('event', 'is not', null)
      .returning(['log', 'seq', 'row_hash', 'case_key'])
      .execute();
    await appendToFeed(
      transaction,
      centreId,
      rows
        .sort((a, b) => (a.log === b.log ? a.seq - b.seq : a.log < b.log ? -1 : 1))
        .map((row) => ({ log: row.log, seq: row.seq, rowHash: row.row_hash })),
    );
    for (const row of rows) if (row.case_key !== null) caseKeys.add(row.case_key);
  }
  await judgeCases(context, [...caseKeys].sort());
}

/** Spans of this tablet whose sign-in bears this very key's signature. */
async function spansOfKey(
  { transaction, centreId, keys }: ServerLogContext,
  vouch: VouchTable,
): Promise<{ readonly log: string; readonly span: string }[]> {
  const signIns = await transaction
    .selectFrom('log_row')
    .innerJoin('tablet_log', (join) =>
      join
        .onRef('tablet_log.centre_id', '=', 'log_row.centre_id')
        .onRef('tablet_log.log', '=', 'log_row.log'),
    )
    .select(['log_row.log', 'log_row.seq', 'log_row.span', 'log_row.event'])
    .where('log_row.centre_id', '=', centreId)
    .where('tablet_log.device', '=', vouch.device)
    .where('log_row.kind', '=', 'signed-in')
    .where('log_row.by_staff', '=', vouch.staff_id)
    .execute();
  const found: { log: string; span: string }[] = [];
  for (const { log, seq, span, event } of signIns) {
    if (span === null || event === null) continue;
    const { body } = JSON.parse(bytesToUtf8(event)) as SuchiEvent<SignedInBody>;
    const signature = body.signature === null ? null : base64urlToBytes(body.signature);
    if (signature === null) continue;
    const genesis = genesisHash(nodeDigest, {
      log,
      centreId,
      deviceKey: vouch.device,
      deployment: keys.deployment,
    });
    const before = await hashBefore(transaction, centreId, log, seq, genesis);
    if (before === null) continue;
    const message = signInMessage({
      log,
      seq,
      span,
      staffId: vouch.staff_id,
      previousHash: bytesToBase64url(before),
    });
    if (isSignedBy(vouch.public_key, message, signature)) found.push({ log, span });
  }
  return found;
}

async function hashBefore(
  transaction: DatabaseTransaction,
  centreId: number,
  log: string,
  seq: number,
  genesis: Uint8Array,
): Promise<Uint8Array | null> {
  if (seq === 1) return genesis;
  const row = await transaction
    .selectFrom('log_row')
    .select('chain_hash')
    .where('centre_id', '=', centreId)
    .where('log', '=', log)
    .where('seq', '=', seq - 1)
    .executeTakeFirst();
  return row?.chain_hash ?? null;
}
