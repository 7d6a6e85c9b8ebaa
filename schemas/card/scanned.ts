// Owns telling what somebody held before the camera, typed or picked: a card, a receipt, money, or something else.

import * as z from 'zod/mini';
import { base64urlToBytes, bytesToUtf8, utf8ToBytes, type Bytes } from '../bytes.ts';
import { readFrame } from '../carry/frames.ts';
import { numericPrefix, numericToJws } from './numeric.ts';

z.config({ jitless: true });

/** Longer than any card; what is longer is not looked into. */
const textCharactersMax = 20_000;
const signatureBytes = 64;

export interface SignedCard {
  readonly kid: string;
  /** What the signature is over. */
  readonly signed: Bytes;
  readonly signature: Bytes;
  /** Raw DEFLATE of the payload's JSON. */
  readonly packed: Bytes;
}

export type Scanned =
  | { readonly what: 'card'; readonly card: SignedCard }
  /** A sealed copy of records, or of one dose: `text` is one of its codes. */
  | { readonly what: 'receipt'; readonly text: string }
  | {
      readonly what:
        | 'damaged'
        /** A card in several codes, as earlier issuers made them. */
        | 'several-codes'
        | 'payment-code'
        | 'something-else';
    };

export function readScanned(given: string): Scanned {
  const text = given.trim();
  if (text.length > textCharactersMax) return { what: 'something-else' };
  if (/^upi:/i.test(text)) return { what: 'payment-code' };
  if (text.toLowerCase().startsWith(numericPrefix)) return readNumeric(text);
  if (text.startsWith('{')) return readCardFile(text);
  if (/^\d+$/.test(text)) {
    const { outcome } = readFrame(text);
    if (outcome === 'foreign') return { what: 'something-else' };
    return outcome === 'damaged' ? { what: 'damaged' } : { what: 'receipt', text };
  }
  return text.startsWith('eyJ') ? readJws(text) : { what: 'something-else' };
}

function readNumeric(text: string): Scanned {
  if (/^shc:\/\d+\/\d+\/\d+$/i.test(text)) return { what: 'several-codes' };
  const jws = numericToJws(numericPrefix + text.slice(numericPrefix.length));
  return jws === null ? { what: 'damaged' } : readJws(jws);
}

const cardFileSchema = z.object({ verifiableCredential: z.array(z.string()) });

function readCardFile(text: string): Scanned {
  try {
    const file = z.safeParse(cardFileSchema, JSON.parse(text));
    const jws = file.success ? file.data.verifiableCredential[0] : undefined;
    return jws === undefined ? { what: 'something-else' } : readJws(jws);
  } catch {
    return { what: text.includes('verifiableCredential') ? 'damaged' : 'something-else' };
  }
}

const headerSchema = z.object({
  alg: z.literal('ES256'),
  zip: z.literal('DEF'),
  kid: z.string().check(z.minLength(1), z.maxLength(200)),
});

function readJws(jws: string): Scanned {
  const parts = jws.split('.');
  const [header, packed, signature] = parts.map((part) => base64urlToBytes(part));
  if (parts.length !== 3 || !header || !packed || !signature) return { what: 'damaged' };
  if (signature.length !== signatureBytes || packed.length === 0) return { what: 'damaged' };
  const read = readHeader(header);
  if (read === null) return { what: 'damaged' };
  const signed = utf8ToBytes(`${parts[0]}.${parts[1]}`);
  return { what: 'card', card: { kid: read.kid, signed, signature, packed } };
}

function readHeader(bytes: Bytes): z.infer<typeof headerSchema> | null {
  try {
    const read = z.safeParse(headerSchema, JSON.parse(bytesToUtf8(bytes)));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
