// Owns the forms of what an issuer publishes, as a verifier reads them: keys, and lists of cards that were taken back.

import * as z from 'zod/mini';

z.config({ jitless: true });

const nameOfKey = z.string().check(z.regex(/^[\w-]{1,64}$/));

/** Members of other kinds of keys are left alone: a set may hold keys of other uses. */
const cardKeySchema = z.object({
  kid: nameOfKey,
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().check(z.regex(/^[\w-]{43}$/)),
  y: z.string().check(z.regex(/^[\w-]{43}$/)),
});
export type CardKey = z.infer<typeof cardKeySchema>;

export const keySetSchema = z.object({ keys: z.array(cardKeySchema).check(z.maxLength(50)) });

export const revocationListSchema = z.object({
  kid: nameOfKey,
  method: z.literal('rid'),
  ctr: z.int(),
  rids: z.array(z.string().check(z.regex(/^[\w-]{1,24}(\.\d{1,12})?$/))),
});
export type RevocationListRead = z.infer<typeof revocationListSchema>;

/** What a verifier has at hand without a network. */
export interface TrustedLists {
  /** Epoch seconds at which all of it was fetched. */
  readonly fetchedAt: number;
  /** The address it was fetched from: whose cards these keys sign. */
  readonly issuer: string;
  readonly keys: readonly CardKey[];
  readonly revoked: readonly RevocationListRead[];
}

/** A list never shrinks: what stood on one that was fetched before still counts, whatever answered today. */
export function uniteLists(
  before: readonly RevocationListRead[],
  now: readonly RevocationListRead[],
): RevocationListRead[] {
  const kept = new Map(before.map((list) => [list.kid, list]));
  for (const list of now) {
    const rids = [...new Set([...(kept.get(list.kid)?.rids ?? []), ...list.rids])];
    kept.set(list.kid, { ...list, rids });
  }
  return [...kept.values()];
}
