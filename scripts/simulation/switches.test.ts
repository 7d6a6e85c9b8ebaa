// Sees every switch caught: a simulation that cannot fail proves nothing.

import { describe, expect, it } from 'vitest';
import { runSeeds } from './pool.ts';
import { switches } from './switches.ts';

const switchSeedsMax = 400;

describe('a rule that is taken out', () => {
  it.each(switches.map((one) => [one.name, one.seed] as const))(
    'is caught: %s',
    async (switchName, seed) => {
      let caught = '';
      const isEnough = (): boolean => caught !== '';
      await runSeeds({
        seeds: [seed, ...Array.from({ length: switchSeedsMax }, (_, i) => i + 1)],
        threads: 1,
        switchName,
        isEnough,
        onResult: (result) => {
          if (result.wrongs[0] !== undefined)
            caught ||= `seed ${result.seed}: ${result.wrongs[0].kind}`;
        },
      });
      expect(caught).not.toBe('');
    },
    180_000,
  );
});
