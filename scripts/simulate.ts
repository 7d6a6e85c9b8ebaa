// Runs the simulation by hand: npm run simulate -- --runs N --seed S. One run replays its seed with its whole story.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { runSeeds, type Tally } from './simulation/pool.ts';
import { reportFraud, reportHonest } from './simulation/trust/trust-report.ts';
import { switches } from './simulation/switches.ts';

const usage = `Runs the tablet's real journal and exchange against the real server, over disks, clocks and networks that fail.

  npm run simulate -- --runs 1000             seeds 1 to 1,000
  npm run simulate -- --runs 1000 --seed 5000 seeds 5,000 to 5,999
  npm run simulate -- --seed 48               seed 48 alone, told line by line
  npm run simulate -- --switch NAME           one rule taken out: it must be found
  npm run simulate -- --threads 4             as many threads as processors, unless said
  npm run simulate -- --fraud                 a dishonest vaccinator, each strategy; --doses N of each, 100 unless said
  npm run simulate -- --honest                honest rooms; --doses N in all, 100,000 unless said

The switches: ${switches.map((one) => one.name).join(' · ')}
`;

const failuresShown = 10;
const startedAt = performance.now();
const order = readOrder();
process.exitCode =
  order === null ? 2 : order.trust === null ? await simulate(order) : await judgeTrust(order);

interface Order {
  readonly runs: number;
  readonly seed: number;
  readonly threads: number;
  readonly switchName: string | undefined;
  readonly isTold: boolean;
  readonly trust: 'fraud' | 'honest' | null;
  /** Of each strategy, or of all honest rooms. */
  readonly doses: number;
}

function readOrder(): Order | null {
  const text = { type: 'string' } as const;
  const options = {
    runs: text,
    seed: text,
    threads: text,
    switch: text,
    doses: text,
    fraud: { type: 'boolean' },
    honest: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  try {
    const { values } = parseArgs({ options });
    const runs = Number(values.runs ?? (values.seed === undefined ? 200 : 1));
    const seed = Number(values.seed ?? 1);
    const threads = Number(values.threads ?? availableParallelism());
    const trust = values.fraud === true ? 'fraud' : values.honest === true ? 'honest' : null;
    const doses = Number(values.doses ?? (trust === 'fraud' ? 100 : 100_000));
    const isWhole = [runs, seed, threads, doses].every((n) => Number.isSafeInteger(n) && n >= 1);
    const isSwitch =
      values.switch === undefined || switches.some((one) => one.name === values.switch);
    if (values.help === true || !isWhole || !isSwitch) throw new Error(usage);
    return { runs, seed, threads, switchName: values.switch, isTold: runs === 1, trust, doses };
  } catch (error) {
    console.error((error as Error).message);
    return null;
  }
}

async function simulate({ runs, seed, threads, switchName, isTold }: Order): Promise<number> {
  let done = 0;
  let wrong = 0;
  const isEnough = whenAskedToEnd();
  const tally = await runSeeds({
    seeds: Array.from({ length: runs }, (_, i) => seed + i),
    threads: Math.min(threads, runs),
    ...(switchName === undefined ? {} : { switchName }),
    ...(isTold ? { onLine: (line: string) => console.log(line) } : {}),
    isEnough,
    onResult: (result) => {
      done += 1;
      if (result.wrongs.length > 0) wrong += 1;
      showProgress(done, runs, wrong);
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  printTally(tally);
  if (isEnough()) console.log(`Ended early: seeds ${seed} to ${seed + tally.runs - 1}.`);
  return tally.failed.length === 0 ? 0 : 1;
}

/** Asked to end, it prints what it has: a long run on a busy machine is not lost. */
function whenAskedToEnd(): () => boolean {
  let isEnough = false;
  process.once('SIGTERM', () => void (isEnough = true));
  return () => isEnough;
}

async function judgeTrust({ trust, doses, seed, threads }: Order): Promise<number> {
  const report = trust === 'fraud' ? reportFraud : reportHonest;
  const onDone = (done: number, all: number): void => showProgress(done, all, 0);
  const isEnough = whenAskedToEnd();
  const faults = await report({ doses, seed, threads, onDone, isEnough });
  if (isEnough()) console.log('Ended early: the figures are of what was done by then.');
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`\n${seconds} s on ${threads} threads, seed ${seed}.`);
  for (const fault of faults) console.log(`WRONG  ${fault}`);
  if (faults.length === 0) console.log('As trust asks.');
  return faults.length === 0 ? 0 : 1;
}

function showProgress(done: number, runs: number, wrong: number): void {
  if (!process.stderr.isTTY) return;
  const width = 40;
  const full = Math.floor((done / runs) * width);
  const seconds = (performance.now() - startedAt) / 1000;
  const left = Math.ceil((seconds / done) * (runs - done));
  const bar = `${'#'.repeat(full)}${'.'.repeat(width - full)}`;
  process.stderr.write(`\r[${bar}] ${done}/${runs}  wrong ${wrong}  ${left} s left   `);
}

function printTally(tally: Tally): void {
  const seconds = (performance.now() - startedAt) / 1000;
  const number = (value: number): string => Math.round(value).toLocaleString('en-IN');
  for (const { seed, wrongs } of tally.failed.slice(0, failuresShown)) {
    console.log(`\nseed ${seed}:`);
    for (const { kind, what } of wrongs.slice(0, 5)) console.log(`  ${kind}: ${what}`);
    console.log(`  replay: npm run simulate -- --seed ${seed}`);
  }
  console.log('\nfaults met');
  for (const [name, count] of [...tally.faults].sort((a, b) => b[1] - a[1]))
    console.log(`${number(count).padStart(12)}  ${name}`);
  console.log(
    `\n${number(tally.runs)} runs in ${seconds.toFixed(0)} s (${(tally.runs / seconds).toFixed(1)} a second): ` +
      `${number(tally.simulatedSeconds / 3600)} hours of work, ${number(tally.exchanges)} exchanges, ` +
      `${number(tally.saved)} events saved, ${number(tally.doses)} doses; ` +
      `${number(tally.destroyedByPowerLoss)} events died with their only disk, ` +
      `${number(tally.remembered)} of them came back from another tablet’s memory.`,
  );
  const of = (kind: Parameters<typeof tally.wrongs.get>[0]): number => tally.wrongs.get(kind) ?? 0;
  console.log(
    `lost ${of('lost')} · doubled ${of('doubled')} · misattributed ${of('misattributed')} · holes ${of('hole')}`,
  );
  const other = of('fold') + of('verdict') + of('stuck') + of('broken');
  console.log(
    other === 0
      ? 'All folds equal, every verdict in force, every run came to rest.'
      : `Folds that differ ${of('fold')} · verdicts that should not stand ${of('verdict')} · not come to rest ${of('stuck')} · broken ${of('broken')}`,
  );
}
