// Owns one run: a seed becomes tablets, people's work and mishaps over some simulated hours; then everything heals and is checked.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import { createCouriers, type Couriers } from './courier.ts';
import { createDice, type Dice } from './dice.ts';
import { createLoop } from './event-loop.ts';
import { findWrongs } from './invariants.ts';
import { centres, peopleOf } from './people.ts';
import { usePlatformOf } from './platform.ts';
import { createFaultCounts, type RunResult } from './results.ts';
import { createServer } from './server.ts';
import { createSteps } from './steps.ts';
import { mayPull, rowsOnServer } from './server-rows.ts';
import { createTabletOn, type SimulatedTablet, type Tab } from './tablet.ts';
import { createTruth } from './truth.ts';
import { takeList, type World } from './world.ts';
import type { Deployment } from './deployment.ts';

const healingSecondsMax = 3_600;

export async function runSeed(
  seed: number,
  deployment: Deployment,
  tell: (line: string) => void = () => undefined,
): Promise<RunResult> {
  const dice = createDice(seed);
  const loop = createLoop();
  const faults = createFaultCounts((text) =>
    tell(`${loop.now().toFixed(2).padStart(9)} s  ${text}`),
  );
  usePlatformOf(loop, dice.split());
  const server = await createServer({
    loop,
    dice: dice.split(),
    keys: deployment.keys,
    template: deployment.template,
    folder: `${deployment.folder}/run`,
  });
  const world: World = {
    loop,
    dice: dice.split(),
    server,
    faults,
    truth: createTruth(),
    tablets: [],
    people: centres.flatMap((centreId) => peopleOf(centreId, 9)),
    peopleBySubject: new Map(),
    wrongs: [],
    decisions: [],
    isHealing: false,
  };
  let isDone = false;
  const life = live(world, dice, createDice(-seed))
    .catch((error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      world.wrongs.push({ kind: 'broken', what: text });
    })
    .finally(() => {
      isDone = true;
    });
  const cameToRest = await loop.run(() => isDone, 24 * 3_600);
  if (!cameToRest) world.wrongs.push({ kind: 'stuck', what: 'nothing left to happen' });
  else await life;
  const result = await summarise(world, seed);
  for (const tablet of world.tablets) tablet.killTabs();
  await server.stop();
  return result;
}

async function live(world: World, dice: Dice, deskDice: Dice): Promise<void> {
  const { loop, server } = world;
  server.backUp();
  await takeList(world, dice, 5);
  const tabletCount = 2 + dice.below(3);
  for (let i = 0; i < tabletCount; i++) {
    const centreId = i < 2 || dice.chance(0.7) ? centres[0] : centres[1];
    world.tablets.push(await createTabletOn(world, `T${i + 1}`, centreId));
  }
  if (dice.chance(0.7)) server.backUp();
  const isRough = dice.chance(0.8);
  for (const tablet of world.tablets)
    tablet.network.faultShare = isRough ? dice.fraction() * 0.7 : 0;
  const seconds = 200 + dice.below(1_800);
  const steps = createSteps(world, dice, deskDice);
  const count = 6 + dice.below(18);
  for (let i = 0; i < count; i++) loop.after(dice.fraction() * seconds, steps.next);
  for (let i = deskDice.below(8); i > 0; i--)
    loop.after(deskDice.fraction() * seconds, steps.decide);
  const courierDice = deskDice.split();
  const couriers = createCouriers(world, courierDice);
  for (let i = courierDice.below(5); i > 0; i--)
    loop.after(courierDice.fraction() * seconds, couriers.next);
  await loop.sleep(seconds);
  await heal(world, couriers);
  if (world.wrongs.some((wrong) => wrong.kind === 'stuck')) return;
  world.wrongs.push(...(await findWrongs(world)));
}

/** A good network, a living server, every tablet open and unlocked; until all have sent and seen everything. */
async function heal(world: World, couriers: Couriers): Promise<void> {
  const { loop, server, tablets } = world;
  world.isHealing = true;
  server.crashNext = null;
  await server.restart();
  for (const tablet of tablets) {
    tablet.network.faultShare = 0;
    tablet.network.isOnline = true;
    tablet.network.isRepeating = false;
    tablet.disk.faults = [];
    tablet.network.onAnswer = () => undefined;
    // The list of the day must be readable: a person answers the question of the clock.
    tablet.clockOffset = 0;
  }
  const until = loop.now() + healingSecondsMax;
  let isAllBrought = false;
  while (loop.now() < until) {
    for (const tablet of tablets) {
      const tab = tablet.tabs.at(-1) ?? (await tablet.openTab());
      if (!tab.isUnlocked()) await tab.unlock();
      tab.link.now();
    }
    isAllBrought ||= await couriers.bringAll();
    await loop.sleep(40);
    if (isAllBrought && (await describeUnrest(world)) === '') return;
  }
  const unrest = isAllBrought ? [] : ['a carried copy was not taken'];
  const what = [...unrest, await describeUnrest(world)].join('; ');
  world.wrongs.push({ kind: 'stuck', what });
}

/** Who has not sent or not seen everything, as text; empty when nobody. */
async function describeUnrest(world: World): Promise<string> {
  const lines: string[] = [];
  for (const tablet of world.tablets) {
    const tab = tablet.tabs.at(-1);
    if (tab === undefined || !tab.isQuiet()) {
      lines.push(`${tablet.name} has not sent everything`);
      continue;
    }
    if (await mayPull(world.server, tablet)) {
      if (!(await hasSeenAll(world, tablet, tab)))
        lines.push(`${tablet.name} has not seen everything`);
      if (!(await hasToldAll(tablet, tab))) lines.push(`${tablet.name} has not told everything`);
    }
    if (!(await hasHeardOfOwn(world, tablet, tab)))
      lines.push(`${tablet.name} has not heard how its own doses stand`);
  }
  return lines.join('; ');
}

async function hasSeenAll(world: World, tablet: SimulatedTablet, tab: Tab): Promise<boolean> {
  const feed = await tab.database.feeds.get(tablet.centreId);
  const centre = await world.server
    .store()
    .database.selectFrom('centre')
    .select('feed_seq')
    .where('centre_id', '=', tablet.centreId)
    .executeTakeFirstOrThrow();
  return feed?.cursor !== null && feed?.feedSeq === centre.feed_seq;
}

/** Nothing of a feed that was lost is left with whoever may tell it. */
async function hasToldAll({ centreId }: SimulatedTablet, { database }: Tab): Promise<boolean> {
  return (await database.remembered.where('centreId').equals(centreId).count()) === 0;
}

/** A locked tablet shows what it was told of its own doses: of every log it still asks about, what the server says now. */
async function hasHeardOfOwn(world: World, tablet: SimulatedTablet, tab: Tab): Promise<boolean> {
  const { logs, acks, verdicts } = tab.database;
  const stable = new Map((await acks.toArray()).map((ack) => [ack.log, ack.stable]));
  const asked = (await logs.toArray()).filter((log) => log.headSeq > (stable.get(log.log) ?? 0));
  if (asked.length === 0) return true;
  const doses = await world.server
    .store()
    .database.selectFrom('dose')
    .select(['log', 'seq', 'state'])
    .where('device', '=', tablet.device)
    .where(
      'log',
      'in',
      asked.map(({ log }) => log),
    )
    .execute();
  // Copies may have two doses at one place: the word is that of one of them.
  const places = [...Map.groupBy(doses, ({ log, seq }) => `${log}/${seq}`).values()];
  const words = await verdicts.bulkGet(
    places.map(([dose]): [string, number] => [dose!.log, dose!.seq]),
  );
  return places.every((ofPlace, i) => ofPlace.some(({ state }) => words[i]?.state === state));
}

async function summarise(world: World, seed: number): Promise<RunResult> {
  const { truth, faults, loop, server } = world;
  const saved = [...truth.all.values()];
  const destroyed = saved.filter((event) => event.isDestroyed);
  const held = await rowsOnServer(server);
  const feeds = await server
    .store()
    .database.selectFrom('centre')
    .select(['feed_rolling', 'feed_seq'])
    .orderBy('centre_id')
    .execute();
  return {
    seed,
    saved: saved.length,
    doses: saved.filter((event) => event.entry.event.kind === 'dose-administered').length,
    destroyedByPowerLoss: destroyed.length,
    remembered: destroyed.filter((event) => held.has(event.key)).length,
    exchanges: truth.exchanges,
    simulatedSeconds: Math.round(loop.now()),
    faults: faults.all(),
    wrongs: world.wrongs,
    trace: [
      loop.turn(),
      truth.exchanges,
      ...feeds.map((feed) => `${feed.feed_seq}:${bytesToBase64url(feed.feed_rolling).slice(0, 8)}`),
    ].join('/'),
  };
}
