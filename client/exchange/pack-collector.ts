// Owns the putting together of a day list from its pieces. Pieces of one list survive a cut, so that a poor link gets there in several goes.

import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToUtf8,
  concatBytes,
  type Bytes,
} from '../../schemas/bytes.ts';
import type { AnswerPart } from '../../schemas/exchange.ts';
import type { Digest } from '../../schemas/ports.ts';
import type { PackedDayPack } from '../../schemas/records/roster.ts';
import { decompress } from '../device/compression.ts';

export type PackPiece = Extract<AnswerPart, { part: 'pack' }>;

export type PackOutcome =
  | { readonly outcome: 'more'; readonly receivedBytes: number }
  /** `gzipped` is what rests sealed on the tablet. */
  | {
      readonly outcome: 'whole';
      readonly packHash: string;
      readonly gzipped: Bytes;
      readonly pack: PackedDayPack;
    }
  | { readonly outcome: 'damaged' };

export interface PackCollector {
  readonly add: (piece: PackPiece) => Promise<PackOutcome>;
}

export const packInflatedBytesMax = 16_777_216;

export function createPackCollector(digest: Digest): PackCollector {
  let packHash: string | null = null;
  let pieces = new Map<number, Bytes>();
  return {
    add: async (piece) => {
      if (piece.packHash !== packHash) {
        packHash = piece.packHash;
        pieces = new Map();
      }
      const data = base64urlToBytes(piece.data);
      if (data === null || piece.index < 0 || piece.index >= piece.of)
        return { outcome: 'damaged' };
      pieces.set(piece.index, data);
      if (pieces.size < piece.of)
        return {
          outcome: 'more',
          receivedBytes: [...pieces.values()].reduce((n, p) => n + p.length, 0),
        };
      const ordered = [...pieces].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
      packHash = null;
      pieces = new Map();
      return finishPack(digest, piece.packHash, concatBytes(...ordered));
    },
  };
}

async function finishPack(digest: Digest, packHash: string, gzipped: Bytes): Promise<PackOutcome> {
  const json = await decompress('gzip', gzipped, packInflatedBytesMax);
  if (json === null) return { outcome: 'damaged' };
  // Two servers may compress the same list differently: the hash may be of either form.
  const hashes = [gzipped, json].map((bytes) => bytesToBase64url(digest.sha256(bytes)));
  if (!hashes.includes(packHash)) return { outcome: 'damaged' };
  return {
    outcome: 'whole',
    packHash,
    gzipped,
    pack: JSON.parse(bytesToUtf8(json)) as PackedDayPack,
  };
}
