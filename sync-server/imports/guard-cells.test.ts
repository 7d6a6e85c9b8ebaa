import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine, guardedCell, unguarded } from './guard-cells.ts';

test('what a list held is read back exactly from the file of refused lines, and no cell starts a formula', () => {
  const starts = fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', "'", "'=", "''@", '"');
  fc.assert(
    fc.property(starts, fc.string({ unit: 'grapheme' }), (start, rest) => {
      const value = start + rest;
      const cell = guardedCell(value);
      const inside = cell.slice(1, -1).replaceAll('""', '"');
      expect(unguarded(inside)).toBe(value);
      expect(inside).not.toMatch(/^[=+\-@\t\r]/);
    }),
  );
});

test('every cell stands in quotation marks', () => {
  expect(csvLine(['=1+1', 'a"b', ''])).toBe('"\'=1+1","a""b",""\r\n');
});
