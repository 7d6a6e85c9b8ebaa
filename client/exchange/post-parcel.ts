// Owns bringing one parcel of a carried copy to the server, and what its answer says about it.

import type { CarriedCopy, CarriedParcel } from '../../schemas/carry/copy.ts';
import { isParcelTaken, parcelToRequest } from '../../schemas/carry/to-request.ts';
import type { AnswerHead, ExchangeRequest } from '../../schemas/exchange.ts';
import { createAnswerReader, exchangeType, isExchangeAnswer } from './answer.ts';
import { encodeHeaderAndBodies } from './request.ts';
import type { Transport } from './transport.ts';

export type ParcelOutcome =
  /** The server has named the parcel's own head: it is durable there. */
  | { readonly outcome: 'taken'; readonly head: AnswerHead }
  | { readonly outcome: 'not-taken'; readonly head: AnswerHead }
  /** Something answered that is not our server, or not now. */
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'unreachable' };

type Writer = Pick<CarriedCopy, 'device' | 'certificate'>;

/** `ask`: a writer that brings its own rows so may also ask what is held; a courier asks nothing. */
export async function postParcel(
  transport: Transport,
  copy: Writer,
  parcel: CarriedParcel,
  ask: ExchangeRequest['ask'] = {},
): Promise<ParcelOutcome> {
  const first = await postOnce(transport, { copy, parcel, ask }, false);
  const isAskedFor = first.outcome === 'not-taken' && first.head.needsCertificate;
  if (!isAskedFor || copy.certificate === null) return first;
  return postOnce(transport, { copy, parcel, ask }, true);
}

async function postOnce(
  transport: Transport,
  of: {
    readonly copy: Writer;
    readonly parcel: CarriedParcel;
    readonly ask: ExchangeRequest['ask'];
  },
  withCertificate: boolean,
): Promise<ParcelOutcome> {
  const { copy, parcel, ask } = of;
  const { header, bodies } = parcelToRequest(copy, parcel, withCertificate);
  const bytes = await encodeHeaderAndBodies({ ...header, ask }, bodies);
  let answer;
  try {
    answer = await transport.post('/v1/exchange', exchangeType, bytes);
  } catch {
    return { outcome: 'unreachable' };
  }
  if (!isExchangeAnswer(answer)) {
    await answer.chunks[Symbol.asyncIterator]().return?.();
    return { outcome: 'refused' };
  }
  const reader = createAnswerReader(answer);
  try {
    const head = await reader.head();
    if (head === null) return { outcome: 'refused' };
    return { outcome: isParcelTaken(parcel, head.taken) ? 'taken' : 'not-taken', head };
  } finally {
    await reader.close();
  }
}
