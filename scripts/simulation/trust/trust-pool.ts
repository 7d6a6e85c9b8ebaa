// Owns the sharing out of rooms over worker threads.

import { Worker } from 'node:worker_threads';
import type { DumpResult } from './dump.ts';
import type { FraudOrder, FraudResult } from './fraud-run.ts';
import type { HonestOrder, HonestResult } from './honest-room.ts';

export type RoomTask =
  | { readonly what: 'fraud'; readonly order: FraudOrder }
  | { readonly what: 'honest'; readonly order: HonestOrder }
  | { readonly what: 'dump'; readonly order: { readonly seed: number } };
export type TrustTask = RoomTask | 'end';
export type TrustWord =
  | { readonly word: 'ready' }
  | {
      readonly word: 'result';
      readonly task: RoomTask;
      readonly result: FraudResult | HonestResult | DumpResult;
    }
  | { readonly word: 'broken'; readonly task: RoomTask; readonly what: string };

export interface TrustOutcome {
  readonly fraud: FraudResult[];
  readonly honest: HonestResult[];
  readonly dumps: DumpResult[];
  readonly broken: string[];
}

export async function runRooms(options: {
  readonly tasks: readonly RoomTask[];
  readonly threads: number;
  readonly switchName?: string;
  readonly onDone?: (done: number) => void;
  /** Looked at before each room: true ends the work early, with what is done. */
  readonly isEnough?: () => boolean;
}): Promise<TrustOutcome> {
  const outcome: TrustOutcome = { fraud: [], honest: [], dumps: [], broken: [] };
  const left = [...options.tasks].reverse();
  let done = 0;
  const take = (word: TrustWord): void => {
    if (word.word === 'ready') return;
    done += 1;
    options.onDone?.(done);
    if (word.word === 'broken')
      outcome.broken.push(`${word.task.what} ${JSON.stringify(word.task.order)}: ${word.what}`);
    else if (word.task.what === 'fraud') outcome.fraud.push(word.result as FraudResult);
    else if (word.task.what === 'dump') outcome.dumps.push(word.result as DumpResult);
    else outcome.honest.push(word.result as HonestResult);
  };
  const thread = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const workerData = { switchName: options.switchName ?? null };
      const worker = new Worker(new URL('trust-worker.ts', import.meta.url), { workerData });
      worker.on('message', (word: TrustWord) => {
        take(word);
        worker.postMessage((options.isEnough?.() === true ? undefined : left.pop()) ?? 'end');
      });
      worker.on('error', reject);
      worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`worker: ${code}`))));
    });
  const threads = Math.max(1, Math.min(options.threads, options.tasks.length));
  await Promise.all(Array.from({ length: threads }, thread));
  return outcome;
}
