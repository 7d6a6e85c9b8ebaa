// Owns the sealing and opening of rows, bodies, feed pages and packs: each bound to its place by its context.

import { utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import { bodySealContext, rowSealContext } from '../../schemas/exchange.ts';
import { lengthenRow, shortenRow } from '../../schemas/log/row-form.ts';
import type { Randomness } from '../device/random.ts';
import { open, seal, type Sealed } from './aes.ts';
import type { SpanKey } from './span.ts';

export interface RowPlace {
  readonly log: string;
  readonly seq: number;
}

export async function sealRow(
  random: Randomness,
  key: SpanKey,
  place: RowPlace,
  canonicalEvent: Bytes,
): Promise<Sealed> {
  const context = rowSealContext(place.log, place.seq, key.span);
  return seal(random, key.aes, context, shortenRow(canonicalEvent));
}

export async function openRow(key: SpanKey, place: RowPlace, box: Sealed): Promise<Bytes | null> {
  const opened = await open(key.aes, rowSealContext(place.log, place.seq, key.span), box);
  return opened === null ? null : lengthenRow(opened);
}

export async function sealBody(
  random: Randomness,
  key: SpanKey,
  range: { readonly log: string; readonly from: number; readonly to: number },
  deflated: Bytes,
): Promise<Sealed> {
  const context = bodySealContext(range.log, range.from, range.to, key.span);
  return seal(random, key.aes, context, deflated);
}

export function pageContext(centreId: number, feedSeq: number): Bytes {
  return utf8ToBytes(`suchi/page/1\n${centreId}\n${feedSeq}`);
}

export function packContext(centreId: number, packHash: string): Bytes {
  return utf8ToBytes(`suchi/pack/1\n${centreId}\n${packHash}`);
}
