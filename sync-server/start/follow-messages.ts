// Owns the rounds of the outbox while the server runs: one at a time, every few seconds, and at once when there is a new message.

import { sendRound, type MessageDeps, type RoundCounts } from '../messages/send-messages.ts';

const roundEveryMilliseconds = 5_000;

export interface FollowedMessages {
  readonly wake: () => void;
  /** Resolves when the round that runs has ended: a message at the gateway is not left half-noted. */
  readonly stop: () => Promise<void>;
}

export function followMessages(
  deps: MessageDeps,
  untilRoom: () => Promise<void>,
  on: {
    readonly round: (counts: RoundCounts) => void;
    readonly fault: (error: unknown) => void;
  },
): FollowedMessages {
  let running: Promise<void> | null = null;
  let isWanted = false;
  let isStopped = false;
  const run = async (): Promise<void> => {
    do {
      isWanted = false;
      try {
        const counts = await sendRound(deps);
        if (Object.keys(counts).length > 0) on.round(counts);
      } catch (error) {
        on.fault(error);
      }
    } while (isWanted && !isStopped);
    running = null;
  };
  const wake = (): void => {
    if (isStopped) return;
    isWanted = true;
    running ??= run();
  };
  // Whoever wakes the sender has a person waiting for a code; the round of the clock lets tablets go first.
  const look = (): void => void untilRoom().then(wake);
  const timer = setInterval(look, roundEveryMilliseconds);
  timer.unref();
  return {
    wake,
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
