// Owns the bytes of one request: frame 0 with the header, the bodies as frames of their own, the signature last.

import { bytesToBase64url, concatBytes, utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import {
  exchangeProtocolVersion,
  pullMessage,
  type ExchangeRequest,
  type Heartbeat,
  type LogOffer,
  type SealedBody,
  type SealedRow,
} from '../../schemas/exchange.ts';
import { encodeFrame } from '../../schemas/frames.ts';
import type { PersonRead } from '../../schemas/reads.ts';
import type { RememberedPage } from '../../schemas/remembered.ts';
import { headMessage } from '../../schemas/log/hash-chain.ts';
import { compress } from '../device/compression.ts';
import type { LogDelivery } from '../journal/delivery.ts';
import type { BodyRecord, RowRecord } from '../journal/records.ts';
import { deviceId, signBytes, type DeviceKeys } from '../vault/device-keys.ts';

export interface RequestParts {
  readonly keys: DeviceKeys;
  readonly deliveries: readonly LogDelivery[];
  readonly heartbeat: Heartbeat;
  readonly pull: ExchangeRequest['pull'];
  /** Only beside a pull. */
  readonly reads: readonly PersonRead[];
  /** Only beside a pull. */
  readonly remembered: readonly RememberedPage[];
  /** Sent when the server did not know this device. */
  readonly certificate: string | null;
}

export async function encodeRequest(parts: RequestParts): Promise<Bytes> {
  const bodies = parts.deliveries.flatMap((delivery) => delivery.bodies);
  const header = await makeHeader(parts, bodies);
  const unsigned = await encodeHeaderAndBodies(
    header,
    bodies.map((body) => body.sealed),
  );
  if (parts.pull === null) return unsigned;
  const signature = await signBytes(parts.keys.signingKey, pullMessage(unsigned));
  return concatBytes(unsigned, encodeFrame(signature));
}

export async function encodeHeaderAndBodies(
  header: ExchangeRequest,
  bodies: readonly Bytes[],
): Promise<Bytes> {
  return concatBytes(
    encodeFrame(await compress('gzip', utf8ToBytes(JSON.stringify(header)))),
    ...bodies.map(encodeFrame),
  );
}

async function makeHeader(
  parts: RequestParts,
  bodies: readonly BodyRecord[],
): Promise<ExchangeRequest> {
  const { keys, deliveries, heartbeat, pull, certificate, reads, remembered } = parts;
  const logs: Record<string, LogOffer> = {};
  for (const delivery of deliveries) {
    const offer = await makeOffer(keys, delivery);
    if (offer !== null) logs[delivery.log.log] = offer;
  }
  const settled = deliveries.filter((d) => d.settled > 0 && d.asked.length > 0);
  const spans = new Map(deliveries.flatMap((d) => d.spans).map((span) => [span.span, span]));
  return {
    protocol: exchangeProtocolVersion,
    device: deviceId(keys),
    ...(certificate === null ? {} : { certificate }),
    ask: Object.fromEntries(
      deliveries.map((d) => [
        d.log.log,
        d.asked.map(([seq, hash]): [number, string] => [seq, hash]),
      ]),
    ),
    ...(settled.length > 0 && {
      settled: Object.fromEntries(settled.map((d) => [d.log.log, d.settled])),
    }),
    logs,
    spans: [...spans.values()],
    rows: deliveries.flatMap((delivery) => delivery.rows.map(toSealedRow)),
    bodies: bodies.map((body, i) => toSealedBody(body, i + 1)),
    heartbeat,
    ...(reads.length > 0 && { reads: [...reads] }),
    ...(remembered.length > 0 && { remembered }),
    pull,
  };
}

async function makeOffer(keys: DeviceKeys, delivery: LogDelivery): Promise<LogOffer | null> {
  const { head, log } = delivery;
  if (head === null) return null;
  const signature = await signBytes(keys.signingKey, headMessage(log.log, head.seq, head.hash));
  return {
    centreId: log.centreId,
    head: [head.seq, bytesToBase64url(head.hash)],
    signature: bytesToBase64url(signature),
  };
}

export function toSealedRow(row: RowRecord): SealedRow {
  const { log, seq, span, origin } = row;
  return {
    log,
    seq,
    span,
    hash: bytesToBase64url(row.rowHash),
    iv: bytesToBase64url(row.iv),
    sealed: bytesToBase64url(row.sealed),
    ...(origin === undefined ? {} : { origin }),
  };
}

function toSealedBody(body: BodyRecord, frame: number): SealedBody {
  const { log, span, from, to } = body;
  return { log, span, from, to, iv: bytesToBase64url(body.iv), frame };
}
