// Measures ingest on this machine: node scripts/run.mjs scripts/bench/ingest/run.ts [--small] [--profile FOLDER] [--only 1|20|200|drain]

import { availableParallelism, cpus } from 'node:os';
import {
  fullIngest,
  measureIngest,
  smallIngest,
  type BatchMeasure,
  type DrainMeasure,
} from './measure.ts';

const args = process.argv.slice(2);
const valueOf = (name: string): string | undefined => {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
};
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const whole = args.includes('--small') ? smallIngest : fullIngest;
const only = valueOf('--only');
const profile = valueOf('--profile');

say(`${availableParallelism()} cores, ${cpus()[0]?.model ?? 'processor unknown'}`);
const measured = await measureIngest({
  ...whole,
  batches: whole.batches.filter(({ rows }) => only === undefined || String(rows) === only),
  drain: only === undefined || only === 'drain' ? whole.drain : null,
  ...(profile === undefined ? {} : { nodeArguments: ['--cpu-prof', `--cpu-prof-dir=${profile}`] }),
  say,
});
for (const batch of measured.batches) sayBatch(batch);
if (measured.drain !== null) sayDrain(measured.drain);

function sayBatch(batch: BatchMeasure): void {
  say(
    `batch ${batch.rowsPerRequest}: ${Math.round(batch.eventsPerSecond)} events/s ` +
      `(${batch.events} events in ${batch.seconds.toFixed(1)} s; bare inserts ${Math.round(batch.bareInsertsPerSecond)}/s)`,
  );
  sayUse(batch);
}

function sayDrain(drain: DrainMeasure): void {
  say(
    `drain of ${drain.tablets} tablets × ${drain.people} people: ${drain.seconds.toFixed(1)} s, ` +
      `${Math.round(drain.eventsPerSecond)} events/s (${drain.events} events)`,
  );
  sayUse(drain);
}

function sayUse(use: BatchMeasure | DrainMeasure): void {
  say(
    `  exchange p50 ${use.p50Milliseconds.toFixed(0)} ms · p99 ${use.p99Milliseconds.toFixed(0)} ms · ` +
      `sent away ${use.sentAway} · silence ${use.unanswered} · not acknowledged ${use.unacknowledged}`,
  );
  say(
    `  server ${use.memoryMaxMib} MiB at most, ${use.serverCpuSeconds.toFixed(1)} s of processor ` +
      `(${Math.round(use.events / use.serverCpuSeconds)} events for each); ` +
      `generator ${use.generatorCpuSeconds.toFixed(1)} s of processor`,
  );
  say(
    `  stored: ${use.stored.rows} rows of tablets, ${use.stored.doses} doses, ${use.stored.confirmed} confirmed`,
  );
}
