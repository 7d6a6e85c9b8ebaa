// Owns the table of taps and seconds, as Markdown and as a terminal shows it.

import {
  modelSeconds,
  operators,
  overBudget,
  type Budget,
  type CountedRun,
} from './keystroke-model.ts';

export interface TapsRow {
  readonly what: string;
  readonly path: readonly string[];
  readonly run: CountedRun;
  readonly budget: Budget | null;
}

export function renderRow({ what, run, budget }: TapsRow): readonly string[] {
  const over = overBudget(run, budget);
  return [
    what,
    String(run.taps),
    String(run.digits),
    String(run.letters),
    String(run.decisions),
    run.waitedSeconds.toFixed(2),
    modelSeconds(run).toFixed(1),
    budget === null
      ? 'no budget'
      : `${budget.tapsMax} taps, ${budget.digitsMax} digits, ${budget.secondsMax} s: ${over === null ? 'met' : `MISSED (${over})`}`,
  ];
}

const headings = [
  'from the open list to "Saved"',
  'taps',
  'digits',
  'letters',
  'M',
  'R (s)',
  'seconds',
  'budget',
];

export function renderTaps(rows: readonly TapsRow[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(headings),
    line(headings.map((_, i) => (i === 0 || i === 7 ? '---' : '---:'))),
    ...rows.map((row) => line(renderRow(row))),
  ].join('\n');
}

export function renderTapsPage(rows: readonly TapsRow[]): string {
  return `# Taps and seconds at the table

Written by \`npm run taps\`: each row is a real run in Chromium, with the processor slowed six times. Taps and digits are counted in the
page, from the events that fingers make; nothing is counted by hand. Seconds follow the keystroke-level model. They are no measurement
of people: that needs vaccinators at a table, and is still to be done.

${renderTaps(rows)}

## The path of each row

${rows.map(({ what, path }) => `- **${what}**: ${path.join(' → ')}.`).join('\n')}

## Operators

| operator | seconds | stands for |
| --- | ---: | --- |
${operators.map(({ operator, seconds, means }) => `| ${operator} | ${seconds === null ? 'measured' : String(seconds)} | ${means} |`).join('\n')}

Values: Card, Moran and Newell (CACM 1980); the digit after Holleis and others (CHI 2007). Assumed: the vial is open, the person stands at
the table, the tablet is unlocked, the list is on the screen; talking, looking at the ID and the injection itself are not counted. A
decision (M) stands before each group of touches that belong together, as in the model's rule 0; the last tap of a group has none.
`;
}
