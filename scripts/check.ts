// What a developer and the CI run before anything else: npm run check
import { availableParallelism } from 'node:os';
import { importStages } from './checks/imports.ts';
import { lockStage } from './checks/lock.ts';
import { existing, hasFiles, runStages, toolStage } from './checks/stage.ts';
import type { Stage, StageResult } from './checks/stage.ts';

/** One compiler run per environment, with files that must be there for it to have any work. */
const environments = [
  { name: 'schemas', config: 'schemas/tsconfig.json', files: 'schemas/**/*.ts' },
  { name: 'client', config: 'client/tsconfig.json', files: 'client/**/*.{ts,tsx}' },
  { name: 'worker', config: 'client/sw/tsconfig.json', files: 'client/sw/**/*.ts' },
  { name: 'server', config: 'sync-server/tsconfig.json', files: '{sync-server,scripts}/**/*.ts' },
  {
    name: 'tests',
    config: 'tsconfig.test.json',
    files: '{schemas,client,scripts/e2e}/**/*.{test,e2e}.{ts,tsx}',
  },
];

const roots = ['client/main.tsx', 'sync-server/main.ts'];

function typeStage({ name, config, files }: (typeof environments)[number]): Stage {
  const stage = `types, ${name}`;
  if (!hasFiles(files)) return skippedStage(stage, `nothing matches ${files}`);
  return toolStage(stage, 'typescript/bin/tsc', ['--project', config]);
}

/** Without its composition roots every file of the product looks unused. */
function unusedStage(): Stage {
  const missing = roots.filter((root) => existing([root]).length === 0);
  if (missing.length > 0) return skippedStage('unused', `${missing.join(', ')} is not there`);
  return toolStage('unused', 'knip/bin/knip.js', ['--no-config-hints']);
}

function skippedStage(name: string, note: string): Stage {
  return { name, run: async () => ({ outcome: 'skipped', note }) };
}

export function runChecks(): Promise<StageResult[]> {
  const stages = [
    ...environments.map(typeStage),
    toolStage('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
    toolStage('lint', 'oxlint/bin/oxlint', ['--deny-warnings']),
    ...importStages,
    unusedStage(),
    lockStage,
  ];
  return runStages(stages, availableParallelism());
}

if (import.meta.main) {
  const results = await runChecks();
  if (results.some(({ finding }) => finding.outcome === 'failed')) process.exitCode = 1;
}
