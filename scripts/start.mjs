// Builds the client where that is needed, then starts the server: npm start [-- --empty]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, giveUp, projectFolder, runToEnd } from './node-runtime.mjs';

const builtFiles = ['dist/index.html', 'dist/service-worker.js'];
const sources = ['client', 'schemas', 'vite.config.ts', 'package.json'];

const node = findNode();
checkDatabaseDriver();
if (isBuildNeeded()) build();
process.exitCode = await runToEnd(node, [
  join(projectFolder, 'sync-server/main.ts'),
  ...process.argv.slice(2),
]);

function checkDatabaseDriver() {
  const probe = "new (require('better-sqlite3'))(':memory:').close()";
  const result = spawnSync(node, ['-e', probe], { cwd: projectFolder, encoding: 'utf8' });
  if (result.status === 0) return;
  const reason = /^\w*Error: .*$/m.exec(result.stderr ?? '')?.[0] ?? 'no reason given';
  giveUp(
    `The embedded database (better-sqlite3) cannot be loaded: ${reason}`,
    'Run `npm ci` again. If that does not help, there is no ready-made build of it for this',
    `kind of machine (${process.platform} ${process.arch}); a 64-bit Linux or macOS has one.`,
  );
}

/** The service worker is written last, so a build that was cut short counts as missing. */
function isBuildNeeded() {
  if (!builtFiles.every((file) => existsSync(join(projectFolder, file)))) return true;
  const builtAt = statSync(join(projectFolder, 'dist/service-worker.js')).mtimeMs;
  return sources.some((source) => newestChange(join(projectFolder, source)) > builtAt);
}

function newestChange(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return /\.test\.tsx?$/.test(path) ? 0 : stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

function build() {
  const startedAt = performance.now();
  process.stdout.write('Building the app, once; this takes some seconds …\n');
  const vite = join(projectFolder, 'node_modules/vite/bin/vite.js');
  const result = spawnSync(node, [vite, 'build'], { cwd: projectFolder, encoding: 'utf8' });
  if (result.status !== 0) {
    giveUp(result.stdout, result.stderr, 'The app could not be built; the lines above say why.');
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`Built in ${seconds} s.\n`);
}
