// Owns making a message's words at the moment they are sent or read: whoever the phone belongs to now, and only what is still true.

import { bytesToUtf8, utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import type { Case, DoseInCase } from '../../schemas/fold/case.ts';
import { foldCase } from '../../schemas/fold/fold.ts';
import { isDenied } from '../../schemas/fold/person-of-case.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { readBooking, readCaseRows } from '../judge/gather-facts.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import { personNow } from '../my-doses/phones.ts';
import type { MessageTable } from '../store/person-tables.ts';
import type { AppointmentTable, DatabaseReach } from '../store/schema.ts';
import { wordReasons, type MessageKind } from './plan-messages.ts';
import { isMessageLanguage, writeMessage, type MessageLanguage } from './texts.ts';

export interface RenderContext {
  readonly reach: DatabaseReach;
  readonly keys: DeploymentKeys;
  /** Epoch seconds. */
  readonly now: number;
  /** Of the person's own page, as it stands in messages. */
  readonly pageAddress: string;
  /** Where the person chose none. */
  readonly languageDefault: MessageLanguage;
}

export type Rendered =
  | { readonly outcome: 'ready'; readonly mobileNumber: string; readonly text: string }
  | { readonly outcome: 'no-phone' | 'held-back' | 'expired' };

export interface CodeSecret {
  readonly to: string;
  readonly code: string;
}

const secretContext = (messageId: string): string => `message\n${messageId}`;

export function sealSecret(keys: DeploymentKeys, messageId: string, secret: CodeSecret): Bytes {
  return keys.sealForStorage(secretContext(messageId), utf8ToBytes(JSON.stringify(secret)));
}

export async function renderMessage(context: RenderContext, row: MessageTable): Promise<Rendered> {
  if (row.valid_until !== null && row.valid_until <= context.now) return { outcome: 'expired' };
  if (row.kind === 'one-time-code') return renderCode(context, row);
  if (row.case_key === null) return { outcome: 'held-back' };
  const rows = await readCaseRows(context.reach, row.centre_id, row.case_key);
  const folded = foldCase(
    row.case_key,
    rows.map(({ logged }) => logged),
  );
  const booking = await readBooking(context.reach, row.centre_id, row.case_key);
  const booked = booking === 'none' ? null : booking;
  const mobileNumber = personNow(folded, booked)?.mobileNumber ?? null;
  if (mobileNumber === null) return { outcome: 'no-phone' };
  const facts =
    row.kind === 'booking-code'
      ? readBookingCode(context, booked, folded)
      : await readDoseFacts(context.reach, row, folded);
  if (facts === null) return { outcome: 'held-back' };
  const language = languageOf(context, row, folded);
  const place = await readPlaceName(context.reach, row.centre_id);
  const address = context.pageAddress;
  const text = writeMessage(row.kind as MessageKind, language, { place, address, ...facts });
  return { outcome: 'ready', mobileNumber, text };
}

async function renderCode(context: RenderContext, row: MessageTable): Promise<Rendered> {
  const opened =
    row.secret_sealed &&
    context.keys.openFromStorage(secretContext(row.message_id), row.secret_sealed);
  if (opened === null) return { outcome: 'expired' };
  const { to, code } = JSON.parse(bytesToUtf8(opened)) as CodeSecret;
  const text = writeMessage('one-time-code', languageOf(context, row, null), {
    place: await readPlaceName(context.reach, row.centre_id),
    day: istDayOf(row.made_at),
    address: context.pageAddress,
    code,
  });
  return { outcome: 'ready', mobileNumber: to, text };
}

/** Null when there is no such code any more, somebody was vaccinated on it, or its day has passed. */
function readBookingCode(
  { keys, now }: RenderContext,
  booking: AppointmentTable | null,
  folded: Case,
): { readonly day: string; readonly code: string } | null {
  if (booking === null || booking.is_ended === 1 || booking.code_sealed === null) return null;
  if (booking.code_state !== 'counts' || booking.day < istDayOf(now)) return null;
  if (folded.doses.length > 0) return null;
  const context = `code\n${booking.centre_id}\n${booking.appointment_no}`;
  const opened = keys.openFromStorage(context, booking.code_sealed);
  return opened && { day: booking.day, code: bytesToUtf8(opened) };
}

/** Null while the dose is not in the state the message is about. */
async function readDoseFacts(
  reach: DatabaseReach,
  row: MessageTable,
  folded: Case,
): Promise<{ readonly day: string; readonly doseNumber: number; readonly product: string } | null> {
  const dose = folded.doses.find((each) => referenceKey(each.ref) === row.dose_key);
  if (dose === undefined || dose.enteredInError !== null || isDenied(folded, dose)) return null;
  const mayGo = row.kind === 'word-asked' ? isWaitingForWord(dose) : isStated(dose);
  if (!mayGo) return null;
  const kept = await reach
    .selectFrom('dose')
    .select('day')
    .where('centre_id', '=', row.centre_id)
    .where('dose_key', '=', row.dose_key)
    .executeTakeFirst();
  const { doseNumber, product } = dose.body;
  return kept === undefined ? null : { day: kept.day, doseNumber, product };
}

export const isStated = (dose: DoseInCase): boolean =>
  dose.state === 'confirmed' || dose.state === 'accepted';

export const isWaitingForWord = (dose: DoseInCase): boolean =>
  (dose.state === 'waiting' || dose.state === 'held') &&
  dose.reasons.some(({ reason }) => wordReasons.has(reason));

/** What the person chose: on the page itself, or with the notice they were shown. */
function languageOf(
  { languageDefault }: RenderContext,
  row: MessageTable,
  folded: Case | null,
): MessageLanguage {
  const noticed = folded?.checkedIn.at(-1)?.body.noticeLanguage;
  if (isMessageLanguage(row.language)) return row.language;
  return isMessageLanguage(noticed) ? noticed : languageDefault;
}

async function readPlaceName(reach: DatabaseReach, centreId: number): Promise<string> {
  const centre = await reach
    .selectFrom('centre')
    .select('name')
    .where('centre_id', '=', centreId)
    .executeTakeFirst();
  return centre?.name ?? 'Suchi';
}
