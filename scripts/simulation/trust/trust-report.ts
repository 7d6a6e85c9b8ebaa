// Owns the two commands of trust, fraud and honest: what is run, and the tables that are printed.

import { enumerateGuesses, findFraudFaults, sumByStrategy } from './fraud-verdict.ts';
import { findHonestFaults, planHonestRooms, sumHonest } from './honest-verdict.ts';
import { guessLookAlikes } from './strategies/guess-look-alikes.ts';
import { strategies } from './strategies/index.ts';
import { runRooms, type RoomTask } from './trust-pool.ts';

export interface TrustOrder {
  readonly doses: number;
  readonly seed: number;
  readonly threads: number;
  readonly onDone: (done: number, all: number) => void;
  readonly isEnough: () => boolean;
}

const number = (value: number): string => value.toLocaleString('en-IN');
const guessesPerRoom = 500;
const allCodes = 10_000;

/** Every code of the 10,000 is met once by a guesser; every other strategy invents `doses` doses. */
export function planFraud(doses: number, seed: number, guesses = allCodes): RoomTask[] {
  const tasks: RoomTask[] = [];
  const fraud = (strategy: string, at: number, count: number, firstCode?: number): void =>
    void tasks.push({
      what: 'fraud',
      order: {
        strategy,
        seed: seed * 100_000 + at,
        doses: count,
        ...(firstCode === undefined ? {} : { firstCode }),
      },
    });
  for (let code = 0; code < guesses; code += guessesPerRoom)
    fraud(guessLookAlikes.name, code, Math.min(guessesPerRoom, guesses - code), code);
  for (const [at, strategy] of strategies.entries())
    if (strategy !== guessLookAlikes) fraud(strategy.name, at + 50_000, doses);
  return tasks;
}

/** Sentences of what is wrong. */
export async function reportFraud(order: TrustOrder): Promise<string[]> {
  const tasks = planFraud(order.doses, order.seed);
  const outcome = await runRooms({
    tasks,
    threads: order.threads,
    onDone: (done) => order.onDone(done, tasks.length),
    isEnough: order.isEnough,
  });
  const shares = enumerateGuesses();
  const names = new Map(strategies.map((one, at) => [one.name, at]));
  const sums = sumByStrategy(outcome.fraud).sort(
    (a, b) => names.get(a.strategy)! - names.get(b.strategy)!,
  );
  console.log(
    `\nGuessing, by the set rule over ${number(shares.pairs)} pairs of a right code and a look-alike: ` +
      `${(shares.exposed * 100).toFixed(3)} % exposed, ${(shares.carded * 100).toFixed(3)} % gain a certificate.\n`,
  );
  console.log(
    '| strategy | tried | exposed at once | tasks | certificates | at most | stopped by |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | --- |');
  for (const sum of sums) {
    const strategy = strategies[names.get(sum.strategy)!]!;
    const most = strategy === guessLookAlikes ? '1.1 %' : number(sum.gainMax);
    console.log(
      `| ${sum.strategy} | ${number(sum.tried)} | ${number(sum.exposed)} | ${number(sum.tasks)} | ` +
        `${number(sum.gained)} | ${most} | ${strategy.stoppedBy} |`,
    );
  }
  return [...outcome.broken, ...findFraudFaults(sums, shares)];
}

/** Sentences of what is wrong. */
export async function reportHonest(order: TrustOrder): Promise<string[]> {
  const rooms = planHonestRooms(order.doses, order.seed);
  const outcome = await runRooms({
    tasks: rooms.map((room) => ({ what: 'honest', order: room })),
    threads: order.threads,
    onDone: (done) => order.onDone(done, rooms.length),
    isEnough: order.isEnough,
  });
  const sum = sumHonest(outcome.honest);
  const rate = (count: number): string => ((count / sum.arrived) * 1_000).toFixed(2);
  const row = (what: string, value: string): void => console.log(`| ${what} | ${value} |`);
  console.log('\n| what | figure |\n| --- | ---: |');
  row('rooms (one a camp of 2,000, from 20,000 doses on)', number(sum.rooms));
  row('tablets · late by 1 to 7 days · lost', `${number(sum.tablets)} · ${sum.late} · ${sum.lost}`);
  row('doses given', number(sum.given));
  row('walk-ins · lost SMS', `${number(sum.walkIns)} · ${number(sum.lostSms)}`);
  row('without a phone · mistyped codes', `${number(sum.withoutPhone)} · ${number(sum.mistyped)}`);
  row('doses arrived', number(sum.arrived));
  row('confirmed', number(sum.confirmed));
  row('waiting for the person’s own word only', number(sum.waitingForWord));
  row('left to a task', number(sum.inTask));
  row('not settled', number(sum.unsettled));
  row('tasks · for each 1,000 doses (at most 5)', `${number(sum.tasks)} · ${rate(sum.tasks)}`);
  row('false code holds (at most 1 in 10,000)', number(sum.falseCodeHolds));
  row('clinical tasks · session flags', `${number(sum.clinicalTasks)} · ${number(sum.flags)}`);
  const reasons = [...sum.reasons].sort((a, b) => b[1] - a[1]);
  for (const [name, count] of reasons) row(`reason: ${name}`, number(count));
  return [...outcome.broken, ...findHonestFaults(sum)];
}
