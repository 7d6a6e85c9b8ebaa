// Owns the enrolment call: from a typed code to the tablet's certificate, or one named reason why not.

import * as z from 'zod/mini';
import { bytesToUtf8, concatBytes } from '../../schemas/bytes.ts';
import { utf8ToBytes } from '../../schemas/bytes.ts';
import {
  enrolmentAnswerSchema,
  readEnrolmentCode,
  type EnrolmentAnswer,
} from '../../schemas/enrolment.ts';
import type { EnrolOutcome } from '../tablet.ts';
import type { Transport, TransportAnswer } from './transport.ts';

export type EnrolmentOutcome =
  | { readonly outcome: 'enrolled'; readonly answer: EnrolmentAnswer }
  | { readonly outcome: Exclude<EnrolOutcome, 'enrolled'> };

const answerBytesMax = 1_048_576;
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
  let answer: TransportAnswer;
  let text: string | null;
  try {
    answer = await transport.post('/v1/enrol', 'application/json', body);
    text = await readText(answer);
  } catch {
    return { outcome: 'server-unreachable' };
  }
  const value = parseJson(text);
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

async function readText(answer: TransportAnswer): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.chunks) {
    length += chunk.length;
    if (length > answerBytesMax) return null;
    chunks.push(chunk);
  }
  return bytesToUtf8(concatBytes(...chunks));
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}
