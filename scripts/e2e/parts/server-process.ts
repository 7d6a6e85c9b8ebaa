// Owns a real server process for browser tests: started as a person starts it, stopped by its own id, read by what it prints.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

export interface DemoOffer {
  readonly account: string;
  readonly password: string;
  readonly enrolmentCode: string;
  readonly centreName: string;
  readonly people: readonly {
    readonly name: string;
    readonly referenceId: string;
    readonly code: string;
  }[];
}

export interface ServerProcess {
  readonly address: string;
  readonly printed: () => string;
  readonly demo: () => DemoOffer;
  readonly start: () => Promise<void>;
  /** SIGTERM and wait, or SIGKILL. */
  readonly stop: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<number | null>;
}

const secondsToStartMax = 60;

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** One address and data folder for many starts: stopping and starting again is the same server. */
export function createServerProcess(
  port: number,
  dataDirectory: string,
  more: {
    readonly args?: readonly string[];
    readonly variables?: Readonly<Record<string, string>>;
  } = {},
): ServerProcess {
  let child: ChildProcess | null = null;
  let printed = '';
  const start = async (): Promise<void> => {
    printed = '';
    const started = spawn(process.execPath, ['sync-server/main.ts', ...(more.args ?? [])], {
      env: {
        ...process.env,
        PORT: String(port),
        DATA_DIR: dataDirectory,
        LOG_LEVEL: 'warn',
        ...more.variables,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    const heard = (bytes: Buffer): void => {
      printed += bytes.toString();
    };
    started.stdout.on('data', heard);
    started.stderr.on('data', heard);
    await waitUntil(
      () => printed.includes('Ctrl-C') || started.exitCode !== null,
      `the server to start; it printed: ${printed}`,
    );
    if (started.exitCode !== null) throw new Error(`the server stopped at start: ${printed}`);
  };
  return {
    address: `http://localhost:${port}`,
    printed: () => printed,
    demo: () => readDemo(printed),
    start,
    stop: async (signal = 'SIGTERM') => {
      const running = child;
      child = null;
      if (running === null || running.exitCode !== null) return running?.exitCode ?? null;
      running.kill(signal);
      await once(running, 'exit');
      return running.exitCode;
    },
  };
}

function readDemo(printed: string): DemoOffer {
  const find = (label: string): string => new RegExp(`${label}\\s+(\\S+)`).exec(printed)?.[1] ?? '';
  const people = [
    ...printed.matchAll(/\d\d:\d\d-\d\d:\d\d\s+(.+?)\s+reference id (\d+)\s+code (\d{4})/g),
  ];
  return {
    account: find('Account'),
    password: find('Password'),
    enrolmentCode: find('\\bCode'),
    centreName: /Enrol a tablet at (.+) \(good/.exec(printed)?.[1] ?? '',
    people: people.map(([, name, referenceId, code]) => ({
      name: name!,
      referenceId: referenceId!,
      code: code!,
    })),
  };
}

/** Waits for a condition and never for a time; gives up after the bound with what it waited for. */
export async function waitUntil(
  isMet: () => boolean | Promise<boolean>,
  what: string,
  secondsMax = secondsToStartMax,
): Promise<void> {
  const start = performance.now();
  while (!(await isMet())) {
    if (performance.now() - start > secondsMax * 1000)
      throw new Error(`waited ${secondsMax} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
