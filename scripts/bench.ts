// Measures what the project promises beside its budgets and peers: npm run bench. A missed budget says so and breaks nothing unless --strict.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { describeMachine, readLoad, readMachine } from './bench/machine.ts';
import { createContext, type BenchContext, type Measure } from './bench/measure.ts';
import { renderReport, type BenchReport } from './bench/report.ts';
import { measures } from './bench/sections.ts';
import { renderTable, type MeasureResult } from './bench/table.ts';
import { projectFolder } from './checks/stage.ts';

const usage = `Measures bytes, times and rates beside their budgets and peers, in one table.

  npm run bench                        everything, about ten minutes
  npm run bench -- --only wire,append  some of it: ${measures.map(({ name }) => name).join(', ')}
  npm run bench -- --json FILE         the same as JSON
  npm run bench -- --docs              kept as docs/benchmarks/YYYY-MM-DD.md
  npm run bench -- --strict            a missed budget ends with code 1

The peers (PouchDB, RxDB's replication) are installed into scripts/bench/peers on the first run.
`;

interface Order {
  readonly chosen: readonly Measure[];
  readonly json: string | undefined;
  readonly isKept: boolean;
  readonly isStrict: boolean;
}

const order = readOrder();
process.exit(order === null ? 2 : await bench(order));

function readOrder(): Order | null {
  const text = { type: 'string' } as const;
  const yes = { type: 'boolean', default: false } as const;
  const options = { only: text, json: text, docs: yes, strict: yes, help: yes } as const;
  try {
    const { values } = parseArgs({ options });
    const names = values.only?.split(',') ?? measures.map(({ name }) => name);
    const unknown = names.filter((name) => !measures.some((measure) => measure.name === name));
    if (values.help || unknown.length > 0) throw new Error(usage);
    const chosen = measures.filter(({ name }) => names.includes(name));
    return { chosen, json: values.json, isKept: values.docs, isStrict: values.strict };
  } catch (error) {
    console.error((error as Error).message);
    return null;
  }
}

async function bench({ chosen, json, isKept, isStrict }: Order): Promise<number> {
  const start = performance.now();
  const loadBefore = readLoad();
  const context = createContext((line) => process.stderr.write(`   ${line}\n`));
  const results: MeasureResult[] = [];
  for (const measure of chosen) results.push(await runOne(measure, context));
  await context.end();
  const report: BenchReport = {
    day: new Date().toISOString().slice(0, 10),
    measured: chosen.map(({ name }) => name),
    minutes: (performance.now() - start) / 60_000,
    machine: readMachine(loadBefore, context.facts.get('chromium') ?? null),
    results,
  };
  console.log(`\n${renderTable(results)}\n\n${describeMachine(report.machine).join('\n')}`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  if (isKept) await keep(report);
  const isFailed = results.some(({ failure }) => failure !== null);
  const isMissed = results.some(({ rows }) => rows.some(({ verdict }) => verdict === 'MISSED'));
  return isFailed || (isStrict && isMissed) ? 1 : 0;
}

/** What cannot be measured here (no Chromium, no registry) keeps nothing else from being measured. */
async function runOne(measure: Measure, context: BenchContext): Promise<MeasureResult> {
  const { name, title } = measure;
  try {
    return { name, title, rows: await measure.run(context), failure: null };
  } catch (error) {
    return { name, title, rows: [], failure: (error as Error).message };
  }
}

async function keep(report: BenchReport): Promise<void> {
  const file = join(projectFolder, 'docs/benchmarks', `${report.day}.md`);
  mkdirSync(dirname(file), { recursive: true });
  const style = (await resolveConfig(file)) ?? {};
  writeFileSync(file, await format(renderReport(report), { ...style, parser: 'markdown' }));
}
