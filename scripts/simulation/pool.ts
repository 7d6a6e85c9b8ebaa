// Owns the sharing out of seeds over worker threads, and the sums of what they found.

import { Worker } from 'node:worker_threads';
import type {
  RunResult,
  WorkerOrder,
  WorkerTask,
  WorkerWord,
  Wrong,
  WrongKind,
} from './results.ts';

export interface PoolOrder {
  readonly seeds: Iterable<number>;
  readonly threads: number;
  readonly switchName?: string;
  readonly onResult?: (result: RunResult) => void;
  readonly onLine?: (line: string) => void;
  /** Looked at before each seed: true ends the work early. */
  readonly isEnough?: () => boolean;
}

export interface Tally {
  runs: number;
  saved: number;
  doses: number;
  exchanges: number;
  destroyedByPowerLoss: number;
  remembered: number;
  simulatedSeconds: number;
  readonly faults: Map<string, number>;
  readonly wrongs: Map<WrongKind, number>;
  readonly failed: { readonly seed: number; readonly wrongs: readonly Wrong[] }[];
}

export function createTally(): Tally {
  return {
    runs: 0,
    saved: 0,
    doses: 0,
    exchanges: 0,
    destroyedByPowerLoss: 0,
    remembered: 0,
    simulatedSeconds: 0,
    faults: new Map(),
    wrongs: new Map(),
    failed: [],
  };
}

export function addToTally(tally: Tally, result: RunResult): void {
  tally.runs += 1;
  tally.saved += result.saved;
  tally.doses += result.doses;
  tally.exchanges += result.exchanges;
  tally.destroyedByPowerLoss += result.destroyedByPowerLoss;
  tally.remembered += result.remembered;
  tally.simulatedSeconds += result.simulatedSeconds;
  for (const [name, count] of Object.entries(result.faults))
    tally.faults.set(name, (tally.faults.get(name) ?? 0) + count);
  for (const { kind } of result.wrongs) tally.wrongs.set(kind, (tally.wrongs.get(kind) ?? 0) + 1);
  if (result.wrongs.length > 0) tally.failed.push({ seed: result.seed, wrongs: result.wrongs });
}

export async function runSeeds(order: PoolOrder): Promise<Tally> {
  const tally = createTally();
  const seeds = order.seeds[Symbol.iterator]();
  const next = (): WorkerTask => {
    if (order.isEnough?.() === true) return 'end';
    const step = seeds.next();
    return step.done === true ? 'end' : { seed: step.value, isTold: order.onLine !== undefined };
  };
  const thread = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const workerData: WorkerOrder = { switchName: order.switchName ?? null };
      const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData });
      worker.on('message', (word: WorkerWord) => {
        if (word.word === 'line') return order.onLine?.(word.line);
        if (word.word === 'result') {
          addToTally(tally, word.result);
          order.onResult?.(word.result);
        }
        worker.postMessage(next());
      });
      worker.on('error', reject);
      worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`worker: ${code}`))));
    });
  await Promise.all(Array.from({ length: order.threads }, thread));
  return tally;
}
