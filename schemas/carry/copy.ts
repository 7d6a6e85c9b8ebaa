// Owns the bytes of a carried copy: what one device wrote and another may bring to the server, sealed as it rests. docs/carrying.md.

import { base64urlToBytes, bytesToBase64url, equalBytes, type Bytes } from '../bytes.ts';
import { limits } from '../limits.ts';
import {
  createByteReader,
  createByteWriter,
  type ByteReader,
  type ByteWriter,
} from '../log/byte-writer.ts';
import { chainHash } from '../log/hash-chain.ts';
import { logIdBytes, logIdOfBytes } from '../log/log-id.ts';
import type { Digest } from '../ports.ts';

/** A number and the chain hash there, 32 bytes. */
export interface ChainPoint {
  readonly seq: number;
  readonly hash: Bytes;
}

export interface CarriedSpan {
  readonly log: string;
  /** base64url of 8 bytes. */
  readonly span: string;
  readonly kid: string;
  /** The span's seed, sealed to the server's key `kid`. */
  readonly sealed: Bytes;
}

/** A sealed body of `rows` rows, or one sealed row. Items follow each other without a gap. */
export type CarriedItem =
  | {
      readonly item: 'body';
      readonly rows: number;
      readonly span: string;
      readonly iv: Bytes;
      readonly sealed: Bytes;
    }
  | {
      readonly item: 'row';
      readonly span: string;
      readonly iv: Bytes;
      readonly sealed: Bytes;
      readonly rowHash: Bytes;
      /** Where it was first written, when that was in another log. */
      readonly origin: { readonly log: string; readonly seq: number; readonly hash: Bytes } | null;
    };

/** A run of one log's rows: enough for one request. */
export interface CarriedParcel {
  readonly log: string;
  readonly centreId: number;
  /** What stands before the first row; the hash is null where it is not known, as at the very beginning of a log. */
  readonly after: { readonly seq: number; readonly hash: Bytes | null };
  readonly head: ChainPoint;
  /** The writer's signature over the head, 64 bytes. */
  readonly signature: Bytes;
  readonly spans: readonly CarriedSpan[];
  readonly items: readonly CarriedItem[];
}

export interface CarriedCopy {
  /** First four bytes of SHA-256 of the deployment's name: whose server can read it. */
  readonly deployment: Bytes;
  /** SHA-256 of the writer's device key, 32 bytes. */
  readonly device: Bytes;
  /** The writer's enrolment certificate, for a server that does not know the device. */
  readonly certificate: string | null;
  readonly parcels: readonly CarriedParcel[];
}

export type CopyOutcome =
  | { readonly outcome: 'copy'; readonly copy: CarriedCopy }
  /** Written by a newer app: kept by nobody who cannot read it. */
  | { readonly outcome: 'newer-form' }
  | { readonly outcome: 'not-a-copy' };

/** `Su`: a picture or an archive picked by mistake is told from a copy of a newer app. */
const mark = [0x53, 0x75] as const;
const copyForm = 1;
const flag = { afterHash: 1, headHash: 2 } as const;
const itemKind = { body: 0, row: 1, movedRow: 2, movedRowWithHash: 3 } as const;
const deploymentBytes = 4;
const hashBytes = 32;
const signatureBytes = 64;
const ivBytes = 12;
const spanNameBytes = 8;
const kidCharactersMax = 64;
const sealedSpanBytesMax = 300;

export function deploymentTag(digest: Digest, deployment: Uint8Array): Bytes {
  return digest.sha256(deployment).slice(0, deploymentBytes) as Bytes;
}

/** Throws on a copy that breaks its own form: that is a fault of the program that made it. */
export function encodeCopy(digest: Digest, copy: CarriedCopy): Bytes {
  const out = createByteWriter();
  out.raw(Uint8Array.from(mark));
  out.uint(copyForm);
  out.raw(exactly(copy.deployment, deploymentBytes));
  out.raw(exactly(copy.device, hashBytes));
  out.text(copy.certificate ?? '');
  const spans = distinctSpans(copy);
  const logs = [...new Set(logNames(copy, spans))];
  const kids = [...new Set(spans.map((span) => span.kid))];
  out.uint(logs.length);
  for (const log of logs) out.raw(requiredLogBytes(log));
  out.uint(kids.length);
  for (const kid of kids) out.text(kid);
  out.uint(spans.length);
  for (const span of spans) {
    out.uint(logs.indexOf(span.log));
    out.raw(spanNameToBytes(span.span));
    out.uint(kids.indexOf(span.kid));
    out.uint(span.sealed.length);
    out.raw(span.sealed);
  }
  out.uint(copy.parcels.length);
  for (const parcel of copy.parcels) writeParcel(out, digest, { parcel, logs, spans });
  return out.finish();
}

/** Never throws on content. */
export function decodeCopy(digest: Digest, bytes: Uint8Array): CopyOutcome {
  if (bytes.length > limits.copyBytesMax) return { outcome: 'not-a-copy' };
  try {
    const input = createByteReader(bytes);
    if (input.raw(mark.length).some((byte, i) => byte !== mark[i]))
      return { outcome: 'not-a-copy' };
    if (input.uint() !== copyForm) return { outcome: 'newer-form' };
    return { outcome: 'copy', copy: readCopy(input, digest) };
  } catch (error) {
    // The reader's own word for bytes that end early, and the decoder's for text that is no UTF-8.
    if (error instanceof RangeError || error instanceof TypeError) return { outcome: 'not-a-copy' };
    throw error;
  }
}

interface Tables {
  readonly logs: readonly string[];
  readonly spans: readonly CarriedSpan[];
}

function writeParcel(
  out: ByteWriter,
  digest: Digest,
  of: Tables & { readonly parcel: CarriedParcel },
): void {
  const { parcel, logs, spans } = of;
  const { after, head } = parcel;
  const computed = computedHead(digest, parcel);
  const hasHeadHash = computed === null || !equalBytes(computed, head.hash);
  out.uint(logs.indexOf(parcel.log));
  out.uint(parcel.centreId);
  out.uint((after.hash === null ? 0 : flag.afterHash) | (hasHeadHash ? flag.headHash : 0));
  out.uint(after.seq);
  if (after.hash !== null) out.raw(exactly(after.hash, hashBytes));
  if (hasHeadHash) out.raw(exactly(head.hash, hashBytes));
  out.raw(exactly(parcel.signature, signatureBytes));
  // Spans are named by place; those that only have to come along (none of today's) would be lost without their list.
  out.uint(parcel.spans.length);
  for (const span of parcel.spans) out.uint(placeOfSpan(spans, span.span, span.log));
  if (rowsIn(parcel.items) !== head.seq - after.seq)
    throw new Error('encodeCopy: the items do not lead from one point to the other');
  out.uint(parcel.items.length);
  for (const item of parcel.items) writeItem(out, item, of);
}

function writeItem(out: ByteWriter, item: CarriedItem, { logs, spans }: Tables): void {
  const { span, iv, sealed } = item;
  if (item.item === 'body') {
    out.uint(itemKind.body);
    out.uint(item.rows);
  } else {
    const { origin, rowHash } = item;
    const isMoved = origin !== null;
    const isSame = isMoved && equalBytes(origin.hash, rowHash);
    out.uint(!isMoved ? itemKind.row : isSame ? itemKind.movedRow : itemKind.movedRowWithHash);
    out.raw(exactly(rowHash, hashBytes));
    if (isMoved) {
      out.uint(logs.indexOf(origin.log));
      out.uint(origin.seq);
      if (!isSame) out.raw(exactly(origin.hash, hashBytes));
    }
  }
  const place = spans.findIndex((each) => each.span === span) + 1;
  out.uint(place);
  if (place === 0) out.raw(spanNameToBytes(span));
  out.raw(exactly(iv, ivBytes));
  out.uint(sealed.length);
  out.raw(sealed);
}

function readCopy(input: ByteReader, digest: Digest): CarriedCopy {
  const deployment = input.raw(deploymentBytes);
  const device = input.raw(hashBytes);
  const certificate = input.text();
  if (certificate !== '' && !/^[A-Za-z0-9_-]{1,3000}\.[A-Za-z0-9_-]{1,900}$/.test(certificate))
    throw new RangeError('copy: not a certificate');
  const logs = readList(input, limits.copyLogsMax, () => logIdOfBytes(input.raw(10)));
  const kids = readList(input, limits.copySpansMax, () => {
    const kid = input.text();
    if (kid.length > kidCharactersMax) throw new RangeError('copy: the name of a key is too long');
    return kid;
  });
  const spans = readList(input, limits.copySpansMax, (): CarriedSpan => {
    const log = at(logs, input.uint());
    const span = bytesToBase64url(input.raw(spanNameBytes));
    const kid = at(kids, input.uint());
    const length = input.uint();
    if (length > sealedSpanBytesMax) throw new RangeError('copy: a seal is too long');
    return { log, span, kid, sealed: input.raw(length) };
  });
  const parcels = readList(input, limits.copyParcelsMax, () =>
    readParcel(input, digest, { logs, spans }),
  );
  if (!input.isAtEnd()) throw new RangeError('copy: bytes are left over');
  if (parcels.length === 0) throw new RangeError('copy: nothing in it');
  return {
    deployment,
    device,
    certificate: certificate === '' ? null : certificate,
    parcels,
  };
}

function readParcel(input: ByteReader, digest: Digest, tables: Tables): CarriedParcel {
  const log = at(tables.logs, input.uint());
  const centreId = input.uint();
  const flags = input.uint();
  if (flags > 3 || centreId < 1) throw new RangeError('copy: a parcel of another form');
  const afterSeq = input.uint();
  const afterHash = (flags & flag.afterHash) === 0 ? null : input.raw(hashBytes);
  const writtenHead = (flags & flag.headHash) === 0 ? null : input.raw(hashBytes);
  const signature = input.raw(signatureBytes);
  const spans = readList(input, limits.requestSpansMax, () => at(tables.spans, input.uint()));
  const items = readList(input, limits.requestRowsMax, () => readItem(input, tables));
  if (items.length === 0) throw new RangeError('copy: a parcel of no rows');
  if (items.filter((item) => item.item === 'body').length > limits.requestBodiesMax)
    throw new RangeError('copy: too many bodies in a parcel');
  const after = { seq: afterSeq, hash: afterHash };
  const seq = afterSeq + rowsIn(items);
  if (seq > seqMax) throw new RangeError('copy: a number too large');
  const hash = writtenHead ?? computedHead(digest, { after, items });
  if (hash === null) throw new RangeError('copy: no head');
  return { log, centreId, after, head: { seq, hash }, signature, spans, items };
}

const seqMax = 2 ** 48;

function readItem(input: ByteReader, { logs, spans }: Tables): CarriedItem {
  const kind = input.uint();
  const sealedPart = (sealedBytesMax: number) => {
    const place = input.uint();
    const span =
      place === 0 ? bytesToBase64url(input.raw(spanNameBytes)) : at(spans, place - 1).span;
    const iv = input.raw(ivBytes);
    const length = input.uint();
    if (length > sealedBytesMax) throw new RangeError('copy: sealed bytes too long');
    return { span, iv, sealed: input.raw(length) };
  };
  if (kind === itemKind.body) {
    const rows = input.uint();
    if (rows < 1 || rows > limits.bodyRowsMax) throw new RangeError('copy: rows of a body');
    return { item: 'body', rows, ...sealedPart(limits.bodyBytesMax) };
  }
  if (kind > itemKind.movedRowWithHash) throw new RangeError('copy: unknown item');
  const rowHash = input.raw(hashBytes);
  const origin = kind === itemKind.row ? null : { log: at(logs, input.uint()), seq: input.uint() };
  const hash = kind === itemKind.movedRowWithHash ? input.raw(hashBytes) : rowHash;
  // As base64url a sealed row may have 10,000 characters.
  const part = sealedPart(7_000);
  return {
    item: 'row',
    rowHash,
    origin: origin === null ? null : { ...origin, hash },
    ...part,
  };
}

/** A run of single rows carries every row hash, so its head follows from what stands before it. */
function computedHead(
  digest: Digest,
  parcel: Pick<CarriedParcel, 'after' | 'items'>,
): Bytes | null {
  let hash = parcel.after.hash;
  if (hash === null) return null;
  for (const item of parcel.items) {
    if (item.item === 'body') return null;
    hash = chainHash(digest, hash, item.rowHash);
  }
  return hash;
}

export function rowsIn(items: readonly CarriedItem[]): number {
  return items.reduce((sum, item) => sum + (item.item === 'body' ? item.rows : 1), 0);
}

function distinctSpans(copy: CarriedCopy): CarriedSpan[] {
  const byName = new Map(
    copy.parcels
      .flatMap((parcel) => parcel.spans)
      .map((span) => [`${span.log}/${span.span}`, span]),
  );
  return [...byName.values()];
}

function logNames(copy: CarriedCopy, spans: readonly CarriedSpan[]): string[] {
  const origins = copy.parcels.flatMap((parcel) =>
    parcel.items.flatMap((item) => (item.item === 'row' && item.origin ? [item.origin.log] : [])),
  );
  return [
    ...copy.parcels.map((parcel) => parcel.log),
    ...spans.map((span) => span.log),
    ...origins,
  ];
}

function placeOfSpan(spans: readonly CarriedSpan[], name: string, log: string): number {
  return spans.findIndex((span) => span.span === name && span.log === log);
}

function requiredLogBytes(log: string): Bytes {
  const bytes = logIdBytes(log);
  if (bytes === null) throw new Error('encodeCopy: not a log of a tablet');
  return bytes;
}

function spanNameToBytes(span: string): Bytes {
  const bytes = base64urlToBytes(span);
  if (bytes === null) throw new Error('encodeCopy: not the name of a span');
  return exactly(bytes, spanNameBytes);
}

function exactly(bytes: Bytes, length: number): Bytes {
  if (bytes.length !== length) throw new Error(`encodeCopy: ${length} bytes expected`);
  return bytes;
}

function readList<Value>(input: ByteReader, countMax: number, read: () => Value): Value[] {
  const count = input.uint();
  if (count > countMax) throw new RangeError('copy: a list is too long');
  return Array.from({ length: count }, read);
}

function at<Value>(list: readonly Value[], place: number): Value {
  const value = list[place];
  if (value === undefined) throw new RangeError('copy: no such place in a table');
  return value;
}
