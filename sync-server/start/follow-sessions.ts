// Owns how often the judge looks at vaccination sessions that closed two days ago.

import { settleContested } from '../judge/claims.ts';
import { findPairs } from '../judge/find-pairs.ts';
import { sayEvidenceDue } from '../judge/evidence-due.ts';

const everyMilliseconds = 15 * 60_000;

/** Looks at once and then four times an hour; returns how to stop. A failure is told and tried again at the next turn. */
export function followSessions(
  deps: Parameters<typeof sayEvidenceDue>[0],
  onError: (error: Error) => void,
): () => void {
  const look = (): void => {
    const looking = sayEvidenceDue(deps)
      .then(() => settleContested(deps))
      .then(() => findPairs(deps));
    looking.catch((error: unknown) => onError(error as Error));
  };
  look();
  const timer = setInterval(look, everyMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
