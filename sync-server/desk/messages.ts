// Owns the outbox as the desk sees it: what waits, went or did not go, for the account's places; words only one by one, and each read audited.

import type {
  DeskBookingCodes,
  DeskMessage,
  DeskMessageDecision,
  DeskMessageDecisionAnswer,
  DeskMessages,
  DeskMessageText,
  MessageState,
} from '../../schemas/desk-messages.ts';
import { appointmentKey } from '../../schemas/events/event.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isCentreOf, selectCentresOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { messageIdOf, newMessage } from '../messages/plan-messages.ts';
import { renderMessage } from '../messages/render-message.ts';
import { renderContextOf, type MessageDeps } from '../messages/send-messages.ts';
import { noteReadAtDesk } from '../my-doses/one-time-codes.ts';
import type { MessageTable } from '../store/person-tables.ts';

const messagesShownMax = 100;

export async function readDeskMessages(
  deps: MessageDeps,
  account: SignedIn,
  state: MessageState,
): Promise<DeskMessages> {
  const reach = deps.store.database;
  const counted = await selectCentresOf(reach, account)
    .innerJoin('message', 'message.centre_id', 'centre.centre_id')
    .select((of) => ['message.state', of.fn.countAll<number>().as('messages')])
    .groupBy('message.state')
    .execute();
  const rows = await selectCentresOf(reach, account)
    .innerJoin('message', 'message.centre_id', 'centre.centre_id')
    .selectAll('message')
    .select('centre.name as centre_name')
    .where('message.state', '=', state)
    // A code is worth something for ten minutes: it stands first.
    .orderBy((row) => row.case().when('message.kind', '=', 'one-time-code').then(0).else(1).end())
    .orderBy('message.made_at', 'desc')
    .orderBy('message.message_id')
    .limit(messagesShownMax)
    .execute();
  return {
    mode: deps.gateway === null ? 'outbox' : 'gateway',
    counts: Object.fromEntries(counted.map((row) => [row.state, Number(row.messages)])),
    messages: rows.map((row) => toDeskMessage(row, row.centre_name)),
  };
}

function toDeskMessage(row: MessageTable, centreName: string): DeskMessage {
  return {
    messageId: row.message_id,
    centreName,
    kind: row.kind,
    state: row.state as MessageState,
    madeAt: row.made_at,
    settledAt: row.settled_at,
    settledBy: row.settled_by,
    validUntil: row.valid_until,
    nextTryAt: row.next_try_at,
    attempts: row.attempts,
    problem: row.problem,
  };
}

async function findMessage(
  deps: MessageDeps,
  account: SignedIn,
  messageId: string,
): Promise<MessageTable | null> {
  const row = await selectCentresOf(deps.store.database, account)
    .innerJoin('message', 'message.centre_id', 'centre.centre_id')
    .selectAll('message')
    .where('message.message_id', '=', messageId)
    .executeTakeFirst();
  return row ?? null;
}

const canBeSent: readonly string[] = ['new', 'ready', 'failed'] satisfies MessageState[];

export async function readDeskMessage(
  deps: MessageDeps,
  account: SignedIn,
  messageId: string,
): Promise<DeskMessageText> {
  const nothing = { to: '', text: '' };
  const row = await findMessage(deps, account, messageId);
  if (row === null) return { outcome: 'not-yours', ...nothing };
  const rendered = canBeSent.includes(row.state)
    ? await renderMessage(renderContextOf(deps), row)
    : { outcome: 'expired' as const };
  if (rendered.outcome !== 'ready') return { outcome: 'gone', ...nothing };
  await deps.store.transact(async (transaction) => {
    // Written down before anybody sees it: what is said with this code will tell that the desk knew it.
    if (row.kind === 'one-time-code' && row.dose_key !== null)
      await noteReadAtDesk(transaction, row.dose_key);
    await writeAudit(deps, transaction, [
      {
        account: account.account,
        action: 'read-message',
        centreId: row.centre_id,
        subject: row.message_id,
      },
    ]);
  });
  return { outcome: 'read', to: rendered.mobileNumber, text: rendered.text };
}

export async function decideMessage(
  deps: MessageDeps,
  account: SignedIn,
  { messageId, decision }: DeskMessageDecision,
): Promise<DeskMessageDecisionAnswer> {
  const row = await findMessage(deps, account, messageId);
  if (row === null) return { outcome: 'not-yours' };
  const now = deps.clock.nowSeconds();
  const settled = { settled_at: now, settled_by: account.account, secret_sealed: null };
  const isLate = row.valid_until !== null && row.valid_until <= now;
  const mayDecide =
    decision === 'again' ? row.state === 'failed' && !isLate : canBeSent.includes(row.state);
  // What is no longer true is not marked as sent either.
  const isTrue =
    decision === 'dropped' || (await renderMessage(renderContextOf(deps), row)).outcome === 'ready';
  if (!mayDecide || !isTrue) return { outcome: 'look-again' };
  const again = { attempts: 0, next_try_at: now, settled_at: null, problem: null };
  const changed = await deps.store.database
    .updateTable('message')
    .set(decision === 'again' ? { state: 'ready', ...again } : { state: decision, ...settled })
    .where('message_id', '=', messageId)
    .where('state', '=', row.state)
    .executeTakeFirst();
  if (Number(changed.numUpdatedRows) !== 1) return { outcome: 'look-again' };
  await writeAudit(deps, deps.store.database, [
    {
      account: account.account,
      action: 'settled-message',
      centreId: row.centre_id,
      subject: row.message_id,
    },
  ]);
  return { outcome: 'decided' };
}

const rowsPerInsert = 100;

/** Asked twice it makes none a second time. The digits are not copied: they are read from the booking when it is sent. */
export async function makeBookingCodeMessages(
  deps: MessageDeps,
  account: SignedIn,
  { centreId, day }: { readonly centreId: number; readonly day: string },
): Promise<DeskBookingCodes | null> {
  const { database } = deps.store;
  if (!(await isCentreOf(database, account, centreId))) return null;
  const booked = await database
    .selectFrom('appointment')
    .select(['appointment_no', 'check16'])
    .where('centre_id', '=', centreId)
    .where('day', '=', day)
    .where('is_ended', '=', 0)
    .where('code_state', '=', 'counts')
    .where('mobile_number', 'is not', null)
    .execute();
  const now = deps.clock.nowSeconds();
  const rows = booked.map((row) => {
    const case_key = appointmentKey(row.appointment_no, row.check16);
    const message_id = messageIdOf(deps.keys, 'booking-code', `${centreId}\n${case_key}`);
    return newMessage(now, { message_id, centre_id: centreId, kind: 'booking-code', case_key });
  });
  let made = 0;
  for (let i = 0; i < rows.length; i += rowsPerInsert) {
    const inserted = await database
      .insertInto('message')
      .values(rows.slice(i, i + rowsPerInsert))
      .onConflict((conflict) => conflict.column('message_id').doNothing())
      .executeTakeFirst();
    made += Number(inserted.numInsertedOrUpdatedRows ?? 0);
  }
  await writeAudit(deps, database, [
    { account: account.account, action: 'made-messages', centreId, subject: `${day} ${made}` },
  ]);
  return { made };
}
