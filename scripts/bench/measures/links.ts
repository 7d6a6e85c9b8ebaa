// Owns the measure of time: a day's exchange over poor links, emulated on loopback, beside the same events by PouchDB.

import { createDice } from '../../simulation/dice.ts';
import { createBrowserTablet } from '../browser/browser-tablet.ts';
import { packBudgets, wireBudgets } from '../budgets.ts';
import { linkProfiles, type LinkProfile } from '../link/link-model.ts';
import { createProxy } from '../link/proxy.ts';
import { beside, type BenchContext, type Measure, type Row } from '../measure.ts';
import { peers } from '../peers.ts';
import { median, percentile } from '../statistics.ts';
import { dayEventsFile } from './day-events.ts';

const seeds = [11, 12, 13, 14, 15] as const;
const peerSeeds = [11, 12, 13] as const;
const peerSecondsMax = 900;

/** One tablet after the other, as the server works in this process too; the peers' minutes are waiting, so they go side by side. */
export const links: Measure = {
  name: 'links',
  title: 'Time of a day’s exchange over poor links (200 people)',
  run: async (context) => {
    const profiles = Object.values(linkProfiles);
    const ours: Times[] = [];
    for (const profile of profiles) {
      context.say(`links: profile ${profile.name}, ${seeds.length} tablets`);
      const times = { days: [] as number[], lists: [] as number[] };
      for (const seed of seeds) {
        times.days.push(await timeOfDay(context, profile, seed));
        times.lists.push(await timeOfList(context, profile, seed));
      }
      ours.push(times);
    }
    await dayEventsFile(context);
    context.say(`links: PouchDB on each profile, ${peerSeeds.length} times (some minutes)`);
    const theirs = await Promise.all(
      profiles.map((profile) =>
        Promise.all(peerSeeds.map((seed) => timeOfPouch(context, profile, seed))),
      ),
    );
    return profiles.flatMap((profile, i) => toRows(profile.name, ours[i]!, theirs[i]!));
  },
};

interface Times {
  readonly days: readonly number[];
  readonly lists: readonly number[];
}

function toRows(name: string, { days, lists }: Times, theirs: readonly number[]): Row[] {
  const peerName = `PouchDB 9, ${peerSeeds.length} runs`;
  const middle = { name: `${peerName}, median`, figure: median(theirs) };
  const slowest = { name: `${peerName}, slowest`, figure: percentile(theirs, 1) };
  return [
    beside(`${name}: a day sent, median of ${seeds.length}`, median(days), 's', middle, timeNote),
    beside(`${name}: a day sent, slowest`, percentile(days, 1), 's', slowest),
    beside(`${name}: a list of ${packBudgets.people} taken, median`, median(lists), 's'),
    beside(`${name}: a list of ${packBudgets.people} taken, slowest`, percentile(lists, 1), 's'),
  ];
}

const timeNote =
  'a new connection: TCP and TLS 1.3 handshakes on the link; loss resends after 1 s or more; slow start left out, which favours who sends more';

async function timeOfDay(
  context: BenchContext,
  profile: LinkProfile,
  seed: number,
): Promise<number> {
  const tablet = await createBrowserTablet(context, wireBudgets.people);
  await tablet.recordDay();
  await tablet.lock();
  tablet.proxy.setLink(profile, createDice(seed));
  const start = performance.now();
  await tablet.exchange();
  const seconds = (performance.now() - start) / 1000;
  await tablet.close();
  return seconds;
}

/** The morning's pull of a list, the tablet just enrolled. */
async function timeOfList(
  context: BenchContext,
  profile: LinkProfile,
  seed: number,
): Promise<number> {
  const link = { profile, dice: createDice(seed + 100) };
  const tablet = await createBrowserTablet(context, packBudgets.people, link);
  await tablet.close();
  return tablet.morningSeconds;
}

async function timeOfPouch(
  context: BenchContext,
  profile: LinkProfile,
  seed: number,
): Promise<number> {
  const { file } = await dayEventsFile(context);
  const { run, serve, folder } = await peers(context);
  const place = folder(`pouch-${profile.name.slice(0, 1)}-${seed}`);
  const server = await serve('pouch-server.mjs', [place, 'minimum']);
  const proxy = await createProxy(server.port);
  proxy.setLink(profile, createDice(seed));
  const args = [proxy.address, file, place];
  const { seconds } = await run<{ seconds: number }>('pouch-push.mjs', args, peerSecondsMax);
  await proxy.close();
  await server.stop();
  return seconds;
}
