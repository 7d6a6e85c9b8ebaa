// Owns how a tablet tells a restored server what the server itself once said: pages of the feed, proved by the server's own MAC.

import * as z from 'zod/mini';
import { utf8ToBytes, type Bytes } from './bytes.ts';
import { feedRowSchema, type FeedRow } from './exchange.ts';
import { limits } from './limits.ts';

z.config({ jitless: true });

/** `<epoch>.<MAC>`: the epoch in which the rows were sent, and what only the server could have made over them. */
const proofForm = /^(\d{1,9}-[0-9a-f]{8})\.([A-Za-z0-9_-]{22})$/;

const rememberedPageSchema = z.object({
  proof: z.string().check(z.regex(proofForm)),
  rows: z.array(feedRowSchema).check(z.maxLength(limits.rememberedPieceRowsMax)),
});
export type RememberedPage = z.infer<typeof rememberedPageSchema>;

const sentSchema = z.array(z.unknown()).check(z.maxLength(limits.rememberedPagesPerRequestMax));

/** Each page is read by itself: a damaged one costs no other. */
export function readRememberedPages(sent: unknown): readonly RememberedPage[] {
  const list = z.safeParse(sentSchema, sent);
  if (!list.success) return [];
  return list.data.flatMap((one) => {
    const page = z.safeParse(rememberedPageSchema, one);
    return page.success ? [page.data] : [];
  });
}

/** Rows that are proved and told together: a piece of a page of the feed. */
export type ProvedPiece = readonly [proof: string, rows: number];

/** Null for what is no proof. */
export function epochOfProof(proof: string): string | null {
  return proofForm.exec(proof)?.[1] ?? null;
}

/**
 * What the MAC covers: centre, epoch, and of every row all that a tablet was told, by place and not by name, so that fields
 * that are added later change nothing.
 */
export function rememberedText(centreId: number, epoch: string, rows: readonly FeedRow[]): Bytes {
  const told = rows.map(({ feedSeq, log, seq, hash, origin, event, by }) => [
    feedSeq,
    log,
    seq,
    hash,
    origin === undefined ? null : [origin.log, origin.seq],
    event,
    by === null ? null : [by.staffId, by.proved],
  ]);
  return utf8ToBytes(JSON.stringify([centreId, epoch, told]));
}
