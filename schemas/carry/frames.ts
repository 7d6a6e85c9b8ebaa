// Owns a copy as QR codes: each frame says which copy, which one of how many, and proves that it was read right.
// They are scanned in any order; one scanned twice changes nothing; whatever is none of ours has its own outcome.

import { bytesToHex, bytesToU32, concatBytes, u32ToBytes, type Bytes } from '../bytes.ts';
import { crc32 } from '../frames.ts';
import { limits } from '../limits.ts';
import type { Digest } from '../ports.ts';
import { bytesToDigits, digitsToBytes } from './digits.ts';

/** `Su`: digits that begin with other bytes are somebody else's code. */
const mark = [0x53, 0x75] as const;
const frameForm = 1;
const idBytes = 8;
/** Mark, form, copy, number, of. */
const headBytes = mark.length + 1 + idBytes + 2;
const crcBytes = 4;
const pieceBytes = limits.copyFrameBytesMax - headBytes - crcBytes;

export interface CopyFrame {
  /** Hex of the first 8 bytes of the copy's SHA-256. */
  readonly copyId: string;
  /** 1 … `of`. */
  readonly number: number;
  readonly of: number;
  readonly piece: Bytes;
}

export type FrameReading =
  | { readonly outcome: 'frame'; readonly frame: CopyFrame }
  /** A QR code, but none of a copy. */
  | { readonly outcome: 'foreign' }
  | { readonly outcome: 'damaged' }
  | { readonly outcome: 'newer-form' };

export function copyIdOf(digest: Digest, copy: Uint8Array): string {
  return bytesToHex(digest.sha256(copy).subarray(0, idBytes));
}

export function frameCountOf(copyBytes: number): number {
  return Math.max(1, Math.ceil(copyBytes / pieceBytes));
}

/** The text of each QR code; null when the copy needs more of them than one can show. */
export function copyToFrames(digest: Digest, copy: Uint8Array): readonly string[] | null {
  const of = frameCountOf(copy.length);
  if (of > limits.copyFramesMax) return null;
  const id = digest.sha256(copy).subarray(0, idBytes);
  return Array.from({ length: of }, (_, i) => {
    const piece = copy.subarray(i * pieceBytes, (i + 1) * pieceBytes);
    const head = Uint8Array.from([...mark, frameForm, ...id, i + 1, of]);
    const body = concatBytes(head, piece);
    return bytesToDigits(concatBytes(body, u32ToBytes(crc32(body))));
  });
}

export function readFrame(text: string): FrameReading {
  const bytes = digitsToBytes(text);
  if (bytes === null || mark.some((byte, i) => bytes[i] !== byte)) return { outcome: 'foreign' };
  if (bytes.length < headBytes + crcBytes) return { outcome: 'damaged' };
  const body = bytes.subarray(0, -crcBytes);
  if (bytesToU32(bytes, body.length) !== crc32(body)) return { outcome: 'damaged' };
  if (body[mark.length] !== frameForm) return { outcome: 'newer-form' };
  const [number = 0, of = 0] = body.subarray(headBytes - 2, headBytes);
  if (number < 1 || number > of || of > limits.copyFramesMax) return { outcome: 'damaged' };
  return {
    outcome: 'frame',
    frame: {
      copyId: bytesToHex(body.subarray(mark.length + 1, mark.length + 1 + idBytes)),
      number,
      of,
      piece: body.slice(headBytes) as Bytes,
    },
  };
}

/** What has been scanned of one copy. Another copy's frame begins anew. */
export interface FrameCollection {
  readonly copyId: string | null;
  readonly of: number;
  readonly pieces: ReadonlyMap<number, Bytes>;
}

export const noFrames: FrameCollection = { copyId: null, of: 0, pieces: new Map() };

export type CollectOutcome =
  | { readonly outcome: 'more'; readonly collection: FrameCollection }
  | { readonly outcome: 'already-scanned'; readonly collection: FrameCollection }
  | { readonly outcome: 'whole'; readonly collection: FrameCollection; readonly copy: Bytes }
  /** All frames are there and do not make the copy they name: begin again. */
  | { readonly outcome: 'mismatch'; readonly collection: FrameCollection };

export function collectFrame(
  digest: Digest,
  before: FrameCollection,
  frame: CopyFrame,
): CollectOutcome {
  const isSame = before.copyId === frame.copyId && before.of === frame.of;
  if (isSame && before.pieces.has(frame.number))
    return { outcome: 'already-scanned', collection: before };
  const pieces = new Map(isSame ? before.pieces : []).set(frame.number, frame.piece);
  const collection = { copyId: frame.copyId, of: frame.of, pieces };
  if (pieces.size < frame.of) return { outcome: 'more', collection };
  const copy = concatBytes(
    ...Array.from({ length: frame.of }, (_, i) => pieces.get(i + 1) ?? new Uint8Array(0)),
  );
  if (copyIdOf(digest, copy) !== frame.copyId) return { outcome: 'mismatch', collection: noFrames };
  return { outcome: 'whole', collection, copy };
}
