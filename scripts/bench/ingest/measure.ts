// Owns the measures of ingest: events a second at three request sizes, the disk alone, and a district that comes back at once.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureBareInserts } from './bare-inserts.ts';
import { sendAll, type LoadResult } from './load.ts';
import { cutIntoRequests, cutReturn, type BenchRequest } from './requests.ts';
import { openStore } from '../../../sync-server/store/database.ts';
import { startServer } from './server-process.ts';
import { createWorld, type BenchTablet } from './world.ts';

export interface ServerUse {
  readonly memoryMaxMib: number;
  readonly serverCpuSeconds: number;
  /** What the database holds after the load: nothing acknowledged may be missing. */
  readonly stored: { readonly rows: number; readonly doses: number; readonly confirmed: number };
}

export interface BatchMeasure extends LoadResult, ServerUse {
  readonly rowsPerRequest: number;
  readonly eventsPerSecond: number;
  readonly bareInsertsPerSecond: number;
}

export interface DrainMeasure extends LoadResult, ServerUse {
  readonly tablets: number;
  readonly people: number;
  readonly eventsPerSecond: number;
}

export interface IngestMeasure {
  readonly batches: readonly BatchMeasure[];
  readonly drain: DrainMeasure | null;
}

export interface IngestOptions {
  /** Rows in one request, and how many tablets with how many people send so. */
  readonly batches: readonly {
    readonly rows: number;
    readonly tablets: number;
    readonly people: number;
  }[];
  readonly drain: { readonly tablets: number; readonly people: number } | null;
  /** For instance a profiler's arguments to the server's process. */
  readonly nodeArguments?: readonly string[];
  readonly say?: (line: string) => void;
}

const connections = 32;
const drainConnections = 400;
const secondsMax = 120;
const bodyRows = 200;
const bodiesPerRequest = 3;

export const fullIngest: IngestOptions = {
  batches: [
    { rows: 1, tablets: 32, people: 60 },
    { rows: 20, tablets: 32, people: 400 },
    { rows: 200, tablets: 32, people: 400 },
  ],
  drain: { tablets: 400, people: 250 },
};

export const smallIngest: IngestOptions = {
  batches: [
    { rows: 1, tablets: 32, people: 6 },
    { rows: 20, tablets: 32, people: 40 },
    { rows: 200, tablets: 32, people: 100 },
  ],
  drain: { tablets: 40, people: 100 },
};

export async function measureIngest(options: IngestOptions): Promise<IngestMeasure> {
  const batches: BatchMeasure[] = [];
  for (const { rows, tablets, people } of options.batches) {
    const cut = (tablet: BenchTablet): Promise<BenchRequest[]> =>
      cutIntoRequests(tablet, people, rows);
    const { folder, load, use } = await measure(options, tablets, people, connections, cut);
    const bareInsertsPerSecond = measureBareInserts(folder, rows, load.events);
    await rm(folder, { recursive: true, force: true });
    batches.push({
      rowsPerRequest: rows,
      eventsPerSecond: load.events / load.seconds,
      bareInsertsPerSecond,
      ...load,
      ...use,
    });
  }
  return { batches, drain: options.drain && (await measureDrain(options, options.drain)) };
}

async function measureDrain(
  options: IngestOptions,
  { tablets, people }: NonNullable<IngestOptions['drain']>,
): Promise<DrainMeasure> {
  const { folder, load, use } = await measure(
    options,
    tablets,
    people,
    drainConnections,
    (tablet) => cutReturn(tablet, people, bodyRows, bodiesPerRequest),
  );
  await rm(folder, { recursive: true, force: true });
  return { tablets, people, eventsPerSecond: load.events / load.seconds, ...load, ...use };
}

async function measure(
  options: IngestOptions,
  tabletCount: number,
  people: number,
  connectionCount: number,
  cut: (tablet: BenchTablet) => Promise<BenchRequest[]>,
): Promise<{ readonly folder: string; readonly load: LoadResult; readonly use: ServerUse }> {
  const folder = await mkdtemp(join(tmpdir(), 'suchi-bench-'));
  const world = await createWorld(folder, tabletCount, people);
  const lists: BenchRequest[][] = [];
  for (const tablet of world.tablets) lists.push(await cut(tablet));
  options.say?.(`${tabletCount} tablets × ${people} people are encoded; the server starts`);
  await world.store.close();
  const server = await startServer(folder, options.nodeArguments);
  try {
    const cpuBefore = await server.cpuSeconds();
    const load = await sendAll(lists, {
      port: server.port,
      connections: connectionCount,
      secondsMax,
    });
    const serverCpuSeconds = (await server.cpuSeconds()) - cpuBefore;
    const memoryMaxMib = await server.memoryMaxMib();
    await server.stop();
    const stored = await count(folder);
    // A fast server that lost something on the way measures nothing.
    if (stored.rows !== load.events || stored.confirmed !== stored.doses)
      throw new Error(`ingest bench: ${load.events} acknowledged, ${JSON.stringify(stored)}`);
    return { folder, load, use: { memoryMaxMib, serverCpuSeconds, stored } };
  } finally {
    await server.stop();
  }
}

async function count(folder: string): Promise<ServerUse['stored']> {
  const opened = await openStore(join(folder, 'suchi.sqlite'), () => undefined);
  if (opened.outcome !== 'open') throw new Error(`ingest bench: ${JSON.stringify(opened)}`);
  const { database } = opened.store;
  const rows = await database
    .selectFrom('log_row')
    .select((of) => of.fn.countAll<number>().as('rows'))
    .where('span', 'is not', null)
    .executeTakeFirstOrThrow();
  const doses = await database.selectFrom('dose').select('state').execute();
  await opened.store.close();
  return {
    rows: Number(rows.rows),
    doses: doses.length,
    confirmed: doses.filter((dose) => dose.state === 'confirmed').length,
  };
}
