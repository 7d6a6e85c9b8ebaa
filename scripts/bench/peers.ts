// Owns the peers' programs: installed from their own lock file when they are first wanted, each run as a process of its own.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchContext } from './measure.ts';

const folder = fileURLToPath(new URL('./peers/', import.meta.url));
const installMinutesMax = 5;

export interface Peers {
  /** Runs one program to its end and returns what it printed as its result. */
  readonly run: <Result>(
    program: string,
    args: readonly string[],
    secondsMax: number,
  ) => Promise<Result>;
  /** Starts a server that prints its port. */
  readonly serve: (program: string, args?: readonly string[]) => Promise<PeerServer>;
  /** A folder of this run on the disk. */
  readonly folder: (name: string) => string;
  readonly writeEvents: (events: readonly PeerEvent[]) => Promise<string>;
}

export interface PeerServer {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export interface PeerEvent {
  readonly id: string;
  readonly event: unknown;
}

export function peers(context: BenchContext): Promise<Peers> {
  return context.once('peers', async () => {
    await install(context);
    const data = await mkdtemp(join(tmpdir(), 'suchi-bench-peers-'));
    context.atEnd(() => rm(data, { recursive: true, force: true, maxRetries: 5 }));
    return {
      run: <Result>(program: string, args: readonly string[], secondsMax: number) =>
        runToResult<Result>(start(program, args), program, secondsMax),
      serve: async (program, args = []) => {
        const child = start(program, args);
        const stop = async (): Promise<void> => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          child.kill('SIGKILL');
          await once(child, 'exit');
        };
        context.atEnd(stop);
        return { port: Number(await readLine(child, program, 'PORT ')), stop };
      },
      folder: (name) => join(data, name),
      writeEvents: async (events) => {
        const file = join(data, 'events.json');
        await writeFile(file, JSON.stringify(events));
        return file;
      },
    };
  });
}

/** Their lock is not the product's; their native parts bring what they need, so nothing of theirs is run while installing. */
async function install(context: BenchContext): Promise<void> {
  if (existsSync(join(folder, 'node_modules', '.package-lock.json'))) return;
  context.say('peers: npm ci in scripts/bench/peers');
  const child = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: installMinutesMax * 60_000,
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0)
    throw new Error('the peers could not be installed: npm ci in scripts/bench/peers');
}

function start(program: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(folder, program), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function runToResult<Result>(
  child: ChildProcess,
  program: string,
  secondsMax: number,
): Promise<Result> {
  const timer = setTimeout(() => child.kill('SIGKILL'), secondsMax * 1000);
  try {
    return JSON.parse(await readLine(child, program, 'RESULT ')) as Result;
  } finally {
    clearTimeout(timer);
  }
}

/** The rest of the line that begins so; what else a program prints is shown only when it fails. */
function readLine(child: ChildProcess, program: string, beginning: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const hear = (bytes: Buffer): void => {
      printed += bytes.toString();
      const line = printed.split('\n').find((one) => one.startsWith(beginning));
      if (line !== undefined && printed.includes(`${line}\n`))
        resolve(line.slice(beginning.length));
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    child.on('error', reject);
    child.on('exit', (code, signal) =>
      reject(
        new Error(`${program} ended (${code ?? signal}) and printed: ${printed.slice(-2_000)}`),
      ),
    );
  });
}
