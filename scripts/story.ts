// Owns `npm run story`: plays a whole session of sixty people on three tablets in a real browser, the network lost for four hours in the middle.

import { spawnSync } from 'node:child_process';
import { findChromium } from './testing/find-chromium.ts';

const chromium = findChromium((line) => console.log(line));
if (chromium.path === undefined) {
  console.error(`No story was played: ${chromium.reason}`);
  process.exit(1);
}
const run = (args: readonly string[]): number =>
  spawnSync(process.execPath, [...args], {
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM_PATH: chromium.path, OWN_COMMAND: 'story' },
  }).status ?? 1;
process.exitCode =
  run(['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']) ||
  run(['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', 'scripts/e2e/session.e2e.ts']);
