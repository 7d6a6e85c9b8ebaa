// Owns the one request and its answer: POST /v1/exchange. docs/protocol.md describes the bytes.

import * as z from 'zod/mini';
import { limits } from './limits.ts';
import { phoneKeySchema, phoneQuestion } from './phone-code.ts';
import { utf8ToBytes, concatBytes, type Bytes } from './bytes.ts';

z.config({ jitless: true });

export const exchangeProtocolVersion = 1;

const logId = z.string().check(z.minLength(3), z.maxLength(48));
const seqNumber = z.int().check(z.minimum(0), z.maximum(2 ** 48));
const hash32 = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));
const base64url = (charactersMax: number) =>
  z.string().check(z.regex(/^[A-Za-z0-9_-]*$/), z.maxLength(charactersMax));
const point = z.tuple([seqNumber, hash32]);

const spanName = z.string().check(z.regex(/^[A-Za-z0-9_-]{11}$/));

/** A span's seed, sealed with HPKE to the server's key `kid`. */
export const sealedSpanSchema = z.object({
  span: spanName,
  log: logId,
  kid: z.string().check(z.maxLength(64)),
  sealed: base64url(400),
});
export type SealedSpan = z.infer<typeof sealedSpanSchema>;

/** One sealed row as it rests on the tablet. A re-emitted row names its origin, whose log and seq its seal binds. */
export const sealedRowSchema = z.object({
  log: logId,
  seq: seqNumber,
  span: spanName,
  /** Row hash in clear: the chain can be verified past a row that cannot be read. */
  hash: hash32,
  iv: base64url(16),
  sealed: base64url(10_000),
  origin: z.optional(z.object({ log: logId, seq: seqNumber, hash: hash32 })),
});
export type SealedRow = z.infer<typeof sealedRowSchema>;

/** Rows a…b of one span, columnar, deflated and sealed; its bytes are the request's frame number `frame`. */
export const sealedBodySchema = z.object({
  log: logId,
  span: spanName,
  from: seqNumber,
  to: seqNumber,
  iv: base64url(16),
  frame: z.int().check(z.minimum(1), z.maximum(limits.requestFramesMax)),
});
export type SealedBody = z.infer<typeof sealedBodySchema>;

export const heartbeatSchema = z.object({
  unsent: z.int().check(z.minimum(0)),
  needsHelp: z.int().check(z.minimum(0)),
  /** Seconds the tablet's clock is ahead of the server's, as last estimated. */
  driftSeconds: z.int(),
  isPersisted: z.nullable(z.boolean()),
  freeBytes: z.nullable(z.number()),
  appVersion: z.string().check(z.maxLength(40)),
  /** Epoch seconds since when this tablet waits for an answer; null when it does not. */
  waitingSince: z.nullable(z.int()),
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;

export const logOfferSchema = z.object({
  centreId: z.int().check(z.positive()),
  /** The head after the rows of this request, and the device's signature over it. */
  head: point,
  signature: base64url(100),
  /** Number and chain hash before the first row of this request: lets rows be taken that follow a gap (rule 5). */
  after: z.optional(point),
});
export type LogOffer = z.infer<typeof logOfferSchema>;

/** Frame 0 of a request, as gzipped JSON. Unknown fields are ignored. */
export const exchangeRequestSchema = z.object({
  protocol: z.literal(exchangeProtocolVersion),
  /** base64url SHA-256 thumbprint of the device key. */
  device: hash32,
  /** The enrolment certificate, sent when the server did not know the device. */
  certificate: z.optional(
    z.string().check(z.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/), z.maxLength(4_000)),
  ),
  /** Somebody else brings what this device wrote (a file, QR frames): it is no sign of life, and nothing is pulled. */
  carried: z.optional(z.literal(true)),
  ask: z.record(logId, z.array(point).check(z.maxLength(limits.askPointsMax))),
  /** What an earlier answer's `settled` said and the tablet has kept: up to there only other states than `confirmed` are said again. */
  settled: z.optional(z.record(logId, seqNumber)),
  logs: z.record(logId, logOfferSchema),
  spans: z.array(sealedSpanSchema).check(z.maxLength(limits.requestSpansMax)),
  rows: z.array(sealedRowSchema).check(z.maxLength(limits.requestRowsMax)),
  bodies: z.array(sealedBodySchema).check(z.maxLength(limits.requestBodiesMax)),
  heartbeat: heartbeatSchema,
  /** `PersonRead`s: whose records were opened without a record of it; only beside a pull, whose signature covers them. A damaged list costs no row, so it is read by itself. */
  reads: z.optional(z.unknown()),
  /** `RememberedPage`s: what this server said before it was put back; only beside a pull. Read page by page. */
  remembered: z.optional(z.unknown()),
  /** Present when the tablet is unlocked and wants the feed: then the last frame is the device's signature over all before it. */
  pull: z.nullable(
    z.object({
      counter: z.int().check(z.minimum(1)),
      centreId: z.int().check(z.positive()),
      cursor: z.nullable(base64url(400)),
      /** Without a cursor: the one it had. Nothing goes on from it; it says whether the server was put back. */
      left: z.optional(base64url(400)),
      feedMaxBytes: z.int().check(z.minimum(256), z.maximum(limits.feedBytesMax)),
      /** Hash of the pack it holds; the pack is sent when another is in force. */
      packHash: z.nullable(z.string().check(z.maxLength(64))),
      /** Asks for the key of the code that a supervisor could read over the phone. */
      phoneQuestion: z.optional(phoneQuestion),
    }),
  ),
});
export type ExchangeRequest = z.infer<typeof exchangeRequestSchema>;

/** Frame 0 of an answer, gzipped JSON. */
export const answerHeadSchema = z.looseObject({
  protocol: z.literal(exchangeProtocolVersion),
  /** Epoch seconds. */
  serverTime: z.int(),
  epoch: z.string(),
  retryAfterSeconds: z.nullable(z.int()),
  have: z.record(
    z.string(),
    z.object({ seq: seqNumber, headHash: hash32, hashAt: z.array(z.nullable(hash32)) }),
  ),
  /** Per offered log, number and chain hash up to which the rows of this very request are durable: what a courier may forget. */
  taken: z.optional(z.record(z.string(), point)),
  /** Per log, the number below which rows are in verified backups and old enough to leave the tablet. */
  stable: z.record(z.string(), seqNumber),
  /** States of the asker's own doses: beyond what it has as `settled` all of them, up to there those that are not confirmed. */
  verdicts: z.record(z.string(), z.array(z.tuple([seqNumber, z.string()]))),
  /** Per log the number up to which rows are held and every dose is confirmed, once the verdicts of this answer are kept. */
  settled: z.optional(z.record(z.string(), seqNumber)),
  need: z.array(
    z.object({
      log: z.string(),
      /** `new-log`: even single rows do not chain; what follows goes into a new log, as pointers. */
      what: z.enum(['rows', 'span', 'new-log']),
      from: seqNumber,
      to: seqNumber,
      span: z.optional(z.string()),
    }),
  ),
  pull: z.enum([
    'none',
    'granted',
    'refused-counter',
    'refused-signature',
    'refused-revoked',
    'refused-unknown-device',
    'refused-centre',
  ]),
  /** The last counter seen, so that an honest tablet counts on from there. */
  counter: z.nullable(z.int()),
  /** True when the server has no key for this device: send the certificate. */
  needsCertificate: z.boolean(),
  /** `reset`: start again from the pack that follows. */
  feed: z.enum(['none', 'continues', 'reset']),
  packBytes: z.int(),
  minAppVersion: z.nullable(z.string()),
  phoneKey: z.optional(phoneKeySchema),
  /** Names the openings of records that are kept now. */
  readsTaken: z.optional(z.string()),
  /** Proofs of the remembered pages whose every row is held now. */
  rememberedTaken: z.optional(z.array(z.string())),
});
export type AnswerHead = z.infer<typeof answerHeadSchema>;

/** One row of the feed. `event` is null for a placeholder: hidden, erased, or the asker's own row. */
export const feedRowSchema = z.object({
  feedSeq: seqNumber,
  log: z.string(),
  seq: seqNumber,
  hash: hash32,
  /** Where it was first written, when that was in another log. */
  origin: z.optional(z.object({ log: z.string(), seq: seqNumber })),
  event: z.nullable(z.string()),
  by: z.nullable(z.object({ staffId: z.string(), proved: z.boolean() })),
});
export type FeedRow = z.infer<typeof feedRowSchema>;

/** Frames after the first: pieces of the gzipped pack (base64url) or what changed in it, and pages of the feed. */
export const answerPartSchema = z.union([
  z.looseObject({
    part: z.literal('pack'),
    index: z.int(),
    of: z.int(),
    packHash: z.string(),
    data: z.string(),
  }),
  /** What changed since the pack named `from`; the hash of the result says whether it fits. */
  z.looseObject({
    part: z.literal('pack-delta'),
    from: z.string(),
    packHash: z.string(),
    /** JSON of a `PackDelta`. */
    delta: z.string(),
  }),
  z.looseObject({
    part: z.literal('feed'),
    rows: z.array(feedRowSchema),
    cursor: z.string(),
    feedSeq: seqNumber,
    rolling: hash32,
    isLast: z.boolean(),
    /** The server's own MAC over each piece of these rows, with the piece's number of rows: kept with them, and told again to a server that was put back (remembered.ts). */
    proofs: z.optional(z.array(z.tuple([z.string(), z.int().check(z.minimum(1))]))),
  }),
]);
export type AnswerPart = z.infer<typeof answerPartSchema>;

const pullTag = utf8ToBytes('suchi/pull/1\n');

/** What the device signs to pull: every byte of the request's frames before the signature frame. */
export function pullMessage(framesBefore: Uint8Array): Bytes {
  return concatBytes(pullTag, framesBefore);
}

const signInTag = 'suchi/sign-in/1';

/** What a staff key signs at a sign-in: it fixes the name to this log, number, chain and span. */
export function signInMessage(parts: {
  readonly log: string;
  readonly seq: number;
  readonly previousHash: string;
  readonly span: string;
  readonly staffId: string;
}): Bytes {
  return utf8ToBytes(
    [signInTag, parts.log, String(parts.seq), parts.previousHash, parts.span, parts.staffId].join(
      '\n',
    ),
  );
}

/** HPKE `info` for a span's seed: binds it to its log and name. */
export function spanSealInfo(log: string, span: string): Bytes {
  return utf8ToBytes(`suchi/span/1\n${log}\n${span}`);
}

/** AES-GCM additional data of one sealed row. */
export function rowSealContext(log: string, seq: number, span: string): Bytes {
  return utf8ToBytes(`suchi/row-seal/1\n${log}\n${seq}\n${span}`);
}

/** AES-GCM additional data of a sealed body. */
export function bodySealContext(log: string, from: number, to: number, span: string): Bytes {
  return utf8ToBytes(`suchi/body-seal/1\n${log}\n${from}\n${to}\n${span}`);
}

/** HKDF `info` texts by which a span's 32-byte seed gives its two keys. */
export const spanKeyInfo = 'suchi/span-key/1';
export const codeKeyInfo = 'suchi/code-key/1';
