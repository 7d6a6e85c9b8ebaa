// Owns the lossless columnar form of a run of events: decode(encode(rows)) equals rows byte for byte.
// Events become columns by path, subjects a small dictionary of their own, references inside the run lose their hash.

import { bytesToUtf8, utf8ToBytes, type Bytes } from '../bytes.ts';
import {
  createByteReader,
  createByteWriter,
  type ByteReader,
  type ByteWriter,
} from './byte-writer.ts';
import { canonicalText } from './canonical.ts';
import { readColumn, writeColumn, type Leaf } from './columns.ts';
import { shortHash } from './hash-chain.ts';
import { knownWords } from './known-words.ts';

export interface SegmentContext {
  readonly log: string;
  readonly fromSeq: number;
  /** Row hash (32 bytes) of the row with this number and these canonical bytes. */
  readonly rowHashOf: (seq: number, canonicalEvent: Uint8Array) => Uint8Array;
}

type Json = Leaf;
/** 1: every text in full. 2: texts of `known-words.ts` by their place, a third to a half shorter for few rows. */
export type SegmentForm = 1 | 2;
const backReferenceKey = '$back';
const rawKey = '$raw';

export function encodeSegment(
  context: SegmentContext,
  rows: readonly Uint8Array[],
  form: SegmentForm = 1,
): Bytes {
  const hashes = new Map<number, string>();
  rows.forEach((row, i) => {
    const seq = context.fromSeq + i;
    hashes.set(seq, shortHash(context.rowHashOf(seq, row)));
  });
  const values = rows.map((row, i) => rowToValue(row, context, context.fromSeq + i, hashes));
  const out = createByteWriter(form === 2 ? knownWords : null);
  out.uint(form);
  out.uint(values.length);
  writeTable(out, values, true);
  return out.finish();
}

/** Null when the bytes are not a segment of this codec; never throws on content. */
export function decodeSegment(
  context: SegmentContext,
  bytes: Uint8Array,
  rowsMax: number,
): Bytes[] | null {
  try {
    const form = bytes[0];
    if (form !== 1 && form !== 2) return null;
    const input = createByteReader(bytes.subarray(1), form === 2 ? knownWords : null);
    const count = input.uint();
    if (count < 1 || count > rowsMax) return null;
    const values = readTable(input, count, true);
    if (!input.isAtEnd()) return null;
    const hashes: string[] = [];
    return values.map((value, i) => {
      const seq = context.fromSeq + i;
      const row = valueToRow(value, context, i, hashes);
      hashes.push(shortHash(context.rowHashOf(seq, row)));
      return row;
    });
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError)
      return null;
    throw error;
  }
}

/** A row that is not canonical JSON of a plain object, or uses our marks, travels raw. */
function rowToValue(
  row: Uint8Array,
  context: SegmentContext,
  seq: number,
  hashes: Map<number, string>,
): Json {
  try {
    const text = bytesToUtf8(row);
    const value = JSON.parse(text) as Json;
    const isPlain =
      isPlainObject(value) && isPlainSubject((value as Record<string, Json>)['subject']);
    if (
      isPlain &&
      !/"\$(back|raw)"/.test(text) &&
      !text.includes('"__proto__"') &&
      canonicalText(value) === text
    )
      return mapBackReferences(value, context, seq, hashes);
  } catch {
    // Not JSON at all: carried raw below, because a log may hold bytes this program does not understand.
  }
  return { [rawKey]: Array.from(row, (byte) => byte.toString(16).padStart(2, '0')).join('') };
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlainSubject(subject: unknown): boolean {
  return subject === undefined || isPlainObject(subject);
}

function mapBackReferences(
  value: Json,
  context: SegmentContext,
  seq: number,
  hashes: Map<number, string>,
): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((item: Json) => mapBackReferences(item, context, seq, hashes));
  const record = value as Record<string, Json>;
  const keys = Object.keys(record);
  const target = record['seq'];
  const isOwnReference =
    keys.length === 3 &&
    record['log'] === context.log &&
    typeof target === 'number' &&
    target < seq &&
    record['h'] !== undefined &&
    hashes.get(target) === record['h'];
  if (isOwnReference) return { [backReferenceKey]: seq - target };
  return Object.fromEntries(
    keys.map((k) => [k, mapBackReferences(record[k]!, context, seq, hashes)]),
  );
}

function valueToRow(
  value: Json,
  context: SegmentContext,
  index: number,
  hashes: readonly string[],
): Bytes {
  const raw = (value as Record<string, Json>)[rawKey];
  if (typeof raw === 'string') {
    if (!/^([0-9a-f]{2})*$/.test(raw)) throw new RangeError('segmentCodec: raw row is not hex');
    return new Uint8Array((raw.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
  }
  return utf8ToBytes(canonicalText(restoreBackReferences(value, context, index, hashes)));
}

function restoreBackReferences(
  value: Json,
  context: SegmentContext,
  index: number,
  hashes: readonly string[],
): Json {
  if (typeof value !== 'object' || value === null) return value;
  const restore = (item: Json): Json => restoreBackReferences(item, context, index, hashes);
  if (Array.isArray(value)) {
    const items = value.map(restore);
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  const record = value as Record<string, Json>;
  const back = record[backReferenceKey];
  if (typeof back === 'number') {
    const h = hashes[index - back];
    if (h === undefined) throw new RangeError('segmentCodec: reference outside the segment');
    return { h, log: context.log, seq: context.fromSeq + index - back };
  }
  // Hardly any value has a reference inside: what has none is not copied.
  const entries = Object.entries(record);
  const restored = entries.map(([, inner]) => restore(inner));
  if (restored.every((inner, i) => inner === entries[i]![1])) return value;
  return Object.fromEntries(entries.map(([key], i) => [key, restored[i]!]));
}

/** Rows of one table share columns by path; `subject` is replaced by its place in order of last use, 0 being a new one. */
function writeTable(out: ByteWriter, values: readonly Json[], hasSubjects: boolean): void {
  const subjects: Json[] = [];
  const flat = values.map((value) => flatten(value, hasSubjects));
  if (hasSubjects) {
    const recent: string[] = [];
    const places: number[] = [];
    values.forEach((value) => {
      const subject = (value as Record<string, Json>)['subject'];
      const key = subject === undefined ? '' : JSON.stringify(subject);
      const place = recent.indexOf(key);
      places.push(place + 1);
      if (place >= 0) recent.splice(place, 1);
      else subjects.push(subject ?? null);
      recent.unshift(key);
    });
    writeColumn(out, places);
    out.uint(subjects.length);
    writeTable(out, subjects, false);
  }
  const shapes = new Map<string, number>();
  const shapeOf = flat.map((leaves) => {
    const key = JSON.stringify([...leaves.keys()]);
    if (!shapes.has(key)) shapes.set(key, shapes.size);
    return shapes.get(key)!;
  });
  out.uint(shapes.size);
  for (const key of shapes.keys()) writeShape(out, key);
  writeColumn(out, shapeOf);
  const paths = [...new Set(flat.flatMap((leaves) => [...leaves.keys()]))];
  for (const path of paths) {
    writeColumn(
      out,
      flat.filter((leaves) => leaves.has(path)).map((leaves) => leaves.get(path)!),
    );
  }
}

function readTable(input: ByteReader, count: number, hasSubjects: boolean): Json[] {
  let subjects: Json[] = [];
  if (hasSubjects) {
    const places = readColumn(input, count) as number[];
    const distinctCount = input.uint();
    if (distinctCount > count) throw new RangeError('segmentCodec: more subjects than rows');
    const distinct = distinctCount === 0 ? [] : readTable(input, distinctCount, false);
    subjects = placesToItems(places, distinct);
  }
  const shapeCount = input.uint();
  if (shapeCount > count) throw new RangeError('segmentCodec: more shapes than rows');
  const shapes = Array.from({ length: shapeCount }, () => readShape(input));
  const shapeOf = readColumn(input, count) as number[];
  const paths = [...new Set(shapeOf.flatMap((shape) => shapes[shape] ?? []))];
  const orderedPaths = [...new Set(shapes.flat())].filter((path) => paths.includes(path));
  const columns = new Map<string, Leaf[]>();
  for (const path of orderedPaths) {
    const length = shapeOf.filter((shape) => shapes[shape]?.includes(path)).length;
    columns.set(path, readColumn(input, length));
  }
  const used = new Map<string, number>();
  return shapeOf.map((shape, i) => {
    const leaves = new Map<string, Leaf>();
    for (const path of shapes[shape] ?? failShape()) {
      const at = used.get(path) ?? 0;
      used.set(path, at + 1);
      leaves.set(path, columns.get(path)![at]!);
    }
    return unflatten(leaves, hasSubjects ? subjects[i] : undefined);
  });
}

/** `key` is the JSON of the shape's paths. With known words each path is a text of its own. */
function writeShape(out: ByteWriter, key: string): void {
  if (out.words === null) return out.text(key);
  const paths = JSON.parse(key) as string[];
  out.uint(paths.length);
  for (const path of paths) out.text(path);
}

const shapePathsMax = 1_000;

function readShape(input: ByteReader): string[] {
  if (input.words === null) return JSON.parse(input.text()) as string[];
  const count = input.uint();
  if (count > shapePathsMax) throw new RangeError('segmentCodec: a shape of too many paths');
  return Array.from({ length: count }, () => input.text());
}

function failShape(): never {
  throw new RangeError('segmentCodec: unknown shape');
}

function placesToItems(places: readonly number[], distinct: readonly Json[]): Json[] {
  const recent: Json[] = [];
  let next = 0;
  return places.map((place) => {
    const item = place === 0 ? distinct[next++] : recent[place - 1];
    if (item === undefined) throw new RangeError('segmentCodec: no such subject');
    if (place > 0) recent.splice(place - 1, 1);
    recent.unshift(item);
    return item;
  });
}

/** Paths are JSON arrays of keys as text; numbers among them are array places. Empty containers are leaves. */
function flatten(value: Json, withoutSubject: boolean): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const visit = (item: Json, path: readonly (string | number)[]): void => {
    if (typeof item === 'object' && item !== null) {
      const entries: [string | number, Json][] = Array.isArray(item)
        ? item.map((v: Json, i): [number, Json] => [i, v])
        : Object.entries(item as Record<string, Json>);
      if (entries.length > 0 || path.length === 0) {
        for (const [key, inner] of entries) {
          if (withoutSubject && path.length === 0 && key === 'subject') continue;
          visit(inner, [...path, key]);
        }
        return;
      }
    }
    leaves.set(JSON.stringify(path), item);
  };
  visit(value, []);
  return leaves;
}

function unflatten(leaves: ReadonlyMap<string, Leaf>, subject: Json | undefined): Json {
  if (leaves.size === 1 && leaves.has('[]')) return leaves.get('[]')!;
  const root: Record<string, Json> = {};
  for (const [pathText, leaf] of leaves) {
    const path = JSON.parse(pathText) as (string | number)[];
    let holder = root as Record<string | number, Json>;
    path.forEach((key, depth) => {
      if (key === '__proto__') throw new RangeError('segmentCodec: forbidden key');
      if (depth === path.length - 1) holder[key] = leaf;
      else {
        const existing = Object.hasOwn(holder, key) ? holder[key] : undefined;
        const made = existing ?? (typeof path[depth + 1] === 'number' ? [] : {});
        holder[key] = made;
        holder = made as Record<string | number, Json>;
      }
    });
  }
  if (subject !== undefined && subject !== null) root['subject'] = subject;
  return root;
}
