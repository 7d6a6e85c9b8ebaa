// Owns one column of the segment codec: a list of JSON leaves, written in whichever of five forms is smallest.

import { createByteWriter, type ByteReader, type ByteWriter } from './byte-writer.ts';

export type Leaf = string | number | boolean | null | object;

const form = { constant: 0, integers: 1, deltas: 2, secondDeltas: 3, dictionary: 4 } as const;

/** Arrays and objects are leaves here only when empty; their JSON text is the dictionary key. */
const leafKey = (leaf: Leaf): string => JSON.stringify(leaf);

export function writeColumn(out: ByteWriter, leaves: readonly Leaf[]): void {
  const candidates: Array<(writer: ByteWriter) => void> = [];
  const keys = leaves.map(leafKey);
  if (keys.every((key) => key === keys[0])) {
    out.uint(form.constant);
    out.text(keys[0] ?? 'null');
    return;
  }
  if (
    leaves.every(
      (leaf) => typeof leaf === 'number' && Number.isSafeInteger(leaf) && Math.abs(leaf) < 2 ** 50,
    )
  ) {
    const numbers = leaves as readonly number[];
    candidates.push(
      (writer) => writeIntegers(writer, form.integers, numbers, 0),
      (writer) => writeIntegers(writer, form.deltas, numbers, 1),
      (writer) => writeIntegers(writer, form.secondDeltas, numbers, 2),
    );
  }
  candidates.push((writer) => writeDictionary(writer, keys));
  const lengthOf = (write: (writer: ByteWriter) => void): number => {
    const trial = createByteWriter(out.words);
    write(trial);
    return trial.finish().length;
  };
  const lengths = candidates.map(lengthOf);
  const winner = candidates[lengths.indexOf(Math.min(...lengths))]!;
  winner(out);
}

export function readColumn(input: ByteReader, count: number): Leaf[] {
  const kind = input.uint();
  if (kind === form.constant) {
    const leaf = JSON.parse(input.text()) as Leaf;
    return Array.from({ length: count }, () => leaf);
  }
  if (kind === form.dictionary) return readDictionary(input, count);
  if (kind > form.dictionary) throw new RangeError('columns: unknown form');
  const leaves: number[] = [];
  let previous = 0;
  let step = 0;
  for (let i = 0; i < count; i++) {
    const written = input.int();
    if (kind === form.integers) leaves.push(written);
    else {
      step = kind === form.deltas ? written : step + written;
      previous += step;
      leaves.push(previous);
    }
  }
  return leaves;
}

function writeIntegers(
  out: ByteWriter,
  kind: number,
  numbers: readonly number[],
  order: 0 | 1 | 2,
): void {
  out.uint(kind);
  let previous = 0;
  let step = 0;
  for (const value of numbers) {
    const delta = value - previous;
    out.int(order === 0 ? value : order === 1 ? delta : delta - step);
    step = delta;
    previous = value;
  }
}

/** A first appearance writes 0 and the text; a repeat writes its place in order of last use, 1 being the latest. */
function writeDictionary(out: ByteWriter, keys: readonly string[]): void {
  out.uint(form.dictionary);
  const recent: string[] = [];
  for (const key of keys) {
    const place = recent.indexOf(key);
    out.uint(place + 1);
    if (place < 0) out.text(key);
    else recent.splice(place, 1);
    recent.unshift(key);
  }
}

function readDictionary(input: ByteReader, count: number): Leaf[] {
  const recent: string[] = [];
  const leaves: Leaf[] = [];
  for (let i = 0; i < count; i++) {
    const place = input.uint();
    const key = place === 0 ? input.text() : recent[place - 1];
    if (key === undefined) throw new RangeError('columns: no such dictionary place');
    if (place > 0) recent.splice(place - 1, 1);
    recent.unshift(key);
    leaves.push(JSON.parse(key) as Leaf);
  }
  return leaves;
}
