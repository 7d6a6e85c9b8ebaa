// Owns the rows of the server: events verified, stored, folded and judged a second, beside a PouchDB server fed the same events
// unverified, and a district that comes back at once.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ingestBudgets } from '../budgets.ts';
import {
  atLeast,
  atMost,
  beside,
  moreThanPeer,
  type BenchContext,
  type Measure,
  type Row,
} from '../measure.ts';
import { peers } from '../peers.ts';
import { dayEventsFile } from './day-events.ts';

const batches = [1, 20, 200] as const;
const peerConnections = [1, 8, 32] as const;
/** `full` is what the library does unless told otherwise, and what a budget is held against. */
const modes = ['full', 'minimum'] as const;
const peerSeconds = 5;
const peerProgramSecondsMax = 90;

/** As ingest/measure.ts returns it. */
interface Load {
  readonly events: number;
  readonly seconds: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly sentAway: number;
  readonly unacknowledged: number;
  readonly generatorCpuSeconds: number;
  readonly serverCpuSeconds: number;
  readonly memoryMaxMib: number;
  readonly eventsPerSecond: number;
}
interface IngestMeasure {
  readonly batches: readonly (Load & {
    readonly rowsPerRequest: number;
    readonly bareInsertsPerSecond: number;
  })[];
  readonly drain: (Load & { readonly tablets: number; readonly people: number }) | null;
}
interface IngestModule {
  readonly measureIngest: (options: object) => Promise<IngestMeasure>;
  readonly fullIngest: object;
}

const ingestModule = new URL('../ingest/measure.ts', import.meta.url);

export const ingest: Measure = {
  name: 'ingest',
  title: 'Server: verified, stored, folded and judged',
  run: async (context) => {
    const pouch = await pouchThroughput(context);
    if (!existsSync(fileURLToPath(ingestModule))) return pouch.map(toPeerRow);
    const { measureIngest, fullIngest } = (await import(ingestModule.href)) as IngestModule;
    context.say('ingest: batches, then the drain');
    const measured = await measureIngest({ ...fullIngest, say: context.say });
    return [...batchRows(measured, pouch), ...drainRows(measured)];
  },
};

interface PeerRate {
  readonly batch: number;
  readonly mode: (typeof modes)[number];
  readonly perSecond: number;
  readonly note: string;
}

/** The best of a few connection counts at each batch: the peer is shown as fast as it can be here. */
function pouchThroughput(context: BenchContext): Promise<readonly PeerRate[]> {
  return context.once('pouch throughput', async () => {
    const rates: PeerRate[] = [];
    for (const batch of batches)
      for (const mode of modes) {
        const tried: number[] = [];
        for (const connections of peerConnections)
          tried.push(await pouchRate(context, mode, batch, connections));
        const each = tried.map((rate, i) => `${Math.round(rate)} over ${peerConnections[i]}`);
        const note = `the best of ${each.join(', ')} connections; LevelDB without sync, nothing verified, only new documents`;
        rates.push({ batch, mode, perSecond: Math.max(...tried), note });
      }
    return rates;
  });
}

function toPeerRow({ batch, mode, perSecond, note }: PeerRate): Row {
  const how = mode === 'full' ? 'with its defaults' : 'with replication’s routes alone';
  return beside(`PouchDB server ${how}, batch ${batch}`, perSecond, 'docs/s', null, note);
}

interface PouchLoad {
  readonly stored: number;
  readonly counted: number;
  readonly seconds: number;
}

async function pouchRate(
  context: BenchContext,
  mode: PeerRate['mode'],
  batch: number,
  connections: number,
): Promise<number> {
  context.say(`ingest: PouchDB server (${mode}), batch ${batch}, ${connections} connections`);
  const { file } = await dayEventsFile(context);
  const { run, serve, folder } = await peers(context);
  const place = folder(`pouch-load-${mode}-${batch}-${connections}`);
  const server = await serve('pouch-server.mjs', [place, mode]);
  const address = `http://127.0.0.1:${server.port}`;
  const args = [address, file, batch, connections, peerSeconds].map(String);
  const load = await run<PouchLoad>('pouch-load.mjs', args, peerProgramSecondsMax);
  await server.stop();
  if (load.counted !== load.stored)
    throw new Error(`PouchDB counts ${load.counted} of ${load.stored}`);
  return load.stored / load.seconds;
}

function batchRows(measured: IngestMeasure, pouch: readonly PeerRate[]): Row[] {
  return measured.batches.flatMap((load): Row[] => {
    const { rowsPerRequest: batch, eventsPerSecond, bareInsertsPerSecond } = load;
    const ofBatch = pouch.filter((rate) => rate.batch === batch);
    const peer = ofBatch.find(({ mode }) => mode === 'full');
    const name = `events a second, batch ${batch}`;
    const note = `${load.events} events, exchange p50 ${load.p50Milliseconds.toFixed(0)} ms, p99 ${load.p99Milliseconds.toFixed(0)} ms, memory ${load.memoryMaxMib.toFixed(0)} MiB, generator ${load.generatorCpuSeconds.toFixed(1)} s CPU of ${load.seconds.toFixed(1)} s`;
    const ofPeer = peer && { name: 'PouchDB server', figure: peer.perSecond };
    return [
      ...(ofPeer === undefined
        ? []
        : [moreThanPeer(name, eventsPerSecond, '/s', ofPeer, ingestBudgets.timesPouchMin, note)]),
      ...(batch === ingestBudgets.batch
        ? [atLeast(name, eventsPerSecond, ingestBudgets.eventsPerSecondMin, '/s')]
        : []),
      beside(name, eventsPerSecond, '/s', {
        name: 'bare SQLite inserts',
        figure: bareInsertsPerSecond,
      }),
      ...ofBatch.map(toPeerRow),
    ];
  });
}

function drainRows({ drain }: IngestMeasure): Row[] {
  if (drain === null) return [];
  const name = `${drain.tablets} tablets of ${drain.people} people return at once`;
  const note = `${drain.events} events, p50 ${(drain.p50Milliseconds / 1000).toFixed(1)} s, p99 ${(drain.p99Milliseconds / 1000).toFixed(1)} s, memory ${drain.memoryMaxMib.toFixed(0)} MiB, sent away ${drain.sentAway} times, server ${drain.serverCpuSeconds.toFixed(0)} s CPU, generator ${drain.generatorCpuSeconds.toFixed(0)} s CPU`;
  return [
    atMost(`${name}: time to drain`, drain.seconds, ingestBudgets.drainSecondsMax, 's', note),
    atMost(`${name}: requests never acknowledged`, drain.unacknowledged, 0, ''),
    beside(`${name}: memory at most`, drain.memoryMaxMib, 'MiB'),
  ];
}
