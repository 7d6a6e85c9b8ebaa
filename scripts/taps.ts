// Owns `npm run taps`: counts taps and digits of real runs in Chromium, prints the table, and ends with 1 when a budget is missed.
// With --docs the table is kept as docs/taps.md.

import { spawnSync } from 'node:child_process';
import { findChromium } from './testing/find-chromium.ts';

const chromium = findChromium((line) => console.log(line));
if (chromium.path === undefined) {
  console.error(`Nothing was counted: ${chromium.reason}`);
  process.exit(1);
}
const keep = process.argv.includes('--docs') ? { TAPS: 'docs/taps.md' } : {};
const run = (args: readonly string[]): number =>
  spawnSync(process.execPath, [...args], {
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM_PATH: chromium.path, OWN_COMMAND: 'taps', ...keep },
  }).status ?? 1;
process.exitCode =
  run(['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']) ||
  run(['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', 'scripts/e2e/taps.e2e.ts']);
