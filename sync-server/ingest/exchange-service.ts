// Owns one exchange: who asks, what is taken, what is judged, what is answered. Knows no HTTP.

import { gzipSync } from 'node:zlib';
import {
  base64urlToBytes,
  bytesToBase64url,
  utf8ToBytes,
  type Bytes,
} from '../../schemas/bytes.ts';
import {
  pullMessage,
  type AnswerHead,
  type AnswerPart,
  type ExchangeRequest,
} from '../../schemas/exchange.ts';
import { encodeFrame } from '../../schemas/frames.ts';
import { nameOfReads, readReads } from '../../schemas/reads.ts';
import { readRememberedPages } from '../../schemas/remembered.ts';
import { phoneKeyOf } from '../desk/phone-code.ts';
import { readStable } from '../backup/stable.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { DeviceTable } from '../store/schema.ts';
import { readEpoch } from './epoch.ts';
import type { ExchangeDeps } from './exchange-deps.ts';
import { readOwnLogs, type OwnLogs } from './have.ts';
import { writeLastContact } from './last-contact.ts';
import { writePull } from './pull.ts';
import type { ReadRequest } from './read-request.ts';
import { isSignedBy } from './row-crypto.ts';
import { openRequestSpans } from './span-keys.ts';
import { raiseCounter, selectDevice, updateContact } from './device-queries.ts';
import { takeLog, type TakeOutcome } from './take-log.ts';
import { takeReads } from './take-reads.ts';
import { takeRemembered } from './take-remembered.ts';

/** What was done, for counts in the log; never content. */
export interface ExchangeTally {
  readonly device: string;
  readonly taken: readonly { readonly outcome: string; readonly rows: number }[];
  readonly pull: AnswerHead['pull'];
}

export interface ExchangeAnswer {
  /** Ready frames: the head first. */
  readonly frames: AsyncIterable<Bytes>;
  /** The one frame of an answer that is only a head: nothing has to be streamed. */
  readonly whole: Bytes | null;
  readonly tally: ExchangeTally;
}

export async function runExchange(
  deps: ExchangeDeps,
  request: ReadRequest,
): Promise<ExchangeAnswer> {
  const { header } = request;
  const device = await findDevice(deps, header);
  // What somebody else brings is no sign of life of the tablet that wrote it.
  const isPresent = device !== null && header.carried !== true;
  // Side by side, so that both wait for one and the same commit.
  const [outcomes] = await Promise.all([
    device === null ? [] : takeLogs(deps, request, device),
    isPresent ? noteContact(deps, device, header) : undefined,
  ]);
  const pull = isPresent ? await decidePull(deps, request, device) : 'none';
  const reads = pull === 'granted' ? readReads(header.reads) : [];
  if (device !== null) await takeReads(deps.store.database, device, reads, deps.nowSeconds());
  const told = pull === 'granted' ? readRememberedPages(header.remembered) : [];
  const rememberedTaken = await takeRemembered(deps, header.pull?.centreId ?? 0, told);
  const parts = pull === 'granted' ? await writePull(deps, header) : null;
  const own: OwnLogs =
    device === null
      ? { have: {}, verdicts: {} }
      : await readOwnLogs(deps.store.database, device, header);
  const head: AnswerHead = {
    protocol: 1,
    serverTime: deps.nowSeconds(),
    epoch: parts?.epoch ?? `${(await readEpoch(deps.store.database, () => deps.random(4))).number}`,
    retryAfterSeconds: null,
    ...own,
    ...(header.carried === true ? { taken: pointsTaken(header, outcomes) } : {}),
    stable: {},
    need: outcomes.flatMap(({ need }) => need),
    pull,
    counter: device?.counter ?? null,
    needsCertificate: device === null,
    feed: parts?.feed ?? 'none',
    packBytes: parts?.packBytes ?? 0,
    minAppVersion: null,
    ...(pull === 'granted' && phoneKeyFor(deps, header)),
    ...(reads.length > 0 && { readsTaken: nameOfReads(nodeDigest, reads) }),
    ...(told.length > 0 && { rememberedTaken }),
  };
  const stable = await readStable(deps.store.database, head.have, head.serverTime);
  const answered = { ...head, stable };
  return {
    frames: writeFrames(answered, parts?.parts),
    whole: parts === null ? toFrame(answered) : null,
    tally: {
      device: header.device.slice(0, 8),
      taken: outcomes.map(({ outcome, rows }) => ({ outcome, rows })),
      pull,
    },
  };
}

/** Only into an answer that the device's signature asked for. */
function phoneKeyFor(
  { keys }: ExchangeDeps,
  { device, pull }: ExchangeRequest,
): Pick<AnswerHead, 'phoneKey'> {
  const question = pull?.phoneQuestion;
  return question === undefined ? {} : { phoneKey: phoneKeyOf(keys, device, question) };
}

/** Per log of a carried copy the head it came with, once every row of it is in the store: the courier may forget it. */
function pointsTaken(
  header: ExchangeRequest,
  outcomes: readonly (TakeOutcome & { readonly log: string })[],
): NonNullable<AnswerHead['taken']> {
  const held = outcomes.filter((outcome) => outcome.isAllHeld);
  return Object.fromEntries(held.map(({ log }) => [log, header.logs[log]!.head]));
}

async function* writeFrames(
  head: AnswerHead,
  parts: AsyncIterable<AnswerPart> | undefined,
): AsyncGenerator<Bytes> {
  yield toFrame(head);
  if (parts) for await (const part of parts) yield toFrame(part);
}

function toFrame(value: unknown): Bytes {
  const bytes = utf8ToBytes(JSON.stringify(value));
  // A window as large as the text finds the same repetitions; the usual one takes a quarter of a megabyte for each answer.
  const isSmall = bytes.length <= 2 ** smallWindowBits;
  return encodeFrame(gzipSync(bytes, isSmall ? { windowBits: smallWindowBits, memLevel: 6 } : {}));
}

const smallWindowBits = 13;

/** A device this server does not know is taken on its certificate: 401 never stops delivery. */
async function findDevice(
  deps: ExchangeDeps,
  header: ExchangeRequest,
): Promise<DeviceTable | null> {
  const find = async () => (await selectDevice(deps.store.database, { device: header.device }))[0];
  const known = await find();
  if (known) return known;
  const certificate =
    header.certificate === undefined ? null : deps.readCertificate(header.certificate);
  const publicKey = certificate && base64urlToBytes(certificate.devicePublicKey);
  const isGenuine =
    certificate !== null &&
    publicKey?.length === 65 &&
    certificate.deployment === deps.keys.deployment &&
    certificate.device === header.device &&
    bytesToBase64url(nodeDigest.sha256(publicKey)) === header.device;
  if (!isGenuine || !publicKey) return null;
  await deps.store.database
    .insertInto('device')
    .values({
      device: header.device,
      centre_id: certificate.centreId,
      public_key: publicKey,
      alias: Object.keys(header.ask)[0]?.slice(0, 4) ?? '????',
      enrolled_at: certificate.issuedAt,
      last_contact_at: null,
      counter: 0,
      revoked_at: null,
      heartbeat: null,
      needs_confirmation: 1,
    })
    .onConflict((conflict) => conflict.column('device').doNothing())
    .execute();
  return (await find()) ?? null;
}

/** One transaction per log, hence per centre: nothing spans centres. */
async function takeLogs(
  deps: ExchangeDeps,
  request: ReadRequest,
  device: DeviceTable,
): Promise<(TakeOutcome & { readonly log: string })[]> {
  const spans = await openRequestSpans(deps.store.database, deps.keys, request.header);
  const outcomes: (TakeOutcome & { readonly log: string })[] = [];
  for (const [log, offer] of Object.entries(request.header.logs))
    outcomes.push({ log, ...(await takeLog(deps, request, device, log, offer, spans)) });
  return outcomes;
}

async function noteContact(
  deps: ExchangeDeps,
  device: DeviceTable,
  header: ExchangeRequest,
): Promise<void> {
  await updateContact(deps.store.database, {
    device: device.device,
    at: deps.nowSeconds(),
    heartbeat: writeLastContact(device.heartbeat, header),
  });
}

/** Pulling needs the device's signature over the request and a counter never seen before. */
async function decidePull(
  deps: ExchangeDeps,
  request: ReadRequest,
  device: DeviceTable,
): Promise<AnswerHead['pull']> {
  const { pull } = request.header;
  if (pull === null) return 'none';
  if (device.revoked_at !== null) return 'refused-revoked';
  if (pull.centreId !== device.centre_id) return 'refused-centre';
  if (
    request.pullSignature === null ||
    !isSignedBy(device.public_key, pullMessage(request.signedBytes), request.pullSignature)
  )
    return 'refused-signature';
  const raised = await raiseCounter(deps.store.database, {
    device: device.device,
    counter: pull.counter,
  });
  return raised.length === 1 ? 'granted' : 'refused-counter';
}
