// One stage of the check: a name, what it found, and how long it took.
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

export type Finding =
  | { readonly outcome: 'passed'; readonly note?: string }
  | { readonly outcome: 'skipped'; readonly note: string }
  | { readonly outcome: 'failed'; readonly details: string };

export type Stage = { readonly name: string; readonly run: () => Promise<Finding> };
export type StageResult = { readonly name: string; readonly finding: Finding };

type ProcessResult = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** The tools find each other and the right Node through this path, whatever the shell has. */
export const toolEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [
    join(projectFolder, 'node_modules/.bin'),
    dirname(process.execPath),
    process.env['PATH'] ?? '',
  ].join(delimiter),
};

/** Runs a tool of node_modules with this Node and returns all that it printed. */
export function runTool(
  script: string,
  args: readonly string[],
  workingFolder = projectFolder,
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(projectFolder, 'node_modules', script), ...args], {
      cwd: workingFolder,
      env: toolEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, ...output }));
  });
}

/** A stage that passes when the tool ends with 0, and otherwise shows what the tool printed. */
export function toolStage(name: string, script: string, args: readonly string[]): Stage {
  return {
    name,
    run: async () => {
      const { code, stdout, stderr } = await runTool(script, args);
      if (code === 0) return { outcome: 'passed' };
      return { outcome: 'failed', details: `${stdout}${stderr}`.trim() };
    },
  };
}

/** The paths that are there, from the project's folder. */
export function existing(paths: readonly string[]): string[] {
  return paths.filter((path) => existsSync(join(projectFolder, path)));
}

export function hasFiles(pattern: string): boolean {
  return globSync(pattern, { cwd: projectFolder }).length > 0;
}

/** Runs the stages, as many at once as there are processors, and prints a line for each. */
export async function runStages(stages: readonly Stage[], atOnce: number): Promise<StageResult[]> {
  const waiting = [...stages];
  const results: StageResult[] = [];
  const worker = async (): Promise<void> => {
    for (let stage = waiting.shift(); stage !== undefined; stage = waiting.shift()) {
      const startedAt = performance.now();
      const finding = await stage.run().catch(asFailure);
      results.push({ name: stage.name, finding });
      printLine(stage.name, finding, performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, worker));
  return results;
}

function asFailure(error: unknown): Finding {
  return { outcome: 'failed', details: error instanceof Error ? error.message : String(error) };
}

function printLine(name: string, finding: Finding, tookMs: number): void {
  const mark = { passed: 'ok', skipped: '--', failed: 'NO' }[finding.outcome];
  const note = 'note' in finding && finding.note !== undefined ? `  ${finding.note}` : '';
  console.log(`${mark}  ${name.padEnd(26)} ${(tookMs / 1000).toFixed(1).padStart(5)} s${note}`);
  if (finding.outcome === 'failed') console.log(`\n${finding.details}\n`);
}
