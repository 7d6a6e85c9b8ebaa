// Owns how a tablet tells that a person's record was opened and nothing recorded: what was recorded says by itself who looked.

import * as z from 'zod/mini';
import { bytesToBase64url, utf8ToBytes } from './bytes.ts';
import { caseKeyForm } from './case-key.ts';
import { limits } from './limits.ts';
import type { Digest } from './ports.ts';

z.config({ jitless: true });

/** Epoch seconds, the staff id, the case: never a name. */
const readSchema = z.tuple([
  z.int().check(z.minimum(0)),
  z.string().check(z.regex(/^[^\p{Cc}]{1,80}$/u)),
  z.string().check(z.regex(caseKeyForm)),
]);
export type PersonRead = z.infer<typeof readSchema>;

const readsSchema = z.array(readSchema).check(z.maxLength(limits.readsPerRequestMax));

/** Empty for whatever is none, or not wholly. */
export function readReads(sent: unknown): readonly PersonRead[] {
  const parsed = z.safeParse(readsSchema, sent);
  return parsed.success ? parsed.data : [];
}

const nameBytes = 12;

/** Names exactly these, for the answer that says they are kept: nothing less lets a tablet forget them. */
export function nameOfReads(digest: Pick<Digest, 'sha256'>, reads: readonly PersonRead[]): string {
  return bytesToBase64url(digest.sha256(utf8ToBytes(JSON.stringify(reads))).slice(0, nameBytes));
}
