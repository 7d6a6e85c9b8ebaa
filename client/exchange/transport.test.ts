// Tests the time-out of the tablet's only call to the network: a link that is there and says nothing.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHandTimers } from '../testing/hand-timers.ts';
import { createFetchTransport } from './transport.ts';

afterEach(() => vi.unstubAllGlobals());

type Answer = (signal: AbortSignal) => Promise<Response>;

function createScene(answer: Answer) {
  const timers = createHandTimers();
  vi.stubGlobal('fetch', (_path: string, init: { signal: AbortSignal }) => answer(init.signal));
  const transport = createFetchTransport(timers);
  const post = () => transport.post('/v1/exchange', 'application/octet-stream', new Uint8Array(3));
  return { timers, post };
}

const whenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))),
  );

describe('a request', () => {
  it('to a server whose TLS hangs is given up after 75 seconds, not before 60 and not after 90', async () => {
    const { timers, post } = createScene(whenAborted);
    let ended: string | null = null;
    const asked = post().catch((error: Error) => void (ended = error.name));
    await timers.step(60);
    expect(ended).toBeNull();
    await timers.step(30);
    await asked;
    expect(ended).toBe('AbortError');
  });
  it('whose answer stops in the middle is given up as well, counted from the last byte', async () => {
    const { timers, post } = createScene(async (signal) => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          controller.enqueue(new Uint8Array(5));
          signal.addEventListener('abort', () =>
            controller.error(new DOMException('aborted', 'AbortError')),
          );
        },
      });
      await new Promise<void>((resolve) => timers.after(70_000, resolve));
      return new Response(body);
    });
    const asked = post();
    await timers.step(70);
    const chunks = (await asked).chunks[Symbol.asyncIterator]();
    expect((await chunks.next()).value).toHaveLength(5);
    let ended: string | null = null;
    const rest = chunks.next().catch((error: Error) => void (ended = error.name));
    await timers.step(60);
    expect(ended).toBeNull();
    await timers.step(30);
    await rest;
    expect(ended).toBe('AbortError');
  });
  it('that was answered leaves no timer behind that could end another one', async () => {
    const aborted: boolean[] = [];
    const { timers, post } = createScene(async (signal) => {
      signal.addEventListener('abort', () => aborted.push(true));
      return new Response(new Uint8Array(2));
    });
    for await (const chunk of (await post()).chunks) expect(chunk).toHaveLength(2);
    await timers.step(200);
    expect(aborted).toEqual([]);
  });
});
