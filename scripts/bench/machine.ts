// Owns what is said of the machine: figures without it are no figures.

import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGib: number;
  readonly system: string;
  readonly node: string;
  readonly chromium: string | null;
  /** Of the last minute, before the first measure and after the last. */
  readonly loadBefore: number;
  readonly loadAfter: number;
}

export function readLoad(): number {
  return loadavg()[0]!;
}

export function readMachine(loadBefore: number, chromium: string | null): Machine {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    chromium,
    loadBefore,
    loadAfter: readLoad(),
  };
}

/** A machine that works for others measures them as well: said beside every figure it gives. */
export function describeMachine(machine: Machine): string[] {
  const { cores, processor, memoryGib, system, node, chromium, loadBefore, loadAfter } = machine;
  const busy = loadBefore > cores / 4;
  return [
    `${cores} cores (${processor}), ${memoryGib} GiB of memory, ${system}; Node ${node}, ${chromium ?? 'no Chromium'}.`,
    `Load average ${loadBefore.toFixed(1)} before and ${loadAfter.toFixed(1)} after.` +
      (busy
        ? ' **Others used the machine meanwhile: times and rates are noisy, bytes are not.**'
        : ''),
  ];
}
