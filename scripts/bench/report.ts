// Owns the kept result of a run: a page under docs/benchmarks with machine, command and how it was measured, and the same as JSON.

import { describeMachine, type Machine } from './machine.ts';
import { renderMarkdown, type MeasureResult } from './table.ts';

export interface BenchReport {
  /** YYYY-MM-DD of the run. */
  readonly day: string;
  /** Names of the measures that ran. */
  readonly measured: readonly string[];
  readonly minutes: number;
  readonly machine: Machine;
  readonly results: readonly MeasureResult[];
}

const method = `The client is the product's own journal, vault, writer and exchange in a real Chromium; the server is the whole application over SQLite. A day is 200
booked people (families, two scripts, second doses) who come out of order over eight hours: each is checked, gives the code, gets the dose and leaves after
half an hour while others are served; every tenth dose opens a vial. Bytes of HTTP are counted at the socket by a proxy on loopback, headers included, without
TLS. Each peer is given the same events, plain, in a process of its own. A ratio under "budget" is figure over budget; beside a peer it is read as its heading
says (≥ 40x: theirs over ours; ≤ 2x: ours over theirs). A budget that is missed says MISSED and stays where it was.`;

export function renderReport(report: BenchReport): string {
  const { day, measured, minutes, machine, results } = report;
  const missed = results.flatMap(({ rows }) => rows.filter(({ verdict }) => verdict === 'MISSED'));
  const met = results.flatMap(({ rows }) => rows.filter(({ verdict }) => verdict === 'met'));
  return `${[
    `# Measured on ${day}`,
    '',
    `\`npm run bench -- --only ${measured.join(',')} --docs\`, ${minutes.toFixed(0)} minutes. ${met.length} budgets met, ${missed.length} missed.`,
    '',
    ...describeMachine(machine),
    '',
    method,
    '',
    renderMarkdown(results),
  ].join('\n')}\n`;
}
