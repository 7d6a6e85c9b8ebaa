// Owns writing text of other people's lists into CSV so that no spreadsheet runs it and reading it back gives it exactly.
// A cell beginning with = + - @ tab or return (or already with guards before one) gets one apostrophe in front;
// reading takes one away. Only files with the column `refused_because` are guarded, so a list's own apostrophes stay.

const dangerous = /^'*[=+\-@\t\r]/;
const guarded = /^''*[=+\-@\t\r]/;

export function guardedCell(value: string): string {
  const safe = dangerous.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

export function unguarded(value: string): string {
  return guarded.test(value) ? value.slice(1) : value;
}

/** RFC 4180: every cell quoted, lines end in CR LF. */
export function csvLine(values: readonly string[]): string {
  return `${values.map(guardedCell).join(',')}\r\n`;
}
