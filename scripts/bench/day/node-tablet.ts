// Owns a measuring tablet in Node: real WebCrypto and compression of the platform, over a simulated disk and the application itself.

import { openJournalDatabase } from '../../../client/journal/database.ts';
import type { Transport } from '../../../client/exchange/transport.ts';
import { createDisk } from '../../simulation/disk.ts';
import type { SimulatedLoop } from '../../simulation/event-loop.ts';
import type { BenchServer } from '../server/bench-server.ts';
import { createBenchTablet, type BenchTablet } from './bench-tablet.ts';

export async function createNodeTablet(server: BenchServer): Promise<BenchTablet> {
  muteDexie();
  const { platform } = createDisk(createRealLoop()).connect();
  return createBenchTablet({
    database: openJournalDatabase('bench', platform),
    transport: toApplication(server),
    tabLock: { politely: (work) => work() },
  });
}

/** Dexie warns of the simulated disk's way to make its stores; nothing else is kept quiet. */
function muteDexie(): void {
  const warn = console.warn.bind(console);
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).startsWith('Dexie SchemaDiff')) warn(...words);
  };
}

/** The disk's turns on Node's own loop: one task a turn, in order. */
function createRealLoop(): SimulatedLoop {
  let turn = 0;
  const missing = (): never => {
    throw new Error('real loop: simulated time is not for measures');
  };
  return {
    now: missing,
    turn: () => turn,
    task: (run) =>
      void setImmediate(() => {
        turn++;
        run();
      }),
    after: missing,
    sleep: missing,
    afterTasks: missing,
    timers: { after: missing, every: missing },
    run: missing,
  };
}

function toApplication(server: BenchServer): Transport {
  return {
    post: async (path, contentType, body) => {
      const response = await server.app.request(path, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body,
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      const chunks = async function* () {
        yield bytes;
      };
      return {
        status: response.status,
        contentType: response.headers.get('content-type') ?? '',
        retryAfterSeconds: null,
        chunks: chunks(),
      };
    },
  };
}
