// Owns what the tablet learns of its link by using it: how the last request ended, and how long it took for its bytes.

import type { ExchangePace } from './link-pace.ts';
import type { Transport } from './transport.ts';

export interface LinkWatch {
  readonly transport: Transport;
  /** Of the last request: the server's number, null when nobody answered. */
  readonly lastStatus: () => number | null;
  /** Of the last request that came to its end, or that was waited for in vain. */
  readonly pace: () => ExchangePace | null;
}

/** A refusal at once (no network at all) says nothing about how fast the link is. */
const failureSecondsMin = 1;

export function watchTransport(transport: Transport, running: () => number): LinkWatch {
  let lastStatus: number | null = null;
  let pace: ExchangePace | null = null;
  return {
    lastStatus: () => lastStatus,
    pace: () => pace,
    transport: {
      post: async (path, contentType, body) => {
        const startedAt = running();
        let bytes = body.length;
        const note = (isFailure: boolean): void => {
          const seconds = running() - startedAt;
          if (!isFailure || seconds >= failureSecondsMin) pace = { seconds, bytes };
        };
        lastStatus = null;
        let answer;
        try {
          answer = await transport.post(path, contentType, body);
        } catch (error) {
          note(true);
          throw error;
        }
        lastStatus = answer.status;
        const chunks = async function* () {
          let isFailure = true;
          try {
            for await (const chunk of answer.chunks) {
              bytes += chunk.length;
              yield chunk;
            }
            isFailure = false;
          } finally {
            note(isFailure);
          }
        };
        return { ...answer, chunks: chunks() };
      },
    },
  };
}
