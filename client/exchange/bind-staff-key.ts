// Owns the call by which a staff member proves, with their own one-time code, that a key on this tablet is theirs.

import * as z from 'zod/mini';
import { bytesToBase64url, utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import {
  readEnrolmentCode,
  staffKeyAnswerSchema,
  staffKeyMessage,
} from '../../schemas/enrolment.ts';
import type { BindOutcome } from '../tablet.ts';
import { readJsonAnswer } from './read-json-answer.ts';
import type { Transport } from './transport.ts';

const faults = [
  'code-unknown',
  'code-used',
  'code-expired',
  'code-blocked',
  'code-malformed',
] as const;

export async function bindStaffKey(
  transport: Transport,
  key: {
    readonly device: string;
    readonly staffId: string;
    readonly publicKey: Bytes;
    readonly typedCode: string;
    /** Signs with the tablet's own key. */
    readonly sign: (message: Bytes) => Promise<Bytes>;
  },
): Promise<BindOutcome> {
  const code = key.typedCode.trim();
  if (readEnrolmentCode(code) === null) return 'code-malformed';
  const { device, staffId } = key;
  const request = { device, staffId, publicKey: bytesToBase64url(key.publicKey), code };
  const signature = bytesToBase64url(await key.sign(staffKeyMessage(request)));
  const body = utf8ToBytes(JSON.stringify({ ...request, signature }));
  const answer = await readJsonAnswer(transport, '/v1/staff-keys', body);
  if (answer === null) return 'server-unreachable';
  if (answer.status === 200)
    // A captive portal answers 200 too.
    return z.safeParse(staffKeyAnswerSchema, answer.value).success ? 'bound' : 'server-unreachable';
  const type = (answer.value as { type?: unknown } | null)?.type;
  if (typeof type !== 'string') return 'server-unreachable';
  return faults.find((name) => type.endsWith(name)) ?? 'server-refused';
}
