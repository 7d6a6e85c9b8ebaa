// Owns waiting: timers as an interface, so that tests step through minutes at once.

export type Cancel = () => void;

export interface Timers {
  readonly after: (milliseconds: number, run: () => void) => Cancel;
  readonly every: (milliseconds: number, run: () => void) => Cancel;
}

export function createBrowserTimers(): Timers {
  return {
    after: (milliseconds, run) => {
      const id = setTimeout(run, milliseconds);
      return () => clearTimeout(id);
    },
    every: (milliseconds, run) => {
      const id = setInterval(run, milliseconds);
      return () => clearInterval(id);
    },
  };
}
