// Owns the verdict on a card without a network: one named outcome, from pinned keys and dated lists alone.

import * as z from 'zod/mini';
import { bytesToUtf8, type Bytes } from '../bytes.ts';
import { limits } from '../limits.ts';
import { cvxSystem, productOfCvx } from './product-codes.ts';
import type { CardKey, TrustedLists } from './published.ts';
import type { SignedCard } from './scanned.ts';

z.config({ jitless: true });

/** What the platform does for a check. */
export interface CardPlatform {
  /** Null when it is damaged or unfolds to more than `bytesMax`. */
  readonly inflateRaw: (bytes: Bytes, bytesMax: number) => Promise<Bytes | null>;
  /** ES256 over 64 bytes of signature; false also for a key that is none. */
  readonly isSignedBy: (key: CardKey, signature: Bytes, signed: Bytes) => Promise<boolean>;
}

export interface ReadCard {
  readonly name: string;
  readonly birthDate: string;
  readonly doses: readonly {
    /** As in the rule set; null for a vaccine whose code is not in our table. */
    readonly product: string | null;
    readonly code: string;
    readonly day: string;
    readonly vaccineBatch: string;
  }[];
  /** Epoch seconds. */
  readonly issuedAt: number;
  /** By which its issuer knows it again, and can take it back; null on cards without one. */
  readonly rid: string | null;
}

export type CardVerdict =
  | { readonly outcome: 'good'; readonly card: ReadCard; readonly asOf: number }
  /** Signed by us; whether it was taken back since nobody can say from a list this old. */
  | { readonly outcome: 'list-too-old'; readonly card: ReadCard; readonly asOf: number }
  | { readonly outcome: 'revoked'; readonly asOf: number }
  | { readonly outcome: 'from-the-future'; readonly issuedAt: number }
  | { readonly outcome: 'other-issuer'; readonly issuer: string }
  | {
      readonly outcome:
        /** The signature is not over what stands here: a sign was changed, or all of it was made up. */
        | 'changed'
        | 'unknown-key'
        | 'no-keys'
        /** Signed by us, and none of the forms this program reads. */
        | 'not-understood';
    };

/** A verifier without a network for longer than this is told to get one first. */
export const listDaysMax = 30;
const payloadBytesMax = 65_536;
const secondsPerDay = 86_400;

export async function checkCard(
  platform: CardPlatform,
  lists: TrustedLists | null,
  card: SignedCard,
  now: number,
): Promise<CardVerdict> {
  if (lists === null) return { outcome: 'no-keys' };
  const key = lists.keys.find((each) => each.kid === card.kid);
  if (key === undefined) {
    const issuer = readIssuer(await unfold(platform, card));
    return issuer !== null && issuer !== lists.issuer
      ? { outcome: 'other-issuer', issuer }
      : { outcome: 'unknown-key' };
  }
  if (!(await platform.isSignedBy(key, card.signature, card.signed))) return { outcome: 'changed' };
  const payload = z.safeParse(payloadSchema, await unfold(platform, card));
  if (!payload.success) return { outcome: 'not-understood' };
  const { nbf, vc } = payload.data;
  if (nbf > now + limits.skewSecondsFlag) return { outcome: 'from-the-future', issuedAt: nbf };
  const asOf = lists.fetchedAt;
  const list = lists.revoked.find((each) => each.kid === card.kid);
  if (list?.rids.some((entry) => isEntryOf(entry, vc.rid, nbf)) === true)
    return { outcome: 'revoked', asOf };
  const read = readBundle(payload.data);
  if (read === null) return { outcome: 'not-understood' };
  const isOld = now - asOf > listDaysMax * secondsPerDay;
  return { outcome: isOld ? 'list-too-old' : 'good', card: read, asOf };
}

/** `rid`, or `rid.time`: every card of that name issued up to then. */
function isEntryOf(entry: string, rid: string | undefined, nbf: number): boolean {
  const [name, until] = entry.split('.');
  return name === rid && (until === undefined || nbf <= Number(until));
}

async function unfold(platform: CardPlatform, { packed }: SignedCard): Promise<unknown> {
  const bytes = await platform.inflateRaw(packed, payloadBytesMax);
  try {
    return bytes === null ? null : JSON.parse(bytesToUtf8(bytes));
  } catch {
    return null;
  }
}

function readIssuer(payload: unknown): string | null {
  const read = z.safeParse(z.object({ iss: z.string().check(z.maxLength(300)) }), payload);
  return read.success ? read.data.iss : null;
}

const patientSchema = z.object({
  resourceType: z.literal('Patient'),
  name: z.array(z.object({ text: z.string() })).check(z.minLength(1)),
  birthDate: z.string(),
});
const immunizationSchema = z.object({
  resourceType: z.literal('Immunization'),
  status: z.literal('completed'),
  vaccineCode: z.object({ coding: z.array(z.object({ system: z.string(), code: z.string() })) }),
  occurrenceDateTime: z.string(),
  lotNumber: z._default(z.string(), ''),
});
const payloadSchema = z.object({
  iss: z.string(),
  nbf: z.number(),
  vc: z.object({
    rid: z.exactOptional(z.string()),
    credentialSubject: z.object({
      fhirBundle: z.object({ entry: z.array(z.object({ resource: z.unknown() })) }),
    }),
  }),
});

function readBundle({ nbf, vc }: z.infer<typeof payloadSchema>): ReadCard | null {
  const [first, ...others] = vc.credentialSubject.fhirBundle.entry.map((entry) => entry.resource);
  const patient = z.safeParse(patientSchema, first);
  const immunizations = z.safeParse(z.array(immunizationSchema).check(z.minLength(1)), others);
  if (!patient.success || !immunizations.success) return null;
  const { name, birthDate } = patient.data;
  return {
    name: name[0]!.text,
    birthDate,
    issuedAt: Math.floor(nbf),
    rid: vc.rid ?? null,
    doses: immunizations.data.map(({ vaccineCode, occurrenceDateTime, lotNumber }) => {
      const coding = vaccineCode.coding;
      const cvx = coding.find((each) => each.system === cvxSystem)?.code ?? '';
      const code = cvx === '' ? (coding[0]?.code ?? '') : cvx;
      return {
        product: productOfCvx(cvx),
        code,
        day: occurrenceDateTime.slice(0, 10),
        vaccineBatch: lotNumber,
      };
    }),
  };
}
