// Owns the words of an import: one printed line for every notable line of a file, counts for the rest. No name, phone, code or whole id in it.

import type { Note } from './findings.ts';

export type LineWord = 'taken' | 'unchanged' | 'changed' | 'new number' | 'duplicate' | 'refused';

export interface ListCounts {
  lines: number;
  readonly byWord: { [word in LineWord]: number };
  corrected: number;
  flagged: number;
  readonly byFlag: Map<string, number>;
}

export function createCounts(): ListCounts {
  return {
    lines: 0,
    byWord: { taken: 0, unchanged: 0, changed: 0, 'new number': 0, duplicate: 0, refused: 0 },
    corrected: 0,
    flagged: 0,
    byFlag: new Map(),
  };
}

export interface ReportedLine {
  readonly line: number;
  /** The last digits of the reference id, or another short name of the line. */
  readonly who: string;
  readonly word: LineWord;
  readonly details: readonly string[];
  readonly notes: readonly Note[];
}

/** Counts a line; returns what to print, or null for a line there is nothing to say about. */
export function reportLine(counts: ListCounts, reported: ReportedLine): string | null {
  const { line, who, word, details, notes } = reported;
  counts.lines++;
  counts.byWord[word]++;
  const corrected = notes.filter((note) => note.kind === 'corrected');
  const flagged = notes.filter((note) => note.kind === 'flagged');
  if (corrected.length > 0) counts.corrected++;
  if (flagged.length > 0) counts.flagged++;
  for (const flag of new Set(flagged.map((note) => note.flag)))
    counts.byFlag.set(flag, (counts.byFlag.get(flag) ?? 0) + 1);
  const parts = [
    ...(details.length > 0 ? [`${word}: ${details.join('; ')}`] : []),
    ...(corrected.length > 0 ? [`corrected: ${corrected.map(({ text }) => text).join('; ')}`] : []),
    ...(flagged.length > 0 ? [`flagged: ${flagged.map(({ text }) => text).join('; ')}`] : []),
  ];
  if (parts.length === 0) return null;
  const prefix = details.length === 0 && word !== 'taken' ? `${word} · ` : '';
  return `  line ${line} (${who})  ${prefix}${parts.join(' · ')}`;
}

export function countsSentences(what: string, counts: ListCounts): string[] {
  const { byWord } = counts;
  const words = (Object.entries(byWord) as [LineWord, number][])
    .filter(([word, count]) => count > 0 || word === 'taken' || word === 'refused')
    .map(([word, count]) => `${number(count)} ${word}`);
  const flags = [...counts.byFlag].map(([flag, count]) => `${flag} ${number(count)}`);
  return [
    `${what}: ${number(counts.lines)} lines: ${words.join(', ')}; ${number(counts.corrected)} corrected, ${number(counts.flagged)} flagged${flags.length === 0 ? '' : ` (${flags.join(', ')})`}.`,
    ...(counts.lines > 0 && byWord.unchanged + byWord.duplicate === counts.lines
      ? [`${what}: nothing changed, everything was here already.`]
      : []),
  ];
}

export function number(value: number): string {
  return value.toLocaleString('en-IN');
}
