// Owns the issuing of cards while the server runs: apart from the exchange, so that no tablet waits for a signature.

import { issueDueCards } from '../certificates/card-office.ts';
import type { CardDeps } from '../certificates/deps.ts';

const lookEveryMilliseconds = 2_000;

/** Answers with its own stop, which waits for the work in hand. What failed is tried again at the next look. */
export function followDueCards(
  deps: CardDeps,
  onFault: (error: unknown) => void,
): () => Promise<void> {
  let work: Promise<void> | null = null;
  const look = (): void => {
    work ??= issueDueCards(deps)
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
