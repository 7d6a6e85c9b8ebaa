// Who imports whom, by dependency-cruiser, which must have seen something and must still bite.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { existing, projectFolder, runTool, type Finding, type Stage } from './stage.ts';

type Violation = { readonly from: string; readonly to: string; readonly rule: { name: string } };
type Cruise = { readonly moduleCount: number; readonly violations: readonly Violation[] };

const config = join(projectFolder, '.dependency-cruiser.cjs');
const folders = ['schemas', 'client', 'sync-server', 'scripts'];

/** Breaks three rules on purpose: a pure folder reads the client, a feature reads another, the service worker reaches for a PIN. */
const planted: Readonly<Record<string, string>> = {
  'schemas/pure.ts': "import { a } from '../client/features/a/model.ts';\nexport const pure = a;\n",
  'client/features/a/model.ts': 'export const a = 1;\n',
  'client/vault/pin-derivation.ts': 'export const derive = 1;\n',
  'client/sw/worker.ts':
    "import { derive } from '../vault/pin-derivation.ts';\nexport const worker = derive;\n",
  'client/features/b/model.ts': "import { a } from '../a/model.ts';\nexport const b = a;\n",
};
const expectedRules = [
  'a feature never imports another feature',
  'schemas imports only schemas, zod and canonicalize',
  'the service worker knows only what delivers sealed rows: no PIN, no view, no screen',
];

export const importStages: readonly Stage[] = [
  { name: 'imports', run: checkImports },
  { name: 'imports, planted faults', run: checkPlantedFaults },
];

async function checkImports(): Promise<Finding> {
  const { moduleCount, violations } = await cruise(existing(folders), projectFolder);
  if (moduleCount === 0) {
    return { outcome: 'failed', details: 'dependency-cruiser saw no module: it checked nothing.' };
  }
  if (violations.length === 0) return { outcome: 'passed', note: `${moduleCount} modules` };
  const lines = violations.map(({ from, to, rule }) => `${rule.name}:\n    ${from} -> ${to}`);
  return { outcome: 'failed', details: lines.join('\n') };
}

async function checkPlantedFaults(): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'suchi-imports-'));
  try {
    for (const [path, text] of Object.entries(planted)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { violations } = await cruise(['schemas', 'client'], folder);
    const found = violations.map(({ rule }) => rule.name).sort();
    if (found.join() === expectedRules.join()) return { outcome: 'passed' };
    return {
      outcome: 'failed',
      details: `Planted import faults: expected ${expectedRules.join(' + ')}, found ${found.join(' + ') || 'none'}.`,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function cruise(paths: readonly string[], folder: string): Promise<Cruise> {
  const { stdout, stderr } = await runTool(
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    ['--config', config, '--output-type', 'json', ...paths],
    folder,
  );
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser failed: ${stderr}${stdout}`);
  const { summary } = JSON.parse(stdout) as {
    summary: { totalCruised: number; violations: Violation[] };
  };
  return { moduleCount: summary.totalCruised, violations: summary.violations };
}
