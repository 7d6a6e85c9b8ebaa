// Owns what tests do with the app's service worker from outside: see its events end, and wake it as the browser would.

import type { BrowserContext, CDPSession, Worker } from 'playwright-core';
import { waitUntil } from './server-process.ts';

export interface WorkerWatch {
  /** As the browser's Background Sync does when there is a network again. Returns how the event ended. */
  readonly wake: (options?: { readonly isLastChance?: boolean }) => Promise<string>;
  readonly stop: () => Promise<void>;
}

const tag = 'suchi-deliver';

/** A page of the browser must be open; it need not be one of the app. */
export async function watchWorker(context: BrowserContext, origin: string): Promise<WorkerWatch> {
  const page = context.pages()[0]!;
  const session: CDPSession = await context.newCDPSession(page);
  let registrationId: string | null = null;
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    for (const each of registrations)
      if (each.scopeURL.startsWith(origin) && !each.isDeleted) registrationId = each.registrationId;
  });
  await session.send('ServiceWorker.enable');
  await waitUntil(() => registrationId !== null, 'the registration of the service worker');
  return {
    wake: async ({ isLastChance = false } = {}) => {
      const worker = await runningWorker(context, session, origin);
      await worker.evaluate(recordEnds);
      const before = await worker.evaluate(readEnds);
      await session.send('ServiceWorker.dispatchSyncEvent', {
        origin,
        registrationId: registrationId!,
        tag,
        lastChance: isLastChance,
      });
      await waitUntil(
        async () => (await worker.evaluate(readEnds)).length > before.length,
        'the end of the sync event',
      );
      return (await worker.evaluate(readEnds))[before.length]!;
    },
    stop: async () => {
      await session.send('ServiceWorker.disable');
      await session.detach();
    },
  };
}

/** The browser stops a worker that has nothing to do. */
async function runningWorker(
  context: BrowserContext,
  session: CDPSession,
  origin: string,
): Promise<Worker> {
  const find = (): Worker | undefined =>
    context.serviceWorkers().find((worker) => worker.url().startsWith(origin));
  if (find() === undefined)
    await session.send('ServiceWorker.startWorker', { scopeURL: `${origin}/` });
  await waitUntil(() => find() !== undefined, 'the service worker to run');
  return find()!;
}

interface WatchedScope {
  ends?: string[];
}

/** Runs in the worker. */
function recordEnds(): void {
  const scope = globalThis as unknown as WatchedScope & {
    readonly ExtendableEvent: { prototype: { waitUntil: (work: Promise<unknown>) => void } };
  };
  if (scope.ends !== undefined) return;
  const ends: string[] = [];
  scope.ends = ends;
  const { prototype } = scope.ExtendableEvent;
  const waitUntilBefore = prototype.waitUntil;
  prototype.waitUntil = function (this: Event, work: Promise<unknown>) {
    if (this.type === 'sync')
      work.then(
        () => ends.push('fulfilled'),
        (error: Error) => ends.push(error.message),
      );
    return waitUntilBefore.call(this as never, work);
  };
}

/** Runs in the worker. */
function readEnds(): string[] {
  return (globalThis as unknown as WatchedScope).ends ?? [];
}
