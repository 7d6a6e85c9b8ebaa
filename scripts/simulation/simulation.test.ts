// Owns the simulated runs of every test run: a thousand seeds with both processors to themselves.

import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runSeeds, type Tally } from './pool.ts';

const threads = Math.min(4, Math.max(2, availableParallelism()));
const runsWanted = 1_000;
/** About 95 s on two free processors. A machine that cannot do it in this time says so. */
const secondsMax = 175;

/** The same stretch each time, so that a change is judged by the change; `npm run simulate -- --seed S` sees others. */
const firstSeed = 1;

const failuresOf = (tally: Tally): string[] =>
  tally.failed.map(
    ({ seed, wrongs }) =>
      `npm run simulate -- --seed ${seed}: ${wrongs.map((wrong) => `${wrong.kind} ${wrong.what}`)[0]}`,
  );

describe('the simulation', () => {
  it(
    'loses, doubles, misattributes nothing, leaves no hole, and every fold is equal',
    async () => {
      const startedAt = performance.now();
      const tally = await runSeeds({
        seeds: Array.from({ length: runsWanted }, (_, i) => firstSeed + i),
        threads,
        isEnough: () => performance.now() - startedAt > secondsMax * 1000,
      });
      const { runs, saved, exchanges } = tally;
      console.log(
        `${runs} runs from seed ${firstSeed}: ${saved} events, ${exchanges} exchanges, ` +
          `${[...tally.faults.values()].reduce((sum, count) => sum + count, 0)} mishaps`,
      );
      expect(failuresOf(tally)).toEqual([]);
      expect(runs).toBe(runsWanted);
    },
    (secondsMax + 60) * 1000,
  );

  it('replays a seed to the last hash', async () => {
    const traces: string[] = [];
    for (let i = 0; i < 2; i++)
      await runSeeds({ seeds: [25], threads: 1, onResult: ({ trace }) => traces.push(trace) });
    expect(traces[0]).toMatch(/^\d+\/\d+\/\d+:/);
    expect(traces[1]).toBe(traces[0]);
  });
});
