// Owns the outgoing HTTP request of a delivery: bounded in time and in what it reads, following no redirect.

import type { Attempt } from './decide-delivery.ts';
import type { PostDelivery } from './send-deliveries.ts';

export interface Receiver {
  /** https, or http on this machine only. */
  readonly address: string;
  readonly token: string | undefined;
}

export const secondsMax = 30;
const answerBytesMax = 65_536;

export function createPostDelivery(
  receiver: Receiver,
  timeoutMilliseconds = secondsMax * 1000,
): PostDelivery {
  return async (body, idempotencyKey): Promise<Attempt> => {
    try {
      const response = await fetch(receiver.address, {
        method: 'POST',
        body: JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMilliseconds),
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'idempotency-key': idempotencyKey,
          ...(receiver.token === undefined ? {} : { authorization: `Bearer ${receiver.token}` }),
        },
      });
      return { kind: 'answered', status: response.status, body: await readBody(response) };
    } catch (error) {
      const isTimeout = error instanceof Error && error.name === 'TimeoutError';
      return { kind: 'no-answer', why: isTimeout ? 'timed-out' : 'unreachable' };
    }
  };
}

/** Null for whatever is no JSON, or too long to be an acknowledgement. */
async function readBody(response: Response): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > answerBytesMax) return null;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    return null;
  }
}
