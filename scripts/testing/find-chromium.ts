// Finds a Chromium that runs, or installs one, or says why there is none.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { projectFolder } from '../checks/stage.ts';

export type FoundChromium =
  | { readonly path: string; readonly version: string }
  | { readonly path: undefined; readonly reason: string };

const installMinutesMax = 6;

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
];
const usualPlaces = [
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name))),
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Looks at CHROMIUM_PATH, then the usual places, then installs with apt-get or Playwright. */
export function findChromium(say: (line: string) => void): FoundChromium {
  const given = process.env['CHROMIUM_PATH'];
  if (given) {
    return probe(given) ?? { path: undefined, reason: `CHROMIUM_PATH (${given}) cannot be run` };
  }
  const found = firstThatRuns([...usualPlaces, chromium.executablePath()]);
  if (found !== undefined) return found;
  const failures: string[] = [];
  for (const install of [installWithApt, installWithPlaywright]) {
    const failure = install(say);
    const installed = firstThatRuns([...usualPlaces, chromium.executablePath()]);
    if (installed !== undefined) return installed;
    failures.push(failure ?? 'what was installed does not run');
  }
  return { path: undefined, reason: `no Chromium here: ${failures.join('; ')}` };
}

function firstThatRuns(paths: readonly string[]): FoundChromium | undefined {
  for (const path of paths) {
    const found = existsSync(path) ? probe(path) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** On some systems `chromium-browser` is only a hint to install something else; this sees through it. */
function probe(path: string): FoundChromium | undefined {
  const result = spawnSync(path, ['--version', '--no-sandbox'], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  const version = /(?:Chrom\w+|Edge) [\d.]+/.exec(result.stdout ?? '')?.[0];
  return result.status === 0 && version !== undefined ? { path, version } : undefined;
}

/** Each installer returns why it could not, or undefined. */
function installWithApt(say: (line: string) => void): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return 'apt-get needs a Debian-like system and root';
  }
  say('No Chromium found; installing it with apt-get …');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return (
    run('apt-get', ['update', '-qq'], environment) ??
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], environment)
  );
}

function installWithPlaywright(say: (line: string) => void): string | undefined {
  say('No Chromium found; downloading one with Playwright …');
  const cli = join(projectFolder, 'node_modules/playwright-core/cli.js');
  const withLibraries = process.getuid?.() === 0 ? ['--with-deps'] : [];
  return run(process.execPath, [cli, 'install', ...withLibraries, 'chromium'], process.env);
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const timeout = installMinutesMax * 60_000;
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    env,
    timeout,
    encoding: 'utf8',
  });
  if (status === 0) return undefined;
  const lines = `${stderr}\n${stdout}`.trim().split('\n');
  const said = error?.message ?? lines.find((line) => /\b(?:error|E:)/i.test(line)) ?? lines.at(-1);
  return `${command.split('/').at(-1)} ${args.slice(0, 2).join(' ')} failed (${said})`;
}
