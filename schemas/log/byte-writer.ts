// Owns variable-length integers and length-prefixed text: the alphabet the segment codec writes in.

import { bytesToUtf8, utf8ToBytes, type Bytes } from '../bytes.ts';

export interface ByteWriter {
  readonly uint: (value: number) => void;
  readonly int: (value: number) => void;
  readonly text: (value: string) => void;
  readonly finish: () => Bytes;
}

export function createByteWriter(): ByteWriter {
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
  return {
    uint,
    int: (value) => uint(value >= 0 ? value * 2 : -value * 2 - 1),
    text: (value) => {
      const bytes = utf8ToBytes(value);
      uint(bytes.length);
      reserve(bytes.length);
      buffer.set(bytes, length);
      length += bytes.length;
    },
    finish: () => buffer.slice(0, length),
  };
}

export interface ByteReader {
  readonly uint: () => number;
  readonly int: () => number;
  readonly text: () => string;
  readonly isAtEnd: () => boolean;
}

/** Every method throws `RangeError` when the bytes end early or a number is too large: the caller turns that into a value. */
export function createByteReader(bytes: Uint8Array): ByteReader {
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
  return {
    uint,
    int: () => {
      const value = uint();
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    },
    text: () => {
      const length = uint();
      if (length > bytes.length - at)
        throw new RangeError('byteReader: text longer than the bytes');
      const text = bytesToUtf8(bytes.subarray(at, at + length));
      at += length;
      return text;
    },
    isAtEnd: () => at === bytes.length,
  };
}
