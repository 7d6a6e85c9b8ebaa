// Owns the platform's clocks: the only place on the tablet that reads the time.

/** All in seconds. `wall` may be wrong or set by hand; `running` only ever grows while this page lives. */
export interface Clock {
  readonly wall: () => number;
  readonly running: () => number;
}

export function createBrowserClock(): Clock {
  return {
    wall: () => Math.floor(Date.now() / 1000),
    running: () => performance.now() / 1000,
  };
}
