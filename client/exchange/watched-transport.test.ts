// Tests what the tablet learns of its link from a request: its end, its time, its bytes.

import { describe, expect, it } from 'vitest';
import type { Transport, TransportAnswer } from './transport.ts';
import { watchTransport } from './watched-transport.ts';

function createScene(answer: () => Promise<Partial<TransportAnswer>>) {
  let now = 100;
  const transport: Transport = {
    post: async () => ({
      status: 200,
      contentType: 'application/octet-stream',
      retryAfterSeconds: null,
      chunks: (async function* () {})(),
      ...(await answer()),
    }),
  };
  const watch = watchTransport(transport, () => now);
  const send = () => watch.transport.post('/v1/exchange', 'text/plain', new Uint8Array(500));
  const readAll = async (reply: TransportAnswer) => {
    let length = 0;
    for await (const chunk of reply.chunks) length += chunk.length;
    return length;
  };
  return { watch, send, readAll, wait: (seconds: number) => void (now += seconds) };
}

describe('the watched link', () => {
  it('counts the bytes of both ways until the answer has ended', async () => {
    const scene = createScene(async () => ({
      chunks: (async function* () {
        yield new Uint8Array(300);
        scene.wait(4);
        yield new Uint8Array(200);
      })(),
    }));
    const reply = await scene.send();
    expect(scene.watch.pace()).toBeNull();
    expect(await scene.readAll(reply)).toBe(500);
    expect(scene.watch.pace()).toEqual({ seconds: 4, bytes: 1_000 });
    expect(scene.watch.lastStatus()).toBe(200);
  });
  it('knows nothing of the speed when there is no network at all', async () => {
    const scene = createScene(() => Promise.reject(new TypeError('no network')));
    await expect(scene.send()).rejects.toThrow('no network');
    expect(scene.watch.pace()).toBeNull();
    expect(scene.watch.lastStatus()).toBeNull();
  });
  it('knows that it is slow when it was waited for in vain', async () => {
    const scene = createScene(async () => {
      scene.wait(75);
      throw new DOMException('silent too long', 'AbortError');
    });
    await expect(scene.send()).rejects.toThrow('silent');
    expect(scene.watch.pace()).toEqual({ seconds: 75, bytes: 500 });
  });
  it('ends the answer below when it is left early', async () => {
    let isEnded = false;
    const scene = createScene(async () => ({
      chunks: (async function* () {
        try {
          yield new Uint8Array(1);
          yield new Uint8Array(1);
        } finally {
          isEnded = true;
        }
      })(),
    }));
    const reply = await scene.send();
    for await (const _ of reply.chunks) break;
    expect(isEnded).toBe(true);
  });
});
