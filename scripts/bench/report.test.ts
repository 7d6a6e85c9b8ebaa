import { expect, it } from 'vitest';
import { atMost, beside } from './measure.ts';
import type { Machine } from './machine.ts';
import { renderReport, type BenchReport } from './report.ts';

const quiet: Machine = {
  cores: 2,
  processor: 'A processor',
  memoryGib: 4,
  system: 'linux 6',
  node: '26.10.0',
  chromium: 'Chromium 156',
  loadBefore: 0.1,
  loadAfter: 1.9,
};
const report: BenchReport = {
  day: '2026-11-25',
  measured: ['wire', 'pack'],
  minutes: 1,
  machine: quiet,
  results: [
    {
      name: 'wire',
      title: 'The wire',
      rows: [atMost('a', 1, 2, 'B'), atMost('b', 3, 2, 'B'), beside('c', 1, 'B')],
      failure: null,
    },
  ],
};

it('says when, on what, with which command, and how many budgets were met and missed', () => {
  const text = renderReport(report);
  expect(text).toContain('# Measured on 2026-11-25');
  expect(text).toContain('--only wire,pack --docs');
  expect(text).toContain('1 budgets met, 1 missed');
  expect(text).toContain(
    '2 cores (A processor), 4 GiB of memory, linux 6; Node 26.10.0, Chromium 156.',
  );
});

it('names the noise of a machine that worked for others when the run began, and only then', () => {
  expect(renderReport(report)).not.toContain('noisy');
  const busy = { ...report, machine: { ...quiet, loadBefore: 3 } };
  expect(renderReport(busy)).toContain('Others used the machine');
});
