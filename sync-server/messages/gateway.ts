// Owns what a gateway for SMS is to this program, and how soon a message is tried again.

export interface SmsToSend {
  /** The same for every try of one message: the gateway sends it once. */
  readonly id: string;
  /** +91 and ten digits. */
  readonly to: string;
  readonly text: string;
  readonly isUnicode: boolean;
}

/** Why a message did not go, as the desk shows it. */
export const messageProblems = [
  'timeout',
  'no-connection',
  'gateway-busy',
  'gateway-fault',
  'gateway-login',
  'refused',
  'not-understood',
  'daily-limit',
  'phone-limit',
] as const;
export type MessageProblem = (typeof messageProblems)[number];

export type GatewayOutcome =
  | { readonly outcome: 'accepted' }
  /** It may have gone or not: the next try carries the same id. */
  | {
      readonly outcome: 'try-again';
      readonly problem: MessageProblem;
      readonly afterSeconds?: number;
    }
  /** Another try would be answered alike. */
  | { readonly outcome: 'refused'; readonly problem: MessageProblem };

export interface SmsGateway {
  readonly send: (message: SmsToSend) => Promise<GatewayOutcome>;
}

export const sendingLimits = {
  /** After so many tries a message goes to the list of those that did not go. */
  attemptsMax: 8,
  retrySecondsFirst: 30,
  retrySecondsMax: 3600,
  /** A one-time code is worth nothing after ten minutes. */
  retrySecondsMaxOfCode: 20,
  /** Longer than any answer of a gateway is waited for; then a crashed try is taken up again. */
  leaseSeconds: 60,
  perPhoneAndDayMax: 12,
  perDayMax: 20_000,
  perRunMax: 50,
} as const;

/** Doubles from try to try, a fifth up or down so that not all come back together. `chance`: 0 to 1. */
export function retrySeconds(attempts: number, isCode: boolean, chance: number): number {
  const { retrySecondsFirst, retrySecondsMax, retrySecondsMaxOfCode } = sendingLimits;
  const most = isCode ? retrySecondsMaxOfCode : retrySecondsMax;
  const plain = Math.min(retrySecondsFirst * 2 ** Math.max(0, attempts - 1), most);
  return Math.max(1, Math.round(plain * (0.8 + 0.4 * chance)));
}
