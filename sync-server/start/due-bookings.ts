// Owns how often stated bookings are looked up while the server runs: apart from the exchange, so that no tablet waits for other centres' lists.

import { answerBookings } from '../judge/answer-bookings.ts';

const lookEveryMilliseconds = 2_000;

/** Answers with its own stop, which waits for the work in hand. What failed is tried again at the next look. */
export function followStatedBookings(
  deps: Parameters<typeof answerBookings>[0],
  onFault: (error: unknown) => void,
): () => Promise<void> {
  let work: Promise<void> | null = null;
  const look = (): void => {
    work ??= answerBookings(deps)
      .then(() => undefined, onFault)
      .finally(() => {
        work = null;
      });
  };
  const timer = setInterval(look, lookEveryMilliseconds);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await work;
  };
}
