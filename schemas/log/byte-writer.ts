// Owns variable-length integers, length-prefixed text and raw bytes: the alphabet the codecs write in.

import { bytesToUtf8, utf8ToBytes, type Bytes } from '../bytes.ts';

/** Texts that both sides know: one of them is written as its place, counted from 1; 0 stands before any other text. */
export type KnownWords = readonly string[];

export interface ByteWriter {
  readonly uint: (value: number) => void;
  readonly int: (value: number) => void;
  readonly text: (value: string) => void;
  /** As they are; the reader has to know how many. */
  readonly raw: (bytes: Uint8Array) => void;
  readonly words: KnownWords | null;
  readonly finish: () => Bytes;
}

export function createByteWriter(words: KnownWords | null = null): ByteWriter {
  let buffer = new Uint8Array(1024);
  let length = 0;
  const reserve = (more: number): void => {
    if (length + more <= buffer.length) return;
    const larger = new Uint8Array(Math.max(buffer.length * 2, length + more));
    larger.set(buffer.subarray(0, length));
    buffer = larger;
  };
  const uint = (value: number): void => {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new Error(`byteWriter: not an unsigned integer`);
    reserve(8);
    let rest = value;
    while (rest >= 128) {
      buffer[length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    buffer[length++] = rest;
  };
  const raw = (bytes: Uint8Array): void => {
    reserve(bytes.length);
    buffer.set(bytes, length);
    length += bytes.length;
  };
  return {
    uint,
    int: (value) => uint(value >= 0 ? value * 2 : -value * 2 - 1),
    text: (value) => {
      if (words !== null) {
        const place = words.indexOf(value) + 1;
        uint(place);
        if (place > 0) return;
      }
      const bytes = utf8ToBytes(value);
      uint(bytes.length);
      raw(bytes);
    },
    raw,
    words,
    finish: () => buffer.slice(0, length),
  };
}

export interface ByteReader {
  readonly uint: () => number;
  readonly int: () => number;
  readonly text: () => string;
  readonly raw: (length: number) => Bytes;
  readonly words: KnownWords | null;
  readonly isAtEnd: () => boolean;
}

/** Every method throws `RangeError` when the bytes end early or a number is too large: the caller turns that into a value. */
export function createByteReader(bytes: Uint8Array, words: KnownWords | null = null): ByteReader {
  let at = 0;
  const uint = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('byteReader: the bytes end early');
      value += (byte & 127) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('byteReader: number too large');
      if (byte < 128) return value;
      scale *= 128;
      if (scale > 2 ** 56) throw new RangeError('byteReader: number too long');
    }
  };
  const raw = (length: number): Bytes => {
    if (length > bytes.length - at) throw new RangeError('byteReader: the bytes end early');
    const taken = bytes.slice(at, at + length) as Bytes;
    at += length;
    return taken;
  };
  return {
    uint,
    raw,
    words,
    int: () => {
      const value = uint();
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    },
    text: () => {
      const place = words === null ? 0 : uint();
      if (place === 0) return bytesToUtf8(raw(uint()));
      const word = words?.[place - 1];
      if (word === undefined) throw new RangeError('byteReader: no such word');
      return word;
    },
    isAtEnd: () => at === bytes.length,
  };
}
