// Owns a small server for tests of the tablet: it verifies what comes like the real one, numbers it, and answers in frames.

import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToUtf8,
  concatBytes,
  utf8ToBytes,
  type Bytes,
} from '../../schemas/bytes.ts';
import type { SuchiEvent } from '../../schemas/events/event.ts';
import {
  bodySealContext,
  exchangeRequestSchema,
  pullMessage,
  rowSealContext,
  spanKeyInfo,
  spanSealInfo,
  type AnswerHead,
  type ExchangeRequest,
  type FeedRow,
} from '../../schemas/exchange.ts';
import { decodeFrames, encodeFrame } from '../../schemas/frames.ts';
import { limits } from '../../schemas/limits.ts';
import { nameOfReads, readReads } from '../../schemas/reads.ts';
import {
  chainHash,
  genesisHash,
  headMessage,
  rollingHash,
  rowHash,
  rowSalt,
} from '../../schemas/log/hash-chain.ts';
import { lengthenRow } from '../../schemas/log/row-form.ts';
import { decodeSegment } from '../../schemas/log/segment-codec.ts';
import { packDayPack, type DayPack } from '../../schemas/records/roster.ts';
import { compress, decompress } from '../device/compression.ts';
import { digest } from '../device/digest.ts';
import type { Transport, TransportAnswer } from '../exchange/transport.ts';
import { hkdf, importAesKey, open } from '../vault/aes.ts';

export interface HeldRow {
  readonly seq: number;
  readonly hash: string;
  readonly chain: Bytes;
  readonly event: SuchiEvent;
  readonly origin: { readonly log: string; readonly seq: number };
}

export interface ServerDouble {
  readonly transport: Transport;
  readonly logs: Map<string, HeldRow[]>;
  /** Rows that a courier brought and before which others are still missing. */
  readonly beyond: Map<string, HeldRow[]>;
  /** What it says instead of what it has taken; null is the truth. */
  lie: Record<string, [number, string]> | null;
  /** Forgets a device, as a server restored from before its enrolment; its certificate makes it known again. */
  readonly forgetDevices: () => void;
  readonly feed: Omit<FeedRow, 'feedSeq'>[];
  readonly requests: ExchangeRequest[];
  /** What the network does to the next requests: nothing, all lost, answers lost, a captive portal's page. */
  network: 'up' | 'down' | 'answers-lost' | 'captive-portal';
  pack: DayPack;
  /** The key for a code over the phone, base64url; null as an older server, which knows none. */
  phoneKeyOf: ((question: string) => Promise<string>) | null;
}

const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes128Gcm(),
});
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' };
const testCertificate = 'Y2VydA.c2ln';
export const doubleDeployment = 'test-deployment';

export async function createServerDouble(pack: DayPack): Promise<ServerDouble> {
  const sealing = await suite.kem.generateKeyPair();
  const publicKey = bytesToBase64url(
    new Uint8Array(await suite.kem.serializePublicKey(sealing.publicKey)),
  );
  const devices = new Map<string, CryptoKey>();
  const certified = new Map<string, CryptoKey>();
  const spanKeys = new Map<string, Bytes>();
  const double: ServerDouble = {
    logs: new Map(),
    beyond: new Map(),
    lie: null,
    forgetDevices: () => devices.clear(),
    feed: [],
    requests: [],
    network: 'up',
    phoneKeyOf: null,
    pack,
    transport: {
      post: async (path, _contentType, body) => {
        if (double.network === 'down') throw new TypeError('no network');
        if (double.network === 'captive-portal')
          return respond(200, 'text/html', [utf8ToBytes('<html>')]);
        const answer = path === '/v1/enrol' ? await enrol(body) : await exchange(body);
        if (double.network === 'answers-lost') throw new TypeError('answer lost');
        return answer;
      },
    },
  };

  async function phoneKeyFor(pull: ExchangeRequest['pull']): Promise<Pick<AnswerHead, 'phoneKey'>> {
    const question = pull?.phoneQuestion;
    if (question === undefined || double.phoneKeyOf === null) return {};
    return { phoneKey: { question, key: await double.phoneKeyOf(question) } };
  }

  async function enrol(body: Bytes): Promise<TransportAnswer> {
    const { devicePublicKey } = JSON.parse(bytesToUtf8(body)) as { devicePublicKey: string };
    const raw = base64urlToBytes(devicePublicKey)!;
    const name = bytesToBase64url(digest.sha256(raw));
    const key = await crypto.subtle.importKey('raw', raw, ecdsa, false, ['verify']);
    devices.set(name, key);
    certified.set(name, key);
    const { centre, staff, isDemo } = double.pack;
    const answer = {
      certificate: testCertificate,
      deployment: doubleDeployment,
      centre,
      isDemo,
      staff,
      sealingKey: { kid: 'k1', publicKey },
      serverTime: 1_621_580_000,
    };
    return respond(200, 'application/json', [utf8ToBytes(JSON.stringify(answer))]);
  }

  async function exchange(body: Bytes): Promise<TransportAnswer> {
    const frames = decodeFrames(body, limits.requestFramesMax + 2)!;
    const json = await decompress('gzip', frames[0]!, limits.requestHeaderInflatedBytesMax);
    const request = exchangeRequestSchema.parse(JSON.parse(bytesToUtf8(json!)));
    double.requests.push(request);
    const isCertified = request.certificate === testCertificate && certified.has(request.device);
    if (isCertified) devices.set(request.device, certified.get(request.device)!);
    const device = devices.get(request.device);
    const taken: Record<string, [number, string]> = {};
    if (device === undefined)
      return respond(
        200,
        'application/octet-stream',
        await answerFrames(request, { taken, needsCertificate: true }),
      );
    for (const span of request.spans)
      spanKeys.set(`${span.log}/${span.span}`, await openSpan(span));
    for (const [log, offer] of Object.entries(request.logs)) {
      const rows = await openRows(request, frames, log);
      if (request.carried === true) {
        await takeCarried(device, log, offer, rows, request.device);
        taken[log] = [offer.head[0], offer.head[1]];
        continue;
      }
      const held = double.logs.get(log) ?? [];
      const { centreId } = offer;
      const genesis = { log, centreId, deviceKey: request.device, deployment: doubleDeployment };
      let chain: Bytes = held.at(-1)?.chain ?? genesisHash(digest, genesis);
      const before = held.length;
      for (const row of rows) {
        if (row.seq <= held.length) continue;
        // A gap: nothing is taken, and the answer says from where on rows are missing.
        if (row.seq !== held.length + 1) break;
        chain = chainHash(digest, chain, base64urlToBytes(row.hash)!);
        hold(log, held, { ...row, chain });
      }
      if (held.length > before) await checkHead(device, log, offer, held);
      double.logs.set(log, held);
      closeGap(log);
    }
    if (request.pull !== null) await checkPull(device, body, frames);
    return respond(200, 'application/octet-stream', await answerFrames(request, { taken }));
  }

  function hold(log: string, held: HeldRow[], row: HeldRow): void {
    held.push(row);
    double.feed.push({
      log,
      seq: row.seq,
      hash: row.hash,
      ...(row.origin.log === log ? {} : { origin: row.origin }),
      event: JSON.stringify(row.event),
      by: null,
    });
  }

  /** Rows after a gap wait beside the log, and join it when what stands between has come. */
  function closeGap(log: string): void {
    const held = double.logs.get(log) ?? [];
    const waiting = (double.beyond.get(log) ?? []).sort((a, b) => a.seq - b.seq);
    double.beyond.set(
      log,
      waiting.filter((row) => {
        if (row.seq !== held.length + 1) return row.seq > held.length;
        hold(log, held, row);
        return false;
      }),
    );
    double.logs.set(log, held);
  }

  async function takeCarried(
    device: CryptoKey,
    log: string,
    offer: ExchangeRequest['logs'][string],
    rows: readonly Omit<HeldRow, 'chain'>[],
    deviceKey: string,
  ): Promise<void> {
    const held = double.logs.get(log) ?? [];
    const { centreId, head } = offer;
    const genesis = { log, centreId, deviceKey, deployment: doubleDeployment };
    let chain: Bytes = offer.after
      ? base64urlToBytes(offer.after[1])!
      : (held[rows[0]!.seq - 2]?.chain ?? genesisHash(digest, genesis));
    const brought = rows.map((row): HeldRow => {
      chain = chainHash(digest, chain, base64urlToBytes(row.hash)!);
      return { ...row, chain };
    });
    if (bytesToBase64url(chain) !== head[1] || rows.at(-1)!.seq !== head[0])
      throw new Error('double: the head of what was carried differs');
    await check(device, base64urlToBytes(offer.signature)!, headMessage(log, head[0], chain));
    const waiting = double.beyond.get(log) ?? [];
    const isHeld = (row: HeldRow): boolean =>
      row.seq <= held.length || waiting.some((other) => other.seq === row.seq);
    double.beyond.set(log, [...waiting, ...brought.filter((row) => !isHeld(row))]);
    closeGap(log);
  }

  async function openSpan(span: ExchangeRequest['spans'][number]): Promise<Bytes> {
    const sealed = base64urlToBytes(span.sealed)!;
    const recipient = await suite.createRecipientContext({
      recipientKey: sealing.privateKey,
      enc: sealed.slice(0, 65),
      info: spanSealInfo(span.log, span.span),
    });
    const seed = new Uint8Array(await recipient.open(sealed.slice(65)));
    return hkdf(seed, utf8ToBytes(spanKeyInfo));
  }

  async function openRows(request: ExchangeRequest, frames: readonly Bytes[], log: string) {
    const rows: Omit<HeldRow, 'chain'>[] = [];
    for (const body of request.bodies.filter((one) => one.log === log)) {
      const raw = spanKeys.get(`${log}/${body.span}`)!;
      const context = bodySealContext(log, body.from, body.to, body.span);
      const box = { iv: base64urlToBytes(body.iv)!, sealed: frames[body.frame]! };
      const plain = await open(await importAesKey(raw), context, box);
      const segment = await decompress('deflate-raw', plain!, limits.bodyInflatedBytesMax);
      const rowHashOf = (seq: number, event: Uint8Array): Bytes =>
        rowHash(digest, rowSalt(digest, raw, log, seq), event);
      const events = decodeSegment(
        { log, fromSeq: body.from, rowHashOf },
        segment!,
        limits.bodyRowsMax,
      )!;
      events.forEach((event, i) => {
        const seq = body.from + i;
        rows.push(toHeld(event, seq, bytesToBase64url(rowHashOf(seq, event)), { log, seq }));
      });
    }
    for (const row of request.rows.filter((one) => one.log === log)) {
      const place = row.origin ?? { log, seq: row.seq };
      const raw = spanKeys.get(`${place.log}/${row.span}`)!;
      const box = { iv: base64urlToBytes(row.iv)!, sealed: base64urlToBytes(row.sealed)! };
      const context = rowSealContext(place.log, place.seq, row.span);
      const event = lengthenRow((await open(await importAesKey(raw), context, box))!)!;
      const salt = rowSalt(digest, raw, place.log, place.seq);
      const hash = bytesToBase64url(rowHash(digest, salt, event));
      if (hash !== row.hash) throw new Error('double: the row hash differs');
      rows.push(toHeld(event, row.seq, hash, { log: place.log, seq: place.seq }));
    }
    return rows.sort((a, b) => a.seq - b.seq);
  }

  async function answerFrames(
    request: ExchangeRequest,
    about: Pick<AnswerHead, 'taken'> & { readonly needsCertificate?: true },
  ): Promise<Bytes[]> {
    const { pull } = request;
    const gzipped = await compress('gzip', utf8ToBytes(JSON.stringify(packDayPack(double.pack))));
    const packHash = bytesToBase64url(digest.sha256(gzipped));
    const from = pull?.cursor ? Number(pull.cursor) : 0;
    const sendsPack = pull !== null && pull.packHash !== packHash;
    const head: AnswerHead = {
      protocol: 1,
      serverTime: 1_621_580_000,
      epoch: '1',
      retryAfterSeconds: null,
      have: Object.fromEntries(
        Object.entries(request.ask).flatMap(([log, points]) => {
          const held = double.logs.get(log);
          if (!held?.length) return [];
          const chainAt = (seq: number) => {
            const row = held[seq - 1];
            return row === undefined ? null : bytesToBase64url(row.chain);
          };
          return [
            [
              log,
              {
                seq: held.length,
                headHash: chainAt(held.length)!,
                hashAt: points.map(([seq]) => chainAt(seq)),
              },
            ],
          ];
        }),
      ),
      ...(pull !== null &&
        request.reads !== undefined && {
          readsTaken: nameOfReads(digest, readReads(request.reads)),
        }),
      taken: double.lie ?? about.taken,
      stable: {},
      verdicts: {},
      need: [],
      pull: pull === null ? 'none' : 'granted',
      counter: pull?.counter ?? null,
      needsCertificate: about.needsCertificate ?? false,
      feed: pull === null ? 'none' : pull.cursor === null ? 'reset' : 'continues',
      packBytes: sendsPack ? gzipped.length : 0,
      minAppVersion: null,
      ...(await phoneKeyFor(pull)),
    };
    const parts: unknown[] = [head];
    const middle = Math.ceil(gzipped.length / 2);
    if (sendsPack)
      [gzipped.slice(0, middle), gzipped.slice(middle)].forEach((piece, index) =>
        parts.push({ part: 'pack', index, of: 2, packHash, data: bytesToBase64url(piece) }),
      );
    if (pull !== null) {
      const rows = double.feed.slice(from).map((row, i): FeedRow => ({
        ...row,
        feedSeq: from + i + 1,
        event: pull.cursor !== null && row.log in request.ask ? null : row.event,
      }));
      const feedSeq = double.feed.length;
      parts.push({
        part: 'feed',
        rows,
        cursor: String(feedSeq),
        feedSeq,
        rolling: rollingOf(double.feed),
        isLast: true,
      });
    }
    const frames: Bytes[] = [];
    for (const part of parts)
      frames.push(encodeFrame(await compress('gzip', utf8ToBytes(JSON.stringify(part)))));
    return frames;
  }
  return double;
}

function rollingOf(feed: readonly Omit<FeedRow, 'feedSeq'>[]): string {
  let rolling: Bytes = new Uint8Array(32);
  feed.forEach((row, i) => {
    rolling = rollingHash(digest, rolling, i + 1, row.log, row.seq, base64urlToBytes(row.hash)!);
  });
  return bytesToBase64url(rolling);
}

function toHeld(event: Uint8Array, seq: number, hash: string, origin: HeldRow['origin']) {
  return { seq, hash, origin, event: JSON.parse(bytesToUtf8(event)) as SuchiEvent };
}

async function checkHead(
  device: CryptoKey,
  log: string,
  offer: ExchangeRequest['logs'][string],
  held: readonly HeldRow[],
): Promise<void> {
  const row = held[offer.head[0] - 1]!;
  if (bytesToBase64url(row.chain) !== offer.head[1]) throw new Error('double: the head differs');
  await check(
    device,
    base64urlToBytes(offer.signature)!,
    headMessage(log, offer.head[0], row.chain),
  );
}

async function checkPull(device: CryptoKey, body: Bytes, frames: readonly Bytes[]): Promise<void> {
  const signature = frames.at(-1)!;
  await check(device, signature, pullMessage(body.slice(0, body.length - signature.length - 8)));
}

async function check(key: CryptoKey, signature: Bytes, message: Bytes): Promise<void> {
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  if (!(await crypto.subtle.verify(algorithm, key, signature, message)))
    throw new Error('double: a signature is wrong');
}

function respond(status: number, contentType: string, chunks: readonly Bytes[]): TransportAnswer {
  const whole = concatBytes(...chunks);
  // In small pieces, as a poor link brings it.
  const pieces = async function* () {
    for (let at = 0; at < whole.length; at += 1000) yield whole.slice(at, at + 1000);
  };
  return { status, contentType, retryAfterSeconds: null, chunks: pieces() };
}
