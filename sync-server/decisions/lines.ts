// Owns the lines of the decisions file: one JSON each, chained by hash, under the deployment's MAC. Pure text in, entries and faults out.

import {
  base64urlToBytes,
  bytesToBase64url,
  concatBytes,
  equalBytes,
  utf8ToBytes,
  type Bytes,
} from '../../schemas/bytes.ts';
import { canonicalBytes } from '../../schemas/log/canonical.ts';
import * as z from 'zod/mini';
import { nodeDigest } from '../keys/digest.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import { decisionEntrySchema, type DecisionEntry } from './entry.ts';

const lineTag = utf8ToBytes('suchi/decision-line/1\n');
const macPurpose = 'decisions-file';

/** Before the first line. */
export const noLineYet: Bytes = new Uint8Array(32);

export interface DecisionsReading {
  /** In the order of the file; of entries that were written twice the first. */
  readonly entries: readonly DecisionEntry[];
  /** Hash of the last good line. */
  readonly last: Bytes;
  /** Power was lost while the last line was written. */
  readonly isLastLineTorn: boolean;
  /** Whole lines that are damaged, or were written with other keys. Numbers from 1. */
  readonly damagedLines: readonly number[];
  /** Lines whose predecessor is not in the file: something was taken out before them. */
  readonly linesAfterGap: readonly number[];
}

export function writeLine(
  keys: DeploymentKeys,
  previous: Uint8Array,
  entry: DecisionEntry,
): { readonly text: string; readonly hash: Bytes } {
  const hash = lineHash(previous, entry);
  const line = {
    previous: bytesToBase64url(previous),
    entry,
    mac: bytesToBase64url(keys.mac(macPurpose, hash)),
  };
  return { text: `${JSON.stringify(line)}\n`, hash };
}

export function readLines(keys: DeploymentKeys, text: string): DecisionsReading {
  const lines = text.split('\n');
  const isWhole = lines.at(-1) === '';
  if (isWhole) lines.pop();
  const entries = new Map<string, DecisionEntry>();
  const seen = new Set([bytesToBase64url(noLineYet)]);
  const damagedLines: number[] = [];
  const linesAfterGap: number[] = [];
  let last = noLineYet;
  let isLastLineTorn = false;
  lines.forEach((line, i) => {
    const read = readLine(keys, line);
    if (read === null) {
      if (i === lines.length - 1 && !isWhole) isLastLineTorn = true;
      else damagedLines.push(i + 1);
      return;
    }
    // After a damaged line the chain cannot be followed: that line is named already.
    const isKnownFault = damagedLines.at(-1) === i;
    if (!seen.has(read.previous) && !isKnownFault) linesAfterGap.push(i + 1);
    last = read.hash;
    seen.add(bytesToBase64url(last));
    const key = `${read.entry.what}/${read.entry.id}`;
    if (!entries.has(key)) entries.set(key, read.entry);
  });
  return { entries: [...entries.values()], last, isLastLineTorn, damagedLines, linesAfterGap };
}

function readLine(
  keys: DeploymentKeys,
  text: string,
): { readonly entry: DecisionEntry; readonly previous: string; readonly hash: Bytes } | null {
  try {
    const line = JSON.parse(text) as { previous: string; entry: unknown; mac: string };
    const parsed = z.safeParse(decisionEntrySchema, line.entry);
    const previous = base64urlToBytes(line.previous);
    const mac = base64urlToBytes(line.mac);
    if (!parsed.success || previous === null || mac === null) return null;
    // The MAC is over what stands in the line, fields of a later program included.
    const hash = lineHash(previous, line.entry as DecisionEntry);
    if (!equalBytes(keys.mac(macPurpose, hash), mac)) return null;
    return { entry: parsed.data, previous: line.previous, hash };
  } catch {
    return null;
  }
}

function lineHash(previous: Uint8Array, entry: DecisionEntry): Bytes {
  return nodeDigest.sha256(concatBytes(lineTag, previous, canonicalBytes(entry)));
}
