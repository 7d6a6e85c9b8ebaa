// Everything that must hold before a change lands: npm test. Ends with `N passed, N failed`.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runChecks } from './check.ts';
import {
  hasFiles,
  projectFolder,
  runStages,
  toolEnvironment,
  toolStage,
  type StageResult,
} from './checks/stage.ts';
import { findChromium } from './testing/find-chromium.ts';
import { startPostgres } from './testing/postgres.ts';

type Tally = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** Of the JSON report of vitest, what a tally and a list of the failures need. */
type Report = {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly numPendingTests?: number;
  readonly numTodoTests?: number;
  readonly testResults?: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
};

const tallies: Tally[] = [];
const failures: string[] = [];
const reportFolder = mkdtempSync(join(tmpdir(), 'suchi-test-'));
let running: ChildProcess | undefined;
/** Characters: a message, the difference, and the first lines of the stack. */
const mostOfOneFailure = 2_500;
const needsBrowser = 'the tests in a real browser are skipped';

heading('Checks');
tallies.push(tallyOfStages(await runChecks()));

heading('What the tests need');
const chromium = findChromium(console.log);
if (chromium.path === undefined)
  console.log(`--  Chromium    ${chromium.reason}; ${needsBrowser}.`);
else console.log(`ok  Chromium    ${chromium.version}, ${chromium.path}`);
const postgres = await startPostgres();
if (postgres.url === undefined) {
  console.log(`--  PostgreSQL  ${postgres.reason}; its half of the store contract is skipped.`);
} else {
  console.log(`ok  PostgreSQL  ${postgres.source}`);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void finish().then(() => process.exit(1)));
}

const testEnvironment: NodeJS.ProcessEnv = {
  ...toolEnvironment,
  ...(chromium.path === undefined ? {} : { CHROMIUM_PATH: chromium.path }),
  ...(postgres.url === undefined ? {} : { TEST_DATABASE_URL: postgres.url }),
};

try {
  heading('Units, properties, contracts, components');
  tallies.push(await runVitest('units', ['unit', 'dom']));

  heading('The simulation');
  tallies.push(await runVitest('simulation', ['simulation']));

  heading('In a real browser');
  tallies.push(await runInBrowser('browser', 'client/**/*.browser.test.{ts,tsx}'));

  heading('The build');
  const canBuild = hasFiles('client/index.html');
  const stages = canBuild ? [toolStage('build', 'vite/bin/vite.js', ['build'])] : [];
  if (!canBuild) console.log('--  client/index.html is not there; nothing to build.');
  tallies.push(tallyOfStages(await runStages(stages, 1)));

  heading('Whole days, end to end');
  tallies.push(await runInBrowser('e2e', 'scripts/e2e/**/*.e2e.ts'));
} finally {
  await finish();
}
printFailures();
printTotal();

async function finish(): Promise<void> {
  running?.kill();
  if (postgres.url !== undefined) await postgres.stop();
  rmSync(reportFolder, { recursive: true, force: true });
}

function heading(text: string): void {
  console.log(`\n== ${text} ==`);
}

async function runInBrowser(project: string, files: string): Promise<Tally> {
  const nothing = { passed: 0, failed: 0, skipped: 0 };
  if (!hasFiles(files)) {
    console.log(`--  no test matches ${files}.`);
    return nothing;
  }
  if (chromium.path === undefined) {
    console.log(`--  ${chromium.reason}; ${needsBrowser}.`);
    return { ...nothing, skipped: 1 };
  }
  return runVitest(project, [project]);
}

async function runVitest(name: string, projects: readonly string[]): Promise<Tally> {
  const report = join(reportFolder, `${name}.json`);
  const code = await new Promise<number>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        join(projectFolder, 'node_modules/vitest/vitest.mjs'),
        'run',
        ...projects.flatMap((project) => ['--project', project]),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      { cwd: projectFolder, env: testEnvironment, stdio: ['ignore', 'inherit', 'inherit'] },
    );
    running = child;
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 1));
  });
  return tallyOfReport(report, code);
}

/** A run that failed without a failed test (a file that did not load) counts as one failure. */
function tallyOfReport(report: string, code: number): Tally {
  const leastFailed = code === 0 ? 0 : 1;
  try {
    const read = JSON.parse(readFileSync(report, 'utf8')) as Report;
    failures.push(...failuresOf(read));
    return {
      passed: read.numPassedTests ?? 0,
      failed: Math.max(read.numFailedTests ?? 0, leastFailed),
      skipped: (read.numPendingTests ?? 0) + (read.numTodoTests ?? 0),
    };
  } catch {
    failures.push(`${report}: the run ended without a report`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function failuresOf({ testResults = [] }: Report): string[] {
  return testResults.flatMap(({ name, status, message = '', assertionResults }) => {
    const failed = assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages = [] }) => `${fullName}\n${failureMessages.join('\n')}`);
    // A file that does not load has no test that failed, only a message.
    const said = failed.length === 0 && status === 'failed' ? [message] : failed;
    return said.map((text) => `${relative(projectFolder, name)}: ${text}`);
  });
}

function tallyOfStages(results: readonly StageResult[]): Tally {
  for (const { name, finding } of results)
    if (finding.outcome === 'failed') failures.push(`${name}\n${finding.details}`);
  const count = (outcome: string): number =>
    results.filter(({ finding }) => finding.outcome === outcome).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

/** What failed is said once more at the end: who reads only the end of a long output needs it. */
function printFailures(): void {
  if (failures.length === 0) return;
  heading('What failed');
  for (const text of failures) console.log(`\n${text.slice(0, mostOfOneFailure)}`);
}

function printTotal(): void {
  const sum = (key: keyof Tally): number => tallies.reduce((total, tally) => total + tally[key], 0);
  const skipped = sum('skipped') === 0 ? '' : `, ${sum('skipped')} skipped`;
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
  if (sum('failed') > 0) process.exitCode = 1;
}
