// Owns a poor link on loopback: slow, far away, cut at random bytes, and every byte of HTTP counted as it passes.

import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

export interface LinkQuality {
  readonly roundTripMilliseconds: number;
  readonly bitsPerSecond: number;
  /** Per exchange, that it is cut at a random byte. */
  readonly cutProbability: number;
  /** Numbers from 0 to 1. */
  readonly dice: () => number;
}

export interface LinkTally {
  readonly up: number;
  readonly down: number;
  readonly requests: number;
  readonly cuts: number;
}

export interface CuttingProxy {
  readonly address: string;
  /** Null: as good as loopback is. Counting starts anew. */
  readonly setQuality: (quality: LinkQuality | null) => void;
  readonly tally: () => LinkTally;
  readonly close: () => Promise<void>;
}

/** A cut falls somewhere within this many bytes of the request and its answer. */
const cutWithinBytes = 8_000;

export async function createCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  let quality: LinkQuality | null = null;
  const counts = { up: 0, down: 0, requests: 0, cuts: 0 };
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    open.add(near).add(far);
    let budget = Infinity;
    const cut = (): void => {
      near.destroy();
      far.destroy();
    };
    const pass = async (bytes: Buffer, to: Socket, way: 'up' | 'down'): Promise<void> => {
      const link = quality;
      const passing = bytes.subarray(0, Math.min(bytes.length, Math.max(0, budget)));
      budget -= bytes.length;
      counts[way] += passing.length;
      if (link !== null) {
        const onTheWay = (passing.length * 8_000) / link.bitsPerSecond;
        await pause(onTheWay + link.roundTripMilliseconds / 2);
      }
      if (!to.destroyed) to.write(passing);
      if (budget >= 0) return;
      counts.cuts += 1;
      cut();
    };
    let upward = Promise.resolve();
    let downward = Promise.resolve();
    near.on('data', (bytes) => {
      if (bytes.subarray(0, 5).toString('latin1') === 'POST ') {
        counts.requests += 1;
        const isCut = quality !== null && quality.dice() < quality.cutProbability;
        budget = isCut ? Math.floor(quality!.dice() * cutWithinBytes) : Infinity;
      }
      upward = upward.then(() => pass(bytes, far, 'up'));
    });
    far.on('data', (bytes) => {
      downward = downward.then(() => pass(bytes, near, 'down'));
    });
    near.on('end', () => void upward.then(() => far.end()));
    far.on('end', () => void downward.then(() => near.end()));
    for (const socket of [near, far]) {
      socket.on('error', cut);
      socket.on('close', () => open.delete(socket));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}`,
    setQuality: (next) => {
      // Connections that were opened on the good link do not survive the walk to the poor one.
      for (const socket of open) socket.destroy();
      quality = next;
      Object.assign(counts, { up: 0, down: 0, requests: 0, cuts: 0 });
    },
    tally: () => ({ ...counts }),
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The time bytes are on the way: what is emulated here, not a wait for anything. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
