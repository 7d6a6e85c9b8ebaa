// Owns a check of cards with none of our libraries: Node's signature and inflate, and the framework's rules written down as a table.

import { createPublicKey, hash, verify } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';

interface OutsideKey {
  readonly kty: string;
  readonly kid: string;
  readonly use: string;
  readonly alg: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
}

interface Coding {
  readonly system: string;
  readonly code: string;
}
interface Resource {
  readonly resourceType: string;
  readonly [member: string]: unknown;
}
export interface OutsidePayload {
  readonly iss: string;
  readonly nbf: number;
  readonly vc: {
    readonly type: readonly string[];
    readonly rid: string;
    readonly credentialSubject: {
      readonly fhirVersion: string;
      readonly fhirBundle: {
        readonly resourceType: string;
        readonly type: string;
        readonly entry: readonly { readonly fullUrl: string; readonly resource: Resource }[];
      };
    };
  };
}

/** Base64url as RFC 4648 writes it: no sign besides, and no bits left over. */
function readBase64url(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw new Error('not base64url');
  return bytes;
}

/** Throws where anything is wrong. */
export function checkFromOutside(
  jws: string,
  keys: readonly OutsideKey[],
): { readonly kid: string; readonly payload: OutsidePayload } {
  const parts = jws.split('.');
  if (parts.length !== 3) throw new Error('not three parts');
  const [header, body, signature] = parts as [string, string, string];
  const { alg, zip, kid } = JSON.parse(readBase64url(header).toString()) as Record<string, string>;
  if (alg !== 'ES256' || zip !== 'DEF') throw new Error('other algorithms');
  const key = keys.find((each) => each.kid === kid);
  if (key === undefined) throw new Error('unknown key');
  const isGood = verify(
    'sha256',
    Buffer.from(`${header}.${body}`),
    {
      key: createPublicKey({ key: { ...key }, format: 'jwk' }),
      dsaEncoding: 'ieee-p1363',
    },
    readBase64url(signature),
  );
  if (!isGood) throw new Error('wrong signature');
  const text = inflateRawSync(readBase64url(body)).toString('utf8');
  return { kid: key.kid, payload: JSON.parse(text) as OutsidePayload };
}

/** `shc:/` and pairs of digits, each the ASCII code less 45. */
export function readDigitsFromOutside(numeric: string): string {
  const pairs = numeric.slice('shc:/'.length).match(/\d\d/g) ?? [];
  return pairs.map((pair) => String.fromCharCode(Number(pair) + 45)).join('');
}

interface CardRule {
  readonly rule: string;
  readonly holds: (card: {
    readonly jws: string;
    readonly payload: OutsidePayload;
    readonly text: string;
    readonly patient: Resource;
    readonly immunizations: readonly Resource[];
  }) => boolean;
}

const only = (resource: Resource, ...names: readonly string[]): boolean =>
  Object.keys(resource).every((name) => ['resourceType', ...names].includes(name));

/** SMART Health Cards 1.4.0 and the vaccination guide's data-minimisation profile, as far as a machine can ask. */
export const cardRules: readonly CardRule[] = [
  { rule: 'iss is https', holds: ({ payload }) => payload.iss.startsWith('https://') },
  { rule: 'iss has no slash at its end', holds: ({ payload }) => !payload.iss.endsWith('/') },
  { rule: 'nbf is seconds', holds: ({ payload }) => payload.nbf > 1e9 && payload.nbf < 1e10 },
  {
    rule: 'the type is a health card and nothing that 1.4.0 deprecates',
    holds: ({ payload }) =>
      payload.vc.type.length === 1 &&
      payload.vc.type[0] === 'https://smarthealth.cards#health-card',
  },
  {
    rule: 'rid has at most 24 signs of base64url',
    holds: ({ payload }) => /^[\w-]{1,24}$/.test(payload.vc.rid),
  },
  {
    rule: 'the payload is minified',
    holds: ({ payload, text }) => JSON.stringify(payload) === text,
  },
  {
    rule: 'FHIR R4, a collection',
    holds: ({ payload: { vc } }) =>
      vc.credentialSubject.fhirVersion === '4.0.1' &&
      vc.credentialSubject.fhirBundle.resourceType === 'Bundle' &&
      vc.credentialSubject.fhirBundle.type === 'collection',
  },
  {
    rule: 'short resource URIs, counted from 0',
    holds: ({ payload }) =>
      payload.vc.credentialSubject.fhirBundle.entry.every((e, i) => e.fullUrl === `resource:${i}`),
  },
  {
    rule: 'no id, meta, text or display anywhere but the name',
    holds: ({ payload }) => !/"(id|meta|div|display|extension)":/.test(JSON.stringify(payload)),
  },
  {
    rule: 'one person with name.text and birthDate only',
    holds: ({ patient }) => only(patient, 'name', 'birthDate'),
  },
  {
    rule: 'a bare year or a day of birth',
    holds: ({ patient }) => /^\d{4}(-\d\d-\d\d)?$/.test(String(patient['birthDate'])),
  },
  {
    rule: 'doses say what, when, which batch, and no number',
    holds: ({ immunizations }) =>
      immunizations.length > 0 &&
      immunizations.every(
        (i) =>
          only(i, 'status', 'vaccineCode', 'patient', 'occurrenceDateTime', 'lotNumber') &&
          i['status'] === 'completed' &&
          /^\d{4}-\d\d-\d\d$/.test(String(i['occurrenceDateTime'])) &&
          JSON.stringify(i['patient']) === '{"reference":"resource:0"}',
      ),
  },
  {
    rule: 'CVX first, then ICD-11, and no other system',
    holds: ({ immunizations }) =>
      immunizations.every((i) => {
        const { coding } = i['vaccineCode'] as { coding: readonly Coding[] };
        return (
          coding.length === 2 &&
          coding[0]!.system === 'http://hl7.org/fhir/sid/cvx' &&
          /^\d+$/.test(coding[0]!.code) &&
          coding[1]!.system === 'http://id.who.int/icd/release/11/mms' &&
          coding[1]!.code.startsWith('XM')
        );
      }),
  },
  { rule: 'one QR of version 22 at most', holds: ({ jws }) => jws.length <= 1195 },
];

/** Names of the rules a card breaks. */
export function findBrokenRules(jws: string, keys: readonly OutsideKey[]): string[] {
  const { payload } = checkFromOutside(jws, keys);
  const text = inflateRawSync(Buffer.from(jws.split('.')[1]!, 'base64url')).toString('utf8');
  const resources = payload.vc.credentialSubject.fhirBundle.entry.map((e) => e.resource);
  const patient = resources[0]!;
  const immunizations = resources.slice(1);
  return cardRules
    .filter(({ holds }) => !holds({ jws, payload, text, patient, immunizations }))
    .map(({ rule }) => rule);
}

/** RFC 7638, computed here once more. */
export function thumbprintFromOutside({ crv, kty, x, y }: OutsideKey): string {
  return hash('sha256', `{"crv":"${crv}","kty":"${kty}","x":"${x}","y":"${y}"}`, 'base64url');
}
