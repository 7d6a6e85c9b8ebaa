// Owns how many exchanges are under way, and that work which no tablet waits for lets them go first, though never for long.

export interface UnderWay {
  /** Runs one exchange, counted while it runs. */
  readonly during: <Value>(work: () => Promise<Value>) => Promise<Value>;
  /** Resolves when hardly any exchange is under way, or after `secondsMax`: what waits is late then, and never forgotten. */
  readonly untilRoom: () => Promise<void>;
}

/** One piece of other work between so few exchanges is not felt. */
const fewExchanges = 3;
const secondsMax = 5;

export interface Alarm {
  /** Calls after so many seconds; the answer takes it back. */
  readonly after: (seconds: number, call: () => void) => () => void;
}

export function createUnderWay(alarm: Alarm): UnderWay {
  const waiting = new Set<() => void>();
  let running = 0;
  const letIn = (): void => {
    if (running > fewExchanges) return;
    for (const go of waiting) go();
  };
  return {
    during: async (work) => {
      running += 1;
      try {
        return await work();
      } finally {
        running -= 1;
        letIn();
      }
    },
    untilRoom: () =>
      running <= fewExchanges
        ? Promise.resolve()
        : new Promise((resolve) => {
            const go = (): void => {
              waiting.delete(go);
              forget();
              resolve();
            };
            const forget = alarm.after(secondsMax, go);
            waiting.add(go);
          }),
  };
}
