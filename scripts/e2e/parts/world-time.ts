// Owns the time of a story: server and browsers live by one clock that a test moves on, so that hours pass in an instant.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { istDayOf } from '../../../schemas/rules/day.ts';

export interface WorldTime {
  /** For the server's process: it adds what the file says to the machine's time. */
  readonly variables: Readonly<Record<string, string>>;
  readonly nowSeconds: () => number;
  /** Before the first page opens. */
  readonly follow: (context: BrowserContext) => Promise<void>;
  /** On the server and in every browser that follows: timers that fell due meanwhile run once, as after a sleep. */
  readonly pass: (hours: number) => Promise<void>;
}

const istOffsetSeconds = 5.5 * 3600;

/** Begins today in India at this hour, whenever the test runs. */
export async function createWorldTime(folder: string, hourInIndia: number): Promise<WorldTime> {
  const file = join(folder, 'time-shift');
  const machine = Date.now();
  const midnight = Date.parse(`${istDayOf(machine / 1000)}T00:00:00Z`) - istOffsetSeconds * 1000;
  let shift = midnight + hourInIndia * 3_600_000 - machine;
  const write = (): Promise<void> => writeFile(file, String(shift));
  const following: BrowserContext[] = [];
  await write();
  return {
    variables: {
      NODE_OPTIONS: `--import ${new URL('./shifted-time.mjs', import.meta.url).href}`,
      SHIFTED_TIME_FILE: file,
    },
    nowSeconds: () => Math.floor((Date.now() + shift) / 1000),
    follow: async (context) => {
      await context.clock.install({ time: Date.now() + shift });
      following.push(context);
    },
    pass: async (hours) => {
      shift += hours * 3_600_000;
      await write();
      await Promise.all(following.map((context) => context.clock.fastForward(hours * 3_600_000)));
    },
  };
}
