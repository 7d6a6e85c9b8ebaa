// Owns why records are still only on this tablet, in one named reason a log. Pure: what the link said last, whose log it is.

import type { ExchangeOutcome } from '../exchange/exchange-once.ts';
import type { WaitingReason } from '../tablet.ts';

/** How the last exchange ended, as far as it tells why records wait. */
export type LinkWord =
  | 'reached'
  | 'no-network'
  /** The district's server is there and has no room at the moment. */
  | 'office-busy'
  /** Something answers that is not the district: the sign-in page of a network, a broken proxy. */
  | 'not-the-office'
  /** The district does not take this tablet's certificate. */
  | 'enrol-again';

const busyStatuses: readonly (number | null)[] = [429, 503];

export function linkWordOf(
  outcome: ExchangeOutcome,
  status: number | null,
  isStillUnknown: boolean,
): LinkWord {
  if (outcome.outcome === 'unreachable') return 'no-network';
  if (outcome.outcome === 'refused')
    return busyStatuses.includes(status) ? 'office-busy' : 'not-the-office';
  if (isStillUnknown) return 'enrol-again';
  return outcome.retryAfterSeconds === null ? 'reached' : 'office-busy';
}

export function whyWaiting(parts: {
  /** Written under the key that this tablet has now: only it can sign for the log. */
  readonly isOwnKey: boolean;
  /** Null before the first exchange has ended. */
  readonly word: LinkWord | null;
  readonly isOnline: boolean;
}): WaitingReason {
  if (!parts.isOwnKey) return 'key-gone';
  if (!parts.isOnline) return 'no-network';
  return parts.word === null || parts.word === 'reached' ? 'on-their-way' : parts.word;
}
