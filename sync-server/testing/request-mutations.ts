// Owns bending a valid exchange request: every field of its header gone, doubled, huge, negative, or of another type.

import { gunzipSync, gzipSync } from 'node:zlib';
import { bytesToUtf8, concatBytes, utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import { decodeFrames, encodeFrame } from '../../schemas/frames.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = readonly (string | number)[];

export interface Mutation {
  readonly name: string;
  readonly apply: (header: Json) => Json;
}

export function readHeader(request: Uint8Array): Json {
  return JSON.parse(bytesToUtf8(gunzipSync(decodeFrames(request, 99)![0]!))) as Json;
}

/** The same request with another header; a signature over the old one stays as it was. */
export function withHeader(request: Uint8Array, header: Json): Bytes {
  const [, ...rest] = decodeFrames(request, 99)!;
  const first = new Uint8Array(gzipSync(utf8ToBytes(JSON.stringify(header))));
  return concatBytes(...[first, ...rest].map(encodeFrame));
}

const others: readonly (readonly [string, Json])[] = [
  ['null', null],
  ['true', true],
  ['zero', 0],
  ['a negative number', -1],
  ['half', 1.5],
  ['a huge number', Number.MAX_SAFE_INTEGER],
  ['a larger number', 1e308],
  ['an empty text', ''],
  ['a long text', 'A'.repeat(20_000)],
  ['a text with U+0000', 'a\u0000b'],
  ['a name of every object', '__proto__'],
  ['a list', []],
  ['an object', {}],
];

/** Numbers and log ids inside lists and records count as one field each: the first stands for all. */
export function mutationsOf(header: Json): Mutation[] {
  return pathsOf(header, []).flatMap((path): Mutation[] => {
    const name = path.join('.');
    return [
      { name: `${name} gone`, apply: (at) => changed(at, path, 'remove') },
      { name: `${name} doubled`, apply: (at) => changed(at, path, doubled) },
      ...others.map(([what, value]) => ({
        name: `${name} is ${what}`,
        apply: (at: Json) => changed(at, path, () => value),
      })),
    ];
  });
}

function doubled(value: Json): Json {
  if (Array.isArray(value)) return [...value, ...value];
  if (typeof value === 'number') return value * 2;
  return typeof value === 'string' ? value + value : [value, value];
}

function pathsOf(value: Json, path: Path): Path[] {
  const own = path.length === 0 ? [] : [path];
  if (Array.isArray(value))
    return [...own, ...value.slice(0, 1).flatMap((each) => pathsOf(each, [...path, 0]))];
  if (typeof value !== 'object' || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]))];
}

/** A path that is not in this header (a body where another one had rows) leaves it as it is. */
function changed(value: Json, path: Path, change: 'remove' | ((old: Json) => Json)): Json {
  const [key, ...rest] = path;
  if (key === undefined) return change === 'remove' ? value : change(value);
  if (Array.isArray(value) && typeof key === 'number') {
    if (key >= value.length) return value;
    if (rest.length === 0 && change === 'remove') return value.toSpliced(key, 1);
    return value.with(key, changed(value[key]!, rest, change));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !(key in value))
    return value;
  const { [key]: old, ...others } = value;
  if (rest.length === 0 && change === 'remove') return others;
  return { ...value, [key]: changed(old!, rest, change) };
}
