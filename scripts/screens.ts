// Owns `npm run screens`: opens every screen in three languages and sizes, and writes the contact sheets under docs/screens.

import { spawnSync } from 'node:child_process';
import { findChromium } from './testing/find-chromium.ts';

const chromium = findChromium((line) => console.log(line));
if (chromium.path === undefined) {
  console.error(`No pictures were taken: ${chromium.reason}`);
  process.exit(1);
}
const run = (args: readonly string[]): number =>
  spawnSync(process.execPath, [...args], {
    stdio: 'inherit',
    env: {
      ...process.env,
      CHROMIUM_PATH: chromium.path,
      SCREENS: 'docs/screens',
      OWN_COMMAND: 'screens',
    },
  }).status ?? 1;
const vitest = (file: string): string[] => [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--project',
  'e2e',
  `scripts/e2e/${file}`,
];
process.exitCode =
  run(['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']) ||
  run(vitest('screens.e2e.ts')) ||
  run(vitest('gallery.e2e.ts'));
