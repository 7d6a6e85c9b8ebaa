// Runs rooms of trust runs in a thread of its own: it is given a switch or none, then one order after another.

import { parentPort, workerData } from 'node:worker_threads';
import { prepareWorker } from '../load.ts';
import type { TrustTask, TrustWord } from './trust-pool.ts';
import { trustSwitches } from './trust-switches.ts';

const say = (word: TrustWord): void => parentPort?.postMessage(word);
const { switchName } = workerData as { readonly switchName: string | null };
const loader = prepareWorker(switchName, trustSwitches);
const { createDeployment } = await import('../deployment.ts');
const { runDump } = await import('./dump.ts');
const { runFraud } = await import('./fraud-run.ts');
const { runHonestRoom } = await import('./honest-room.ts');
loader.checkEdits();
const deployment = await createDeployment();

parentPort?.on('message', (task: TrustTask) => {
  if (task === 'end') {
    deployment.remove();
    process.exit(0);
  }
  void run(task);
});
say({ word: 'ready' });

async function run(task: Exclude<TrustTask, 'end'>): Promise<void> {
  try {
    if (task.what === 'dump')
      return say({ word: 'result', task, result: await runDump(deployment, task.order.seed) });
    const result =
      task.what === 'fraud'
        ? await runFraud(deployment, task.order)
        : await runHonestRoom(deployment, task.order);
    say({ word: 'result', task, result });
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say({ word: 'broken', task, what });
  }
}
