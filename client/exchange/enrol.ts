// Owns the enrolment call: from a typed code to the tablet's certificate, or one named reason why not.

import * as z from 'zod/mini';
import { utf8ToBytes } from '../../schemas/bytes.ts';
import {
  enrolmentAnswerSchema,
  readEnrolmentCode,
  type EnrolmentAnswer,
} from '../../schemas/enrolment.ts';
import type { EnrolOutcome } from '../tablet.ts';
import { readJsonAnswer } from './read-json-answer.ts';
import type { Transport } from './transport.ts';

export type EnrolmentOutcome =
  | { readonly outcome: 'enrolled'; readonly answer: EnrolmentAnswer }
  | { readonly outcome: Exclude<EnrolOutcome, 'enrolled'> };

const codeFaults = [
  'code-unknown',
  'code-used',
  'code-expired',
  'code-blocked',
  'code-malformed',
] as const;

export async function enrol(
  transport: Transport,
  request: {
    readonly typedCode: string;
    readonly devicePublicKey: string;
    readonly appVersion: string;
  },
): Promise<EnrolmentOutcome> {
  if (readEnrolmentCode(request.typedCode) === null) return { outcome: 'code-malformed' };
  const { typedCode, devicePublicKey, appVersion } = request;
  const body = utf8ToBytes(JSON.stringify({ code: typedCode.trim(), devicePublicKey, appVersion }));
  const answer = await readJsonAnswer(transport, '/v1/enrol', body);
  if (answer === null) return { outcome: 'server-unreachable' };
  const { value } = answer;
  if (answer.status === 200) {
    const parsed = z.safeParse(enrolmentAnswerSchema, value);
    // A captive portal answers 200 too: without our answer in it nobody has been reached.
    return parsed.success
      ? { outcome: 'enrolled', answer: parsed.data }
      : { outcome: 'server-unreachable' };
  }
  const type = (value as { type?: unknown } | null)?.type;
  const fault = codeFaults.find((name) => typeof type === 'string' && type.endsWith(name));
  return { outcome: fault ?? (typeof type === 'string' ? 'server-refused' : 'server-unreachable') };
}
