// Owns a small JSON request of the tablet: posted, read to the end, and null when nobody answered.

import { bytesToUtf8, concatBytes, type Bytes } from '../../schemas/bytes.ts';
import type { Transport, TransportAnswer } from './transport.ts';

const answerBytesMax = 1_048_576;

export interface JsonAnswer {
  readonly status: number;
  /** Null when it is no JSON, or too much of it. */
  readonly value: unknown;
}

export async function readJsonAnswer(
  transport: Transport,
  path: string,
  body: Bytes,
): Promise<JsonAnswer | null> {
  try {
    const answer = await transport.post(path, 'application/json', body);
    return { status: answer.status, value: parseJson(await readText(answer)) };
  } catch {
    return null;
  }
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
