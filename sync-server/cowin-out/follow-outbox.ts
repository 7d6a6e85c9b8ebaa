// Owns when the outbox works: soon after something was recorded, at once while there is more, and ever more rarely while the receiver is away.

import type { Logger } from '../logger.ts';
import type { ServerParts } from '../parts.ts';
import { backOffSeconds } from './decide-delivery.ts';
import { planDeliveries } from './plan-deliveries.ts';
import { sendDeliveries, type PostDelivery } from './send-deliveries.ts';

const lookEverySeconds = 10;
/** However long the receiver was away, it is looked for again within five minutes. */
const awaySecondsMax = 300;

export interface OutboxParts extends Pick<ServerParts, 'store' | 'clock' | 'random'> {
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** What one look did, and when to look again. Pure beside the services it calls: tests drive it without a timer. */
export async function workOutbox(
  parts: OutboxParts,
  post: PostDelivery,
  roundsAway: number,
): Promise<{ readonly waitSeconds: number; readonly roundsAway: number }> {
  const planned = await planDeliveries(parts);
  const { delivered, failed, isReceiverDown } = await sendDeliveries(parts, post);
  if (planned + delivered + failed > 0)
    parts.logger.info({ count: delivered, rows: planned }, 'outbox to the state’s register');
  if (isReceiverDown) {
    const seconds = backOffSeconds(roundsAway, parts.random(1)[0]! / 255);
    return { waitSeconds: Math.min(awaySecondsMax, seconds), roundsAway: roundsAway + 1 };
  }
  return { waitSeconds: delivered > 0 ? 0 : lookEverySeconds, roundsAway: 0 };
}

/** Answers with its own stop, which waits for the request that is under way. */
export function followOutbox(
  parts: OutboxParts,
  post: PostDelivery,
  errorFields: (error: unknown) => object,
): () => Promise<void> {
  let isStopped = false;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let roundsAway = 0;
  const look = async (): Promise<void> => {
    let waitSeconds = lookEverySeconds;
    try {
      const worked = await workOutbox(parts, post, roundsAway);
      ({ waitSeconds, roundsAway } = worked);
    } catch (error) {
      parts.logger.error({ ...errorFields(error) }, 'the outbox stumbled; it tries again');
    }
    if (!isStopped) plan(waitSeconds);
  };
  const plan = (seconds: number): void => {
    timer = setTimeout(() => {
      running = look();
    }, seconds * 1000);
    timer.unref();
  };
  plan(0);
  return async () => {
    isStopped = true;
    if (timer !== null) clearTimeout(timer);
    await running;
  };
}
