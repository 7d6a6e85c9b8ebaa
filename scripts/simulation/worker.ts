// Runs seeds in a thread of its own: it is given a switch or none, then one seed after another, and answers each result.

import { parentPort, workerData } from 'node:worker_threads';
import { prepareWorker } from './load.ts';
import type { WorkerOrder, WorkerTask, WorkerWord } from './results.ts';

const say = (word: WorkerWord): void => parentPort?.postMessage(word);
const loader = prepareWorker((workerData as WorkerOrder).switchName);
const { createDeployment } = await import('./deployment.ts');
const { runSeed } = await import('./scenario.ts');
loader.checkEdits();
const deployment = await createDeployment();
const unhandled: string[] = [];
process.on('unhandledRejection', (error) => {
  const { name, message, stack } = error as Error;
  // Work of a tab that is gone ends in these; nobody is left to hear it.
  if (!/Abort|InvalidState|DatabaseClosed|PrematureCommit|Quota|Unknown/.test(name))
    unhandled.push(stack ?? message);
});

parentPort?.on('message', (task: WorkerTask) => {
  if (task === 'end') {
    deployment.remove();
    process.exit(0);
  }
  void run(task);
});
say({ word: 'ready' });

async function run({ seed, isTold }: Exclude<WorkerTask, 'end'>): Promise<void> {
  const tell = isTold ? (line: string) => say({ word: 'line', line }) : undefined;
  unhandled.length = 0;
  try {
    const result = await runSeed(seed, deployment, tell);
    const wrongs = [
      ...result.wrongs,
      ...unhandled.map((what) => ({ kind: 'broken', what }) as const),
    ];
    say({ word: 'result', result: { ...result, wrongs } });
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const nothing = {
      saved: 0,
      doses: 0,
      destroyedByPowerLoss: 0,
      remembered: 0,
      exchanges: 0,
      simulatedSeconds: 0,
    };
    const wrongs = [{ kind: 'broken', what } as const];
    say({ word: 'result', result: { seed, ...nothing, faults: {}, wrongs, trace: '' } });
  }
}
