// Owns the code for a forgotten PIN: made anew from the server's own key for one tablet and one question, read out by somebody of its place.

import { hkdfSync } from 'node:crypto';
import { bytesToBase64url, bytesToCrockford, utf8ToBytes } from '../../schemas/bytes.ts';
import {
  phoneCodeBytes,
  phoneCodeMessage,
  phoneKeyBytes,
  phoneKeyInfo,
  readPhoneQuestion,
  type PhoneKey,
} from '../../schemas/phone-code.ts';
import { writeAudit } from '../accounts/audit.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { ServerParts } from '../parts.ts';
import { readDeskTablet, type DeskTabletsParts } from './tablets.ts';

/** Never stored: the same question gives the same code again, and nobody without the server's key makes it. */
function phoneCodeOf(keys: Pick<DeploymentKeys, 'mac'>, device: string, question: string): string {
  const bytes = keys.mac('phone-code', phoneCodeMessage(device, question));
  return bytesToCrockford(bytes.slice(0, phoneCodeBytes));
}

/** What a tablet gets with its list, while it is unlocked. */
export function phoneKeyOf(
  keys: Pick<DeploymentKeys, 'mac'>,
  device: string,
  question: string,
): PhoneKey {
  const code = utf8ToBytes(phoneCodeOf(keys, device, question));
  const key = hkdfSync('sha256', code, new Uint8Array(0), phoneKeyInfo, phoneKeyBytes);
  return { question, key: bytesToBase64url(new Uint8Array(key)) };
}

export type PhoneCodeOutcome =
  | { readonly outcome: 'made'; readonly code: string }
  /** Alike for a tablet of others, one that was withdrawn, and one that does not exist. */
  | { readonly outcome: 'not-your-place' }
  | { readonly outcome: 'not-a-question' };

export async function readOutPhoneCode(
  parts: DeskTabletsParts & Pick<ServerParts, 'keys' | 'random'>,
  account: SignedIn,
  asked: { readonly device: string; readonly question: string },
): Promise<PhoneCodeOutcome> {
  const question = readPhoneQuestion(asked.question);
  if (question === null) return { outcome: 'not-a-question' };
  const tablet = await readDeskTablet(parts, account, asked.device);
  if (tablet === null || tablet.isRevoked) return { outcome: 'not-your-place' };
  const entry = {
    account: account.account,
    action: 'read-phone-code',
    centreId: tablet.centreId,
    subject: `${asked.device} ${question}`,
  } as const;
  await writeAudit(parts, parts.store.database, [entry]);
  return { outcome: 'made', code: phoneCodeOf(parts.keys, asked.device, question) };
}
