// Owns the server of a bench: the product's own process over its own data folder, its memory and CPU as the system counts them.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const mainFile = fileURLToPath(new URL('../../../sync-server/main.ts', import.meta.url));
const startSecondsMax = 30;
const clockTicksPerSecond = 100;

export interface BenchServer {
  readonly port: number;
  /** Highest resident memory since the start, MiB. */
  readonly memoryMaxMib: () => Promise<number>;
  /** Processor seconds used since the start. */
  readonly cpuSeconds: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** `nodeArguments`: for instance a profiler's. */
export async function startServer(
  folder: string,
  nodeArguments: readonly string[] = [],
): Promise<BenchServer> {
  const port = await freePort();
  const child = spawn(process.execPath, [...nodeArguments, mainFile, '--empty'], {
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await untilReady(child, port);
  const ofProcess = (file: string): Promise<string> =>
    readFile(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    port,
    memoryMaxMib: async () =>
      Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(await ofProcess('status'))?.[1] ?? 0) / 1024),
    cpuSeconds: async () => {
      const fields = (await ofProcess('stat')).replace(/^.*\) /, '').split(' ');
      return (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond;
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function untilReady(child: ChildProcess, port: number): Promise<void> {
  const until = Date.now() + startSecondsMax * 1000;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`bench server: ended with ${child.exitCode}`);
    if (await isReady(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGTERM');
  throw new Error('bench server: not ready in time');
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ port, host: '127.0.0.1', path: '/readyz' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
