// Owns one round of the outbox: what is too old ends, what is new is looked at, what is ready goes to the gateway if there is one.

import { istDayOf, istDayStart } from '../../schemas/rules/day.ts';
import type { ServerParts } from '../parts.ts';
import type { MessageTable } from '../store/person-tables.ts';
import { forgetOldCodes } from '../my-doses/one-time-codes.ts';
import { phoneKeyOf } from '../my-doses/phones.ts';
import { retrySeconds, sendingLimits, type GatewayOutcome, type SmsGateway } from './gateway.ts';
import { renderMessage, type RenderContext, type Rendered } from './render-message.ts';
import { smsLengthOf } from './sms-length.ts';
import type { MessageLanguage } from './texts.ts';

export interface SendingLimits {
  readonly perPhoneAndDayMax: number;
  readonly perDayMax: number;
}

export interface MessageSettings {
  /** Null: the outbox only; a person at the desk sends or reads them. */
  readonly gateway: SmsGateway | null;
  readonly pageAddress: string;
  readonly languageDefault: MessageLanguage;
  readonly limits: SendingLimits;
}

export type MessageDeps = ServerParts & MessageSettings;

/** How many of this round ended how: for the log, which holds counts only. */
export type RoundCounts = Readonly<Record<string, number>>;

export async function sendRound(deps: MessageDeps): Promise<RoundCounts> {
  const counts: Record<string, number> = {};
  await endOld(deps);
  for (const row of await readDue(deps)) {
    const outcome = await workOn(deps, row);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

const nowOf = (deps: MessageDeps): number => deps.clock.nowSeconds();

export function renderContextOf(deps: MessageDeps): RenderContext {
  const { keys, pageAddress, languageDefault, store } = deps;
  return { reach: store.database, keys, now: nowOf(deps), pageAddress, languageDefault };
}

const dayStart = (deps: MessageDeps): number => istDayStart(istDayOf(nowOf(deps))) ?? 0;

const daySeconds = 86_400;

/** A code that is too old is worth nothing, and is kept nowhere. */
async function endOld(deps: MessageDeps): Promise<void> {
  const now = nowOf(deps);
  await forgetOldCodes(deps.store.database, now - daySeconds);
  await deps.store.database
    .updateTable('message')
    .set({ state: 'expired', secret_sealed: null, settled_at: now })
    .where('state', 'in', ['new', 'ready', 'sending'])
    .where('valid_until', '<=', now)
    .execute();
}

async function readDue(deps: MessageDeps): Promise<MessageTable[]> {
  const states = deps.gateway === null ? ['new'] : ['new', 'ready', 'sending'];
  return (
    deps.store.database
      .selectFrom('message')
      .selectAll()
      .where('state', 'in', states)
      .where('next_try_at', '<=', nowOf(deps))
      // A person waits for a one-time code with the page open: these go first.
      .orderBy((row) => row.case().when('kind', '=', 'one-time-code').then(0).else(1).end())
      .orderBy('next_try_at')
      .orderBy('message_id')
      .limit(sendingLimits.perRunMax)
      .execute()
  );
}

async function workOn(deps: MessageDeps, row: MessageTable): Promise<string> {
  const rendered = await renderMessage(renderContextOf(deps), row);
  if (rendered.outcome === 'held-back') return holdBack(deps, row);
  if (rendered.outcome !== 'ready') return settleUnsent(deps, row, rendered.outcome);
  const phone_key = phoneKeyOf(deps.keys, rendered.mobileNumber);
  if (deps.gateway === null) {
    await change(deps, row, { state: 'ready', phone_key });
    return 'ready';
  }
  const limit = await findLimit(deps, phone_key);
  if (limit !== null) {
    const next_try_at = dayStart(deps) + daySeconds;
    await change(deps, row, { state: 'ready', phone_key, next_try_at, problem: limit });
    return limit;
  }
  const lease = nowOf(deps) + sendingLimits.leaseSeconds;
  const attempts = row.attempts + 1;
  const isOurs = await change(deps, row, {
    state: 'sending',
    phone_key,
    attempts,
    next_try_at: lease,
  });
  if (!isOurs) return 'taken-by-another';
  const answer = await send(deps.gateway, row, rendered);
  return settle(deps, { ...row, state: 'sending', attempts }, answer);
}

async function send(
  gateway: SmsGateway,
  row: MessageTable,
  { text, mobileNumber }: Extract<Rendered, { outcome: 'ready' }>,
): Promise<GatewayOutcome> {
  const { isUnicode } = smsLengthOf(text);
  return gateway.send({ id: row.message_id, to: `+91${mobileNumber}`, text, isUnicode });
}

async function settle(
  deps: MessageDeps,
  row: MessageTable,
  answer: GatewayOutcome,
): Promise<string> {
  const now = nowOf(deps);
  if (answer.outcome === 'accepted') {
    const sent = { state: 'sent', settled_at: now, settled_by: 'gateway', secret_sealed: null };
    await change(deps, row, { ...sent, problem: null });
    return 'sent';
  }
  const { problem } = answer;
  if (answer.outcome === 'refused' || row.attempts >= sendingLimits.attemptsMax) {
    await change(deps, row, { state: 'failed', settled_at: now, secret_sealed: null, problem });
    return 'failed';
  }
  const chance = (deps.random(1)[0] ?? 0) / 255;
  const seconds = retrySeconds(row.attempts, row.kind === 'one-time-code', chance);
  const next_try_at = now + Math.max(seconds, answer.afterSeconds ?? 0);
  await change(deps, row, { state: 'ready', next_try_at, problem });
  return problem;
}

async function settleUnsent(
  deps: MessageDeps,
  row: MessageTable,
  state: 'no-phone' | 'held-back' | 'expired',
): Promise<string> {
  await change(deps, row, { state, settled_at: nowOf(deps), secret_sealed: null });
  return state;
}

/** While this was being looked at the dose may have come to be confirmed: then the word that said so found nothing kept back. */
async function holdBack(deps: MessageDeps, row: MessageTable): Promise<string> {
  await settleUnsent(deps, row, 'held-back');
  const again = await renderMessage(renderContextOf(deps), row);
  if (again.outcome !== 'ready') return 'held-back';
  await change(deps, { ...row, state: 'held-back' }, { state: 'new', settled_at: null });
  return 'ready';
}

/** Only while nobody else has touched it: two rounds at once send nothing twice. */
async function change(
  deps: MessageDeps,
  row: Pick<MessageTable, 'message_id' | 'state' | 'attempts'>,
  part: Partial<MessageTable>,
): Promise<boolean> {
  const changed = await deps.store.database
    .updateTable('message')
    .set(part)
    .where('message_id', '=', row.message_id)
    .where('state', '=', row.state)
    .where('attempts', '=', row.attempts)
    .executeTakeFirst();
  return Number(changed.numUpdatedRows) === 1;
}

async function findLimit(
  deps: MessageDeps,
  phoneKey: string,
): Promise<'daily-limit' | 'phone-limit' | null> {
  const sentToday = deps.store.database
    .selectFrom('message')
    .select((of) => of.fn.countAll<number>().as('messages'))
    .where('state', '=', 'sent')
    .where('settled_at', '>=', dayStart(deps));
  const all = await sentToday.executeTakeFirstOrThrow();
  if (Number(all.messages) >= deps.limits.perDayMax) return 'daily-limit';
  const ofPhone = await sentToday.where('phone_key', '=', phoneKey).executeTakeFirstOrThrow();
  return Number(ofPhone.messages) >= deps.limits.perPhoneAndDayMax ? 'phone-limit' : null;
}
