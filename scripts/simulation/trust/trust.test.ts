// Owns that trust runs pass with the judge as it is, and fail for each rule that is taken out of it.

import { describe, expect, it } from 'vitest';
import { enumerateGuesses, findFraudFaults, sumByStrategy } from './fraud-verdict.ts';
import { findHonestFaults, planHonestRooms, sumHonest } from './honest-verdict.ts';
import { guessLookAlikes } from './strategies/guess-look-alikes.ts';
import { planFraud } from './trust-report.ts';
import { runRooms, type RoomTask } from './trust-pool.ts';
import { trustSwitches } from './trust-switches.ts';

const threads = 2;
const seed = 1;
const shares = enumerateGuesses();

async function faultsOfFraud(tasks: readonly RoomTask[], switchName?: string): Promise<string[]> {
  const named = switchName === undefined ? {} : { switchName };
  const outcome = await runRooms({ tasks, threads, ...named });
  return [...outcome.broken, ...findFraudFaults(sumByStrategy(outcome.fraud), shares)];
}

const honestTasks = (doses: number): RoomTask[] => [
  ...planHonestRooms(doses, seed).map((order) => ({ what: 'honest', order }) as const),
  // A tablet that comes late, whatever chance says.
  { what: 'honest', order: { seed: 7, doses: 60, tablets: 3, lateDays: 1, isOneLost: false } },
];

/** Its vials were drawn from by others, and their openings never come. */
const lostTablet: RoomTask = {
  what: 'honest',
  order: { seed: 5, doses: 120, tablets: 3, lateDays: 0, isOneLost: true },
};

async function faultsOfHonest(tasks: readonly RoomTask[], switchName?: string): Promise<string[]> {
  const named = switchName === undefined ? {} : { switchName };
  const outcome = await runRooms({ tasks, threads, ...named });
  return [...outcome.broken, ...findHonestFaults(sumHonest(outcome.honest))];
}

describe('a dishonest vaccinator', () => {
  it('is exposed by 98.9 % of guesses and gains a certificate by 1.1 % at most, over all 10,000 codes', () => {
    expect(shares.pairs).toBe(970_882);
    expect(shares.exposed).toBeGreaterThanOrEqual(0.989);
    expect(shares.carded).toBeLessThanOrEqual(0.011);
  });

  it('gains nothing by any strategy without a willing holder of a phone, and never more than the stock with one', async () => {
    expect(await faultsOfFraud(planFraud(20, seed, 400))).toEqual([]);
  }, 240_000);
});

describe('the whole storage of a tablet, after a day of work', () => {
  it('keeps promises 1 and 2: 90 codes and more fit anybody’s record, no key of the digits rests, and remainders are the same everywhere', async () => {
    const tasks: RoomTask[] = [{ what: 'dump', order: { seed: 3 } }];
    const { dumps, broken } = await runRooms({ tasks, threads: 1 });
    expect(broken).toEqual([]);
    expect(dumps[0]!.people).toBe(60);
    expect(dumps[0]!.candidatesMin).toBeGreaterThanOrEqual(90);
    expect(dumps[0]).toMatchObject({
      isSearchGood: true,
      keysAtRest: 0,
      wordyEvents: 0,
      tagsThatDiffer: 0,
    });
  }, 120_000);
});

describe('an honest district', () => {
  it('is settled without anybody’s work but a few tasks', async () => {
    expect(await faultsOfHonest(honestTasks(400))).toEqual([]);
  }, 240_000);
});

describe('trust runs', () => {
  it('tell somebody of what waits for a tablet that never comes back', async () => {
    const { honest } = await runRooms({ tasks: [lostTablet], threads: 1 });
    expect(honest[0]!.inTask).toBeGreaterThan(0);
    expect(honest[0]!.unsettled).toBe(0);
  }, 120_000);

  it.each(trustSwitches.map((one) => [one.name, one.seenBy, one.says] as const))(
    'fail without a rule: %s',
    async (switchName, seenBy, says) => {
      const isHonest = seenBy === 'the honest side';
      const doses = seenBy === guessLookAlikes.name ? 100 : 24;
      const all = planFraud(doses, seed, doses);
      const tasks = all.filter((task) => task.what === 'fraud' && task.order.strategy === seenBy);
      const faults = isHonest
        ? await faultsOfHonest([...honestTasks(60), lostTablet], switchName)
        : await faultsOfFraud(tasks, switchName);
      expect(faults.join('\n')).toContain(says);
    },
    120_000,
  );
});
