import { expect, it } from 'vitest';
import { atMost, beside } from './measure.ts';
import {
  formatFigure,
  formatRatio,
  renderMarkdown,
  renderTable,
  type MeasureResult,
} from './table.ts';

const results: MeasureResult[] = [
  {
    name: 'wire',
    title: 'The wire',
    rows: [
      atMost('request body', 9_123, 5_000, 'B', 'as people come'),
      beside('answer | body', 1_057, 'B'),
    ],
    failure: null,
  },
  { name: 'peers', title: 'Peers', rows: [], failure: 'no network' },
];

it('writes a figure so that it can be read: thousands apart, times with the places they are worth', () => {
  expect(formatFigure(397_265, 'B')).toBe('397,265 B');
  expect(formatFigure(2.1999, 'ms')).toBe('2.20 ms');
  expect(formatFigure(61.26, 's')).toBe('61.3 s');
  expect(formatFigure(1, '')).toBe('1');
});

it('writes a ratio with the digits that count', () => {
  expect([34.02, 2.444, 0.0266, 250].map(formatRatio)).toEqual([
    '34.0x',
    '2.44x',
    '0.027x',
    '250x',
  ]);
});

it('shows every row under its title with its verdict, and says what was not measured', () => {
  const lines = renderTable(results).split('\n');
  expect(lines[0]).toMatch(/^what +figure +held against +its figure +ratio$/);
  expect(lines).toContain('The wire');
  expect(lines.find((line) => line.startsWith('request body'))).toMatch(
    /9,123 B +budget, at most +5,000 B +1\.82x +MISSED$/,
  );
  expect(lines.find((line) => line.startsWith('answer'))).toMatch(/1,057 B$/);
  expect(lines.at(-1)).toBe('NOT MEASURED: no network');
});

it('lines its columns up', () => {
  const rows = renderTable(results)
    .split('\n')
    .filter((line) => / B/.test(line));
  expect(new Set(rows.map((line) => line.indexOf(' B'))).size).toBe(1);
});

it('keeps notes beside the Markdown table and breaks no cell', () => {
  const text = renderMarkdown(results);
  expect(text).toContain('| request body | 9,123 B | budget, at most | 5,000 B | 1.82x | MISSED |');
  expect(text).toContain('answer \\| body');
  expect(text).toContain('- request body: as people come.');
  expect(text).toContain('**Not measured:** no network');
});
