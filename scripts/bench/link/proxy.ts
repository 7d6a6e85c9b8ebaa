// Owns a proxy on loopback that counts every byte of HTTP both ways and, with a profile, lets it arrive as late as the link would.

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Dice } from '../../simulation/dice.ts';
import { createLink, packetBytesMax, type Link, type LinkProfile, type Way } from './link-model.ts';

export interface ProxyTally {
  /** Bytes as they pass the socket, headers included. */
  readonly up: number;
  readonly down: number;
  readonly requests: number;
  readonly connections: number;
}

export interface Proxy {
  readonly port: number;
  readonly address: string;
  /** Null: as good as loopback is. Open connections end and counting starts anew. */
  readonly setLink: (profile: LinkProfile | null, dice?: Dice) => void;
  readonly tally: () => ProxyTally;
  readonly close: () => Promise<void>;
}

const nothing = { up: 0, down: 0, requests: 0, connections: 0 };
const requestLine = /^(?:GET|POST|PUT|DELETE|HEAD|OPTIONS) \S+ HTTP\/1\.1\r\n/;

export async function createProxy(targetPort: number): Promise<Proxy> {
  let link: Link | null = null;
  let counts = { ...nothing };
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    open.add(near).add(far);
    counts.connections += 1;
    const openedAt = link === null ? 0 : link.opened(performance.now());
    carry(near, far, 'up', openedAt);
    carry(far, near, 'down', 0);
    for (const socket of [near, far]) {
      socket.on('error', () => {
        near.destroy();
        far.destroy();
      });
      socket.on('close', () => open.delete(socket));
    }
  });

  /** Bytes arrive in the order they were sent, none before the connection stands. */
  function carry(from: Socket, to: Socket, way: Way, openedAt: number): void {
    let arrivedAt = openedAt;
    let delivered: Promise<void> = Promise.resolve();
    from.on('data', (bytes: Buffer) => {
      counts[way] += bytes.length;
      // Every client here sends a request's head in one piece, after the answer to the one before.
      if (way === 'up' && requestLine.test(bytes.toString('latin1', 0, 2_048)))
        counts.requests += 1;
      const through = link;
      for (let at = 0; at < bytes.length; at += packetBytesMax) {
        const packet = bytes.subarray(at, at + packetBytesMax);
        if (through !== null)
          arrivedAt = Math.max(
            arrivedAt,
            through.arrival(way, packet.length, Math.max(openedAt, performance.now())),
          );
        const due = arrivedAt;
        delivered = delivered.then(async () => {
          if (through !== null) await until(due);
          if (!to.destroyed) to.write(packet);
        });
      }
    });
    from.on('end', () => void delivered.then(() => to.end()));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    address: `http://localhost:${port}`,
    setLink: (profile, dice) => {
      for (const socket of open) socket.destroy();
      link = profile === null ? null : createLink(profile, dice!, performance.now());
      counts = { ...nothing };
    },
    tally: () => ({ ...counts }),
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Bytes on the way are what is emulated here: this waits for their arrival, not for anything to happen. */
function until(due: number): Promise<void> {
  const left = due - performance.now();
  return left <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, left));
}
