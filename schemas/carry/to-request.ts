// Owns the step from a carried copy to the requests that bring it: one a parcel, each as its writer would have sent it.

import { bytesToBase64url, type Bytes } from '../bytes.ts';
import {
  exchangeProtocolVersion,
  type AnswerHead,
  type ExchangeRequest,
  type SealedBody,
  type SealedRow,
} from '../exchange.ts';
import type { CarriedCopy, CarriedParcel } from './copy.ts';

export interface CarriedRequest {
  readonly header: ExchangeRequest;
  /** Frames 1 … of the request, as `header.bodies` names them. */
  readonly bodies: readonly Bytes[];
}

/** Not a sign of life: the writer may be ashes. */
const noHeartbeat: ExchangeRequest['heartbeat'] = {
  unsent: 0,
  needsHelp: 0,
  driftSeconds: 0,
  isPersisted: null,
  freeBytes: null,
  appVersion: '',
  waitingSince: null,
};

/** `withCertificate`: the server has said that it does not know the writer. */
export function parcelToRequest(
  copy: Pick<CarriedCopy, 'device' | 'certificate'>,
  parcel: CarriedParcel,
  withCertificate: boolean,
): CarriedRequest {
  const { rows, bodies, frames } = placeItems(parcel);
  const { after, head, log } = parcel;
  return {
    header: {
      protocol: exchangeProtocolVersion,
      device: bytesToBase64url(copy.device),
      ...(withCertificate && copy.certificate !== null ? { certificate: copy.certificate } : {}),
      carried: true,
      ask: {},
      logs: {
        [log]: {
          centreId: parcel.centreId,
          head: [head.seq, bytesToBase64url(head.hash)],
          signature: bytesToBase64url(parcel.signature),
          ...(after.hash === null ? {} : { after: [after.seq, bytesToBase64url(after.hash)] }),
        },
      },
      spans: parcel.spans.map((span) => ({
        span: span.span,
        log: span.log,
        kid: span.kid,
        sealed: bytesToBase64url(span.sealed),
      })),
      rows,
      bodies,
      heartbeat: noHeartbeat,
      pull: null,
    },
    bodies: frames,
  };
}

function placeItems(parcel: CarriedParcel) {
  const rows: SealedRow[] = [];
  const bodies: SealedBody[] = [];
  const frames: Bytes[] = [];
  let seq = parcel.after.seq;
  for (const item of parcel.items) {
    const { span } = item;
    const iv = bytesToBase64url(item.iv);
    if (item.item === 'body') {
      frames.push(item.sealed);
      bodies.push({
        log: parcel.log,
        span,
        from: seq + 1,
        to: seq + item.rows,
        iv,
        frame: frames.length,
      });
      seq += item.rows;
      continue;
    }
    seq += 1;
    const { origin } = item;
    rows.push({
      log: parcel.log,
      seq,
      span,
      hash: bytesToBase64url(item.rowHash),
      iv,
      sealed: bytesToBase64url(item.sealed),
      ...(origin === null ? {} : { origin: { ...origin, hash: bytesToBase64url(origin.hash) } }),
    });
  }
  return { rows, bodies, frames };
}

/** Only the server naming the parcel's own number and hash lets it go. */
export function isParcelTaken(parcel: CarriedParcel, taken: AnswerHead['taken']): boolean {
  const point = taken?.[parcel.log];
  return (
    point !== undefined &&
    point[0] === parcel.head.seq &&
    point[1] === bytesToBase64url(parcel.head.hash)
  );
}
