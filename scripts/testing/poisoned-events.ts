// Owns events no honest tablet writes: any JSON at all, and honest events of every kind with one thing in them poisoned.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import { eventKinds } from '../../schemas/events/index.ts';
import { limits } from '../../schemas/limits.ts';

interface Samples {
  readonly subject: object;
  readonly tablet: { readonly log: string };
}

/** What has stopped a database, a parser or an object before. JSON text, so that any of it can stand in an event. */
const poisonTexts = [
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '1e308',
  '-1e308',
  '1e999',
  '-1',
  '0.5',
  '9007199254740993',
  '9223372036854775808',
  '"__proto__"',
  '{"__proto__":{"a":1}}',
  '{"constructor":1}',
  '{"toString":null}',
  '[]',
  '{}',
  'null',
  'true',
  '""',
  `"${'x'.repeat(5_000)}"`,
  // Nothing compresses it: a key of a database must be short, not only well packed.
  JSON.stringify(createHash('shake256', { outputLength: 3_600 }).update('noise').digest('base64')),
  `${'['.repeat(900)}${']'.repeat(900)}`,
  '"1; drop table log_row"',
  '"%00"',
  '"\\u202e\\ufeff"',
];

const poison = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...poisonTexts) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
);

const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'signed-in': { staffId: 'st-1', signature: null, publicKey: 'AAAA' },
  'checked-in': { idType: 'aadhaar', idSeen: 'matches', screening: 'clear', noticeLanguage: 'mr' },
  'code-tried': { matches: true, masked: 1234 },
  'walk-in-registered': {
    name: 'A',
    birthYear: 1985,
    gender: 'Female',
    mobileNumber: '9876543210',
    idType: null,
    idLast4: null,
    vaccinationSession: 'vs-1',
    category: 'citizen',
  },
  'not-today': { outcome: 'deferred', reason: 'fever', nextDate: null, ends: [] },
  'vial-opened': { product: 'COVISHIELD', vaccineBatch: 'B1', expiry: null, dosesNominal: 10 },
  'vial-discarded': { reason: 'empty', dosesLeft: 0 },
  'dose-administered': {
    doseNumber: 1,
    product: 'COVISHIELD',
    vial: 'A1',
    vaccinationSession: 'vs-1',
    vaccineBatch: 'B1',
    code: null,
    rules: 'in-2022-08-12',
    withoutCode: 'walk-in',
  },
  'entered-in-error': { reason: 'wrong-person' },
  'observation-ended': {},
};

/** Members that carry their poison as a text of their own: JSON cannot write half a surrogate in any other way. */
function toText(members: Readonly<Record<string, string>>): string {
  return `{${Object.entries(members)
    .map(([key, text]) => `${JSON.stringify(key)}:${text}`)
    .join(',')}}`;
}

const plain = (value: object): Record<string, string> =>
  Object.fromEntries(Object.entries(value).map(([key, each]) => [key, JSON.stringify(each)]));

/** Canonical or not, JSON or not: bytes of one event as a tablet might seal them. */
export function poisonedEvent({ subject, tablet }: Samples): fc.Arbitrary<Bytes> {
  const reference = { log: tablet.log, seq: 1, h: 'AAAAAAAAAAA' };
  const subjects = fc.oneof(
    fc
      .constantFrom<object>(
        subject,
        { walkIn: 'self' },
        { walkIn: reference },
        { vaccinationSession: 'vs-1', vial: 'A1' },
        { vaccinationSession: 'vs-1' },
        { tablet: true },
      )
      .map((value) => JSON.stringify(value)),
    poison,
    poison.map((text) => `{"appointmentNo":${text},"check":1}`),
    poison.map((text) => `{"walkIn":{"log":"${tablet.log}","seq":${text},"h":"AAAAAAAAAAA"}}`),
    poison.map((text) => `{"vaccinationSession":"vs-1","vial":${text}}`),
  );
  const body = fc.constantFrom(...eventKinds.keys()).chain((kind) => {
    const honest = { target: reference, doseEvent: reference, reasons: [], ...bodies[kind] };
    return fc
      .tuple(fc.constantFrom(...Object.keys(honest), 'another'), poison)
      .map(([field, text]) => ({ kind, body: toText({ ...plain(honest), [field]: text }) }));
  });
  const envelope = fc
    .record({
      body,
      subject: subjects,
      field: fc.constantFrom('none', 'v', 'kind', 'at', 'skew', 'app', 'mayDose', 'body'),
      text: poison,
    })
    .map(({ body: { kind, body: bodyText }, subject: subjectText, field, text }) => {
      const honest = { v: 1, kind, at: 1_790_000_000, skew: 0, app: 'paper', mayDose: true };
      const members = { ...plain(honest), subject: subjectText, body: bodyText };
      return utf8ToBytes(toText(field === 'none' ? members : { ...members, [field]: text }));
    });
  const any = fc.oneof(
    { weight: 8, arbitrary: envelope },
    { weight: 1, arbitrary: fc.json().map((text) => utf8ToBytes(text)) },
    {
      weight: 1,
      arbitrary: fc.uint8Array({ maxLength: 400 }).map((bytes) => new Uint8Array(bytes)),
    },
  );
  // What is larger does not fit into a request as a single row: no tablet can bring it at all.
  return any.filter((bytes) => bytes.length <= limits.eventBytesMax);
}
