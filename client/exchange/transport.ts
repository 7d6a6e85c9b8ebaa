// Owns the tablet's only call to the network. A time-out counts silence: every chunk that comes starts it anew.

import type { Bytes } from '../../schemas/bytes.ts';
import type { Timers } from '../device/timers.ts';

export interface TransportAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Seconds, from Retry-After; null when absent or a date. */
  readonly retryAfterSeconds: number | null;
  /** Chunks as they come; throws when the link is cut. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Throws when the server cannot be reached or is silent too long. */
export interface Transport {
  readonly post: (path: string, contentType: string, body: Bytes) => Promise<TransportAnswer>;
}

const silenceMillisecondsMax = 75_000;

export function createFetchTransport(timers: Timers): Transport {
  return {
    post: async (path, contentType, body) => {
      const abort = new AbortController();
      let cancel = timers.after(silenceMillisecondsMax, () => abort.abort());
      const heard = (): void => {
        cancel();
        cancel = timers.after(silenceMillisecondsMax, () => abort.abort());
      };
      try {
        const response = await fetch(path, {
          method: 'POST',
          headers: { 'content-type': contentType },
          body,
          cache: 'no-store',
          credentials: 'omit',
          redirect: 'manual',
          signal: abort.signal,
        });
        heard();
        return {
          status: response.status,
          contentType: response.headers.get('content-type') ?? '',
          retryAfterSeconds: readRetryAfter(response.headers.get('retry-after')),
          chunks: readChunks(response, heard, () => cancel()),
        };
      } catch (error) {
        cancel();
        throw error;
      }
    },
  };
}

async function* readChunks(
  response: Response,
  heard: () => void,
  finished: () => void,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const step = await reader?.read();
      if (step === undefined || step.done) return;
      heard();
      yield step.value;
    }
  } finally {
    finished();
    // Leaving early (a damaged frame) must not leave the rest of the answer coming in.
    await reader?.cancel().catch(() => undefined);
  }
}

function readRetryAfter(text: string | null): number | null {
  return text !== null && /^\d{1,5}$/.test(text) ? Number(text) : null;
}
