// Owns the packs that tablets were given lately, so that a change of the list can travel alone. Forgetting costs bytes, nothing else.

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { bytesToUtf8, utf8ToBytes } from '../../schemas/bytes.ts';
import { diffDayPack, type PackDelta } from '../../schemas/records/pack-delta.ts';
import { unpackDayPack, type PackedDayPack } from '../../schemas/records/roster.ts';
import type { WrittenPack } from './day-pack.ts';

export interface PackMemory {
  readonly remember: (pack: WrittenPack) => void;
  /** What the holder of `packHash` has to change; null when the whole list is the shorter or the only way. */
  readonly deltaFrom: (packHash: string, pack: WrittenPack) => PackDelta | null;
}

/** About 20 kB each. */
const packsMax = 400;

export function createPackMemory(): PackMemory {
  const deflated = new Map<string, Uint8Array>();
  return {
    remember: ({ packHash, text }) => {
      const known = deflated.get(packHash);
      deflated.delete(packHash);
      deflated.set(packHash, known ?? deflateRawSync(utf8ToBytes(text)));
      if (deflated.size > packsMax) deflated.delete(deflated.keys().next().value ?? '');
    },
    deltaFrom: (packHash, pack) => {
      const before = deflated.get(packHash);
      if (before === undefined) return null;
      const delta = diffDayPack(readPack(bytesToUtf8(inflateRawSync(before))), readPack(pack.text));
      const isShorter = delta !== null && JSON.stringify(delta).length < pack.text.length / 4;
      return isShorter ? delta : null;
    },
  };
}

function readPack(text: string) {
  return unpackDayPack(JSON.parse(text) as PackedDayPack);
}
