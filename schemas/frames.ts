// Owns the framing of request and answer: length (4 bytes) ‖ payload ‖ CRC-32 (4 bytes), usable frame by frame when a link is cut.

import { bytesToU32, concatBytes, u32ToBytes, type Bytes } from './bytes.ts';

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

export function encodeFrame(payload: Uint8Array): Bytes {
  return concatBytes(u32ToBytes(payload.length), payload, u32ToBytes(crc32(payload)));
}

export type FrameOutcome =
  | { readonly kind: 'frame'; readonly payload: Bytes }
  | { readonly kind: 'more' }
  | { readonly kind: 'damaged' };

export interface FrameReader {
  readonly push: (chunk: Uint8Array) => void;
  /** The next whole frame; `more` when the bytes so far end inside one; `damaged` for good after a bad length or CRC. */
  readonly next: () => FrameOutcome;
  readonly isEmpty: () => boolean;
}

export function createFrameReader(payloadBytesMax: number): FrameReader {
  let held: Uint8Array = new Uint8Array(0);
  let isDamaged = false;
  return {
    push: (chunk) => {
      held = held.length === 0 ? chunk : concatBytes(held, chunk);
    },
    next: () => {
      if (isDamaged) return { kind: 'damaged' };
      if (held.length < 4) return { kind: 'more' };
      const length = bytesToU32(held);
      if (length > payloadBytesMax) {
        isDamaged = true;
        return { kind: 'damaged' };
      }
      if (held.length < length + 8) return { kind: 'more' };
      const payload = held.slice(4, 4 + length) as Bytes;
      if (bytesToU32(held, 4 + length) !== crc32(payload)) {
        isDamaged = true;
        return { kind: 'damaged' };
      }
      held = held.subarray(length + 8);
      return { kind: 'frame', payload };
    },
    isEmpty: () => held.length === 0,
  };
}

/** All frames of a whole message, or null when it is damaged, cut, or has too many. */
export function decodeFrames(bytes: Uint8Array, framesMax: number): Bytes[] | null {
  const reader = createFrameReader(bytes.length);
  reader.push(bytes);
  const frames: Bytes[] = [];
  for (;;) {
    if (reader.isEmpty()) return frames;
    const outcome = reader.next();
    if (outcome.kind !== 'frame' || frames.length >= framesMax) return null;
    frames.push(outcome.payload);
  }
}
