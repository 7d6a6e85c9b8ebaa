// Owns the measure beside the peers: the same events of the same day pushed by PouchDB and by RxDB's own replication.

import { wireBudgets } from '../budgets.ts';
import { createProxy, type ProxyTally } from '../link/proxy.ts';
import { beside, lessThanPeer, type BenchContext, type Measure } from '../measure.ts';
import { peers } from '../peers.ts';
import { dayEventsFile } from './day-events.ts';
import { dayAsBodies } from './wire.ts';

const pushSecondsMax = 120;
const pouchRuns = 3;

export const peersOnTheWire: Measure = {
  name: 'peers',
  title: 'The same events pushed by others',
  run: async (context) => {
    const ours = await dayAsBodies(context);
    const pouch = await pouchPush(context);
    const rx = await rxdbPush(context);
    const ourBytes = total(ours.http);
    const times = wireBudgets.timesFewerThanPouchMin;
    const pouchAll = { name: 'PouchDB 9, HTTP both ways', figure: total(pouch) };
    return [
      lessThanPeer('HTTP bytes both ways', ourBytes, 'B', pouchAll, times, pouchNote),
      beside('HTTP bytes up', ours.http.up, 'B', { name: 'PouchDB 9', figure: pouch.up }),
      beside('HTTP bytes both ways', ourBytes, 'B', { name: 'RxDB 17', figure: total(rx) }, rxNote),
      beside('round trips', ours.http.requests, '', { name: 'PouchDB 9', figure: pouch.requests }),
      beside('round trips', ours.http.requests, '', { name: 'RxDB 17', figure: rx.requests }),
    ];
  },
};

const pouchNote =
  'local.replicate.to(express-pouchdb), default settings, events plain, the fewest bytes of three runs; its client in Node sends smaller headers than a browser';
const rxNote =
  "replicateRxCollection over Dexie storage in Node, its HTTP guide's handler, batches of 100, no TLS, no gzip";

export function total({ up, down }: ProxyTally): number {
  return up + down;
}

/** How many documents it puts into a batch depends on how busy the machine is: its best of a few runs counts. */
async function pouchPush(context: BenchContext): Promise<ProxyTally> {
  const tallies: ProxyTally[] = [];
  for (let run = 1; run <= pouchRuns; run++) tallies.push(await pouchPushOnce(context, run));
  return tallies.reduce((best, one) => (total(one) < total(best) ? one : best));
}

async function pouchPushOnce(context: BenchContext, time: number): Promise<ProxyTally> {
  context.say(`peers: PouchDB replicates the day, ${time} of ${pouchRuns}`);
  const { file, count } = await dayEventsFile(context);
  const { run, serve, folder } = await peers(context);
  const place = folder(`pouch-wire-${time}`);
  const server = await serve('pouch-server.mjs', [place, 'minimum']);
  const proxy = await createProxy(server.port);
  const args = [proxy.address, file, place];
  const { pushed } = await run<{ pushed: number }>('pouch-push.mjs', args, pushSecondsMax);
  if (pushed !== count) throw new Error(`PouchDB pushed ${pushed} of ${count}`);
  const tally = proxy.tally();
  await proxy.close();
  await server.stop();
  return tally;
}

async function rxdbPush(context: BenchContext): Promise<ProxyTally> {
  context.say('peers: RxDB replicates the day');
  const { file, count } = await dayEventsFile(context);
  const { run, serve } = await peers(context);
  const server = await serve('rxdb-server.mjs');
  const proxy = await createProxy(server.port);
  const { pushed } = await run<{ pushed: number }>(
    'rxdb-push.mjs',
    [proxy.address, file],
    pushSecondsMax,
  );
  if (pushed !== count) throw new Error(`RxDB pushed ${pushed} of ${count}`);
  const tally = proxy.tally();
  await proxy.close();
  await server.stop();
  return tally;
}
