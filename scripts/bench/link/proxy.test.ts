import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDice } from '../../simulation/dice.ts';
import { createProxy, type Proxy } from './proxy.ts';

let server: Server;
let proxy: Proxy;
beforeEach(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => response.end(Buffer.concat(chunks)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await createProxy((server.address() as AddressInfo).port);
});
afterEach(async () => {
  await proxy.close();
  server.closeAllConnections();
  server.close();
});

const echo = async (body: string): Promise<string> => {
  const answer = await fetch(`${proxy.address}/echo`, { method: 'POST', body });
  return answer.text();
};

it('counts requests and bytes with their headers, both ways', async () => {
  const body = 'x'.repeat(5_000);
  expect(await echo(body)).toBe(body);
  expect(await echo(body)).toBe(body);
  const { up, down, requests } = proxy.tally();
  expect(requests).toBe(2);
  expect(up).toBeGreaterThan(2 * body.length);
  expect(up).toBeLessThan(2 * body.length + 1_500);
  expect(down).toBeGreaterThan(2 * body.length);
  proxy.setLink(null);
  expect(proxy.tally()).toEqual({ up: 0, down: 0, requests: 0, connections: 0 });
});

it('delivers every byte in order over a poor link, never before its time', async () => {
  const profile = {
    name: 'poor',
    upBitsPerSecond: 1_000_000,
    downBitsPerSecond: 1_000_000,
    roundTripMs: 60,
    jitterMs: 40,
    lossShare: 0,
    stall: null,
  };
  proxy.setLink(profile, createDice(1));
  const body = Array.from({ length: 4_000 }, (_, i) => i).join(' ');
  const start = performance.now();
  expect(await echo(body)).toBe(body);
  const took = performance.now() - start;
  const bitsMs = (2 * body.length * 8_000) / 1_000_000;
  // Two round trips for the handshakes and one for the request, each at least 20 ms, and the bits both ways.
  expect(took).toBeGreaterThan(3 * 20 + bitsMs);
});
