// Owns one-time codes: six digits for one phone, ten minutes, five tries. A phone nobody knows costs the same work as one that somebody does.

import { timingSafeEqual } from 'node:crypto';
import { bytesToBase64url, bytesToU32, utf8ToBytes } from '../../schemas/bytes.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import { newMessage } from '../messages/plan-messages.ts';
import { sealSecret } from '../messages/render-message.ts';
import type { MessageLanguage } from '../messages/texts.ts';
import type { Random, ServerParts } from '../parts.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { phoneKeyOf } from './phones.ts';

export const oneTimeCodeLimits = {
  digits: 6,
  secondsMax: 600,
  triesMax: 5,
  perPhoneAndDayMax: 10,
} as const;

/** `door`: to one's own page. `new-phone`: that a new phone is in the person's hand. */
export type CodePurpose = 'door' | 'new-phone';

export interface CodeWanted {
  readonly mobileNumber: string;
  readonly language: MessageLanguage;
  readonly purpose: CodePurpose;
  /** Where somebody of this phone is known; null where nobody is: then no message goes, and all else is alike. */
  readonly centreId: number | null;
}

export type AskOutcome = 'asked' | 'too-many';

export async function makeCode(parts: ServerParts, wanted: CodeWanted): Promise<AskOutcome> {
  const { keys, random, store } = parts;
  const { mobileNumber, purpose, centreId } = wanted;
  const now = parts.clock.nowSeconds();
  const phone_key = phoneKeyOf(keys, mobileNumber);
  const code_id = bytesToBase64url(random(12));
  const code = makeDigits(random);
  const message_id = bytesToBase64url(random(16));
  const valid_until = now + oneTimeCodeLimits.secondsMax;
  const isKnown = centreId !== null;
  // Of a stranger's phone nothing is kept; the work of sealing is done all the same.
  const secret = isKnown ? { to: mobileNumber, code } : { to: '0000000000', code: '000000' };
  const message = newMessage(now, {
    message_id,
    centre_id: centreId ?? 0,
    kind: 'one-time-code',
    language: wanted.language,
    secret_sealed: sealSecret(keys, message_id, secret),
    phone_key,
    // Names the code, so that reading the message at the desk is remembered with it.
    dose_key: code_id,
    valid_until,
    state: isKnown ? 'new' : 'nobody',
  });
  return store.transact(async (transaction) => {
    const made = await transaction
      .selectFrom('one_time_code')
      .select((of) => of.fn.countAll<number>().as('codes'))
      .where('phone_key', '=', phone_key)
      .where('made_at', '>', now - daySeconds)
      .executeTakeFirstOrThrow();
    if (Number(made.codes) >= oneTimeCodeLimits.perPhoneAndDayMax) return 'too-many';
    await transaction
      .insertInto('one_time_code')
      .values({
        code_id,
        phone_key,
        purpose,
        code_mac: macOf(keys, code_id, code),
        made_at: now,
        valid_until,
        tries: 0,
        used_at: null,
        came_by: 'gateway',
      })
      .execute();
    await transaction.insertInto('message').values(message).execute();
    return 'asked';
  });
}

const daySeconds = 86_400;

export type CodeCheck =
  | { readonly outcome: 'right'; readonly cameBy: 'gateway' | 'desk' }
  /** Alike for a wrong, an old, a spent code, five tries, and a phone that asked for none. */
  | { readonly outcome: 'refused' };

/** The latest code of the phone counts, once. The try is written down before the digits are looked at. */
export async function checkCode(
  parts: Pick<ServerParts, 'store' | 'keys' | 'clock'>,
  typed: { readonly mobileNumber: string; readonly code: string; readonly purpose: CodePurpose },
): Promise<CodeCheck> {
  const { keys, store } = parts;
  const now = parts.clock.nowSeconds();
  const phoneKey = phoneKeyOf(keys, typed.mobileNumber);
  return store.transact(async (transaction): Promise<CodeCheck> => {
    const latest = await transaction
      .selectFrom('one_time_code')
      .select('code_id')
      .where('phone_key', '=', phoneKey)
      .where('purpose', '=', typed.purpose)
      .orderBy('made_at', 'desc')
      .orderBy('code_id', 'desc')
      .limit(1)
      .executeTakeFirst();
    const row = await transaction
      .updateTable('one_time_code')
      .set((old) => ({ tries: old('tries', '+', 1) }))
      .where('code_id', '=', latest?.code_id ?? 'none')
      .where('tries', '<', oneTimeCodeLimits.triesMax)
      .where('used_at', 'is', null)
      .where('valid_until', '>', now)
      .returning(['code_id', 'code_mac', 'came_by'])
      .executeTakeFirst();
    const codeId = row?.code_id ?? 'none';
    const given = macOf(keys, codeId, typed.code);
    const isRight = timingSafeEqual(given, row?.code_mac ?? new Uint8Array(given.length));
    const spent = await transaction
      .updateTable('one_time_code')
      .set({ used_at: now })
      .where('code_id', '=', isRight ? codeId : 'none')
      .where('used_at', 'is', null)
      .executeTakeFirst();
    return Number(spent.numUpdatedRows) === 1
      ? { outcome: 'right', cameBy: row?.came_by === 'desk' ? 'desk' : 'gateway' }
      : { outcome: 'refused' };
  });
}

/** Counted for a day, by phone; then they are nobody's business any more. */
export async function forgetOldCodes(reach: DatabaseReach, before: number): Promise<void> {
  await reach.deleteFrom('one_time_code').where('made_at', '<', before).execute();
  await reach
    .deleteFrom('message')
    .where('state', '=', 'nobody')
    .where('made_at', '<', before)
    .execute();
}

/** Somebody of the district read it: what is said with it says so. */
export async function noteReadAtDesk(reach: DatabaseReach, codeId: string): Promise<void> {
  await reach
    .updateTable('one_time_code')
    .set({ came_by: 'desk' })
    .where('code_id', '=', codeId)
    .execute();
}

/** Every one of the million alike: numbers beyond the last whole million are thrown away. */
export function makeDigits(random: Random): string {
  const numbers = 10 ** oneTimeCodeLimits.digits;
  const beyond = Math.floor(2 ** 32 / numbers) * numbers;
  for (;;) {
    const number = bytesToU32(random(4));
    if (number < beyond) return String(number % numbers).padStart(oneTimeCodeLimits.digits, '0');
  }
}

/** A plain hash of six digits could be searched in a blink: it takes the server's key. */
function macOf(keys: DeploymentKeys, codeId: string, code: string): Uint8Array {
  return keys.mac('one-time-code', utf8ToBytes(`${codeId}\n${code}`));
}
