// Owns the issuing of cards while the server runs: apart from the exchange, and after it, so that no tablet waits for a signature.

import { issueDueCards } from '../certificates/card-office.ts';
import type { CardDeps } from '../certificates/deps.ts';

const lookEveryMilliseconds = 2_000;

/** Answers with its own stop, which waits for the work in hand. What failed is tried again at the next look. */
export function followDueCards(
  deps: CardDeps,
  untilRoom: () => Promise<void>,
  onFault: (error: unknown) => void,
): () => Promise<void> {
  let work: Promise<void> | null = null;
  let isStopped = false;
  const mayGoOn = async (): Promise<boolean> => {
    if (!isStopped) await untilRoom();
    return !isStopped;
  };
  const look = (): void => {
    work ??= issueDueCards(deps, mayGoOn)
      .then(() => undefined, onFault)
      .finally(() => {
        work = null;
      });
  };
  const timer = setInterval(look, lookEveryMilliseconds);
  timer.unref();
  return async () => {
    isStopped = true;
    clearInterval(timer);
    await work;
  };
}
