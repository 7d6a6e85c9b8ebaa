// Owns what one attempt to deliver means: only the receiver naming our own record and revision is a delivery.

/** What came of one request. `body`: what it said, or null when that was no JSON. */
export type Attempt =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'no-answer'; readonly why: 'timed-out' | 'unreachable' };

export interface Wanted {
  readonly recordId: string;
  readonly revision: number;
}

export type DeliveryOutcome =
  | { readonly outcome: 'delivered' }
  /** The receiver is down, refuses us or is busy: nothing is wrong with the record. */
  | { readonly outcome: 'receiver'; readonly fault: string }
  /** The dose came into doubt while it waited here: it is not said before that is settled. */
  | { readonly outcome: 'not-now'; readonly fault: string }
  /** Something about this record: tried some more times, then left for people. */
  | { readonly outcome: 'record'; readonly fault: string; readonly isFinal: boolean };

const busyStatuses: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 408, 425, 429]);

export function decideDelivery(attempt: Attempt, wanted: Wanted): DeliveryOutcome {
  if (attempt.kind === 'no-answer') return { outcome: 'receiver', fault: attempt.why };
  const { status, body } = attempt;
  // A wrong address, a wrong token, a proxy's page: the deployment's fault, never the record's.
  if (status < 200 || (status >= 300 && status < 400) || status >= 500 || busyStatuses.has(status))
    return { outcome: 'receiver', fault: `status-${status}` };
  if (status >= 400)
    return { outcome: 'record', fault: errorCodeOf(body) ?? `status-${status}`, isFinal: true };
  if (names(body, wanted)) return { outcome: 'delivered' };
  // 200 with an error in it, an empty page, a captive portal's HTML: none of them is an acknowledgement.
  return { outcome: 'record', fault: errorCodeOf(body) ?? 'not-acknowledged', isFinal: false };
}

function names(body: unknown, { recordId, revision }: Wanted): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const said = body as { record_id?: unknown; revision?: unknown; errorCode?: unknown };
  return said.record_id === recordId && said.revision === revision && said.errorCode === undefined;
}

/** Codes only: what else an error says may quote the person. */
function errorCodeOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const { errorCode } = body as { errorCode?: unknown };
  return typeof errorCode === 'string' && /^[A-Z0-9]{3,20}$/.test(errorCode) ? errorCode : null;
}

export const triesMax = 10;
const firstSeconds = 5;
const longestSeconds = 3600;

/** 5 s, 10 s, 20 s … an hour, each with up to a quarter more. `fraction`: 0 to 1. */
export function backOffSeconds(tries: number, fraction: number): number {
  const seconds = Math.min(longestSeconds, firstSeconds * 2 ** Math.min(tries, 20));
  return Math.ceil(seconds * (1 + fraction / 4));
}

export interface RowAfter {
  readonly state: 'sent' | 'waiting' | 'dead';
  readonly tries: number;
  readonly waitSeconds: number;
  readonly fault: string | null;
}

/**
 * `isReceiverUp`: it took another record in the same round. Only then does a failure count against the record, so that a
 * receiver away for a week kills nothing, and one record that makes it fall over does not hold up the others for ever.
 */
export function decideRow(
  outcome: DeliveryOutcome,
  triesBefore: number,
  isReceiverUp: boolean,
  fraction: number,
): RowAfter {
  if (outcome.outcome === 'delivered')
    return { state: 'sent', tries: 0, waitSeconds: 0, fault: null };
  if (outcome.outcome === 'not-now')
    return {
      state: 'waiting',
      tries: triesBefore,
      waitSeconds: longestSeconds,
      fault: outcome.fault,
    };
  const isCounted = outcome.outcome === 'record' || isReceiverUp;
  const tries = triesBefore + (isCounted ? 1 : 0);
  const isFinal = outcome.outcome === 'record' && outcome.isFinal;
  return {
    state: isFinal || tries >= triesMax ? 'dead' : 'waiting',
    tries,
    waitSeconds: backOffSeconds(tries, fraction),
    fault: outcome.fault,
  };
}
