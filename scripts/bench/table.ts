// Owns the one table of the bench, as a terminal shows it and as Markdown keeps it.

import type { Row } from './measure.ts';

export interface MeasureResult {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Row[];
  /** Why it could not be measured; null when it was. */
  readonly failure: string | null;
}

const headings = ['what', 'figure', 'held against', 'its figure', 'ratio', ''] as const;
const isNumeric = [false, true, false, true, true, false] as const;

export function renderTable(results: readonly MeasureResult[]): string {
  const cells = results.flatMap(({ rows }) => rows.map(toCells));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]!.length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        isNumeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  const lines = [line(headings)];
  for (const { title, rows, failure } of results) {
    lines.push('', title);
    lines.push(...rows.map((row) => line(toCells(row))));
    if (failure !== null) lines.push(`NOT MEASURED: ${failure}`);
  }
  return lines.join('\n');
}

export function renderMarkdown(results: readonly MeasureResult[]): string {
  return results.map(toMarkdown).join('\n\n');
}

function toMarkdown({ title, rows, failure }: MeasureResult): string {
  const notes = rows.flatMap(({ what, note }) =>
    note === undefined ? [] : [`- ${what}: ${note}.`],
  );
  const table = [
    `| ${headings.join(' | ')} |`,
    `| ${isNumeric.map((isRight) => (isRight ? '---:' : '---')).join(' | ')} |`,
    ...rows.map((row) => `| ${toCells(row).map(escapeCell).join(' | ')} |`),
  ];
  return [
    `## ${title}`,
    '',
    ...(rows.length > 0 ? [...table, ''] : []),
    ...(failure === null ? [] : [`**Not measured:** ${failure}`, '']),
    ...notes,
  ]
    .join('\n')
    .trimEnd();
}

function escapeCell(cell: string): string {
  return cell.replaceAll('|', '\\|');
}

function toCells({ what, figure, unit, against, verdict }: Row): string[] {
  return [
    what,
    formatFigure(figure, unit),
    against?.name ?? '',
    against === null ? '' : formatFigure(against.figure, against.unit),
    against === null || against.ratio === null ? '' : formatRatio(against.ratio),
    verdict === 'beside' ? '' : verdict,
  ];
}

/** Whole bytes and counts with thousands apart; times with as many places as they are worth. */
export function formatFigure(figure: number, unit: string): string {
  const places = unit === 'ms' || unit === 's' ? (figure < 10 ? 2 : 1) : 0;
  const number = figure.toLocaleString('en-US', {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  return unit === '' ? number : `${number} ${unit}`;
}

/** Three digits that count: 0.027x, 2.14x, 34x. */
export function formatRatio(ratio: number): string {
  const text =
    ratio >= 100
      ? ratio.toFixed(0)
      : ratio >= 10
        ? ratio.toFixed(1)
        : ratio >= 0.1
          ? ratio.toFixed(2)
          : ratio.toFixed(3);
  return `${text}x`;
}
