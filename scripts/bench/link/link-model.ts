// Owns the model of a poor link: when a packet that is sent now arrives. Rate, distance, loss and stalls; in order, as TCP delivers.

import type { Dice } from '../../simulation/dice.ts';

export interface LinkProfile {
  readonly name: string;
  /** Bits a second from and to the tablet. */
  readonly upBitsPerSecond: number;
  readonly downBitsPerSecond: number;
  /** There and back, each way half of it. */
  readonly roundTripMs: number;
  /** Each packet's round trip varies by up to this, both ways of the mean. */
  readonly jitterMs: number;
  /** Share of packets that are lost and sent again after the retransmission time. */
  readonly lossShare: number;
  /** A time in which nothing passes, and the mean time between two of them. Null: none. */
  readonly stall: { readonly ms: number; readonly everyMs: number } | null;
}

/** Two profiles of the field: EDGE in the hills, and weak 3G. How often EDGE stalls is our assumption: every two minutes on average. */
export const linkProfiles = {
  edge: {
    name: 'B, EDGE',
    upBitsPerSecond: 30_000,
    downBitsPerSecond: 60_000,
    roundTripMs: 900,
    jitterMs: 600,
    lossShare: 0.03,
    stall: { ms: 20_000, everyMs: 120_000 },
  },
  weak3g: {
    name: 'C, weak 3G',
    upBitsPerSecond: 150_000,
    downBitsPerSecond: 500_000,
    roundTripMs: 350,
    jitterMs: 0,
    lossShare: 0.015,
    stall: null,
  },
} as const satisfies Record<string, LinkProfile>;

export type Way = 'up' | 'down';

export interface Link {
  /** Milliseconds at which this packet of a connection, handed over at `nowMs`, is whole at the other end. */
  readonly arrival: (way: Way, bytes: number, nowMs: number) => number;
  /** When a connection opened at `nowMs` may carry its first byte: TCP's and TLS's handshakes. */
  readonly opened: (nowMs: number) => number;
}

/** Payload of one packet, and what IP and TCP put around it. */
export const packetBytesMax = 1_360;
const packetOverheadBytes = 40;
/** TCP waits at least a second for an acknowledgement that it has no measure for. */
const retransmitMsMin = 1_000;
const handshakeRoundTrips = 2;
const tripsLostMax = 5;

/** `startMs`: when the link comes up, on the clock of all other times. */
export function createLink(profile: LinkProfile, dice: Dice, startMs = 0): Link {
  const freeAt = { up: 0, down: 0 };
  let stalls: { readonly from: number; readonly to: number }[] = [];
  const oneWayMs = (): number =>
    (profile.roundTripMs + (dice.fraction() * 2 - 1) * profile.jitterMs) / 2;
  const retransmitMs = Math.max(retransmitMsMin, 2 * profile.roundTripMs);
  /** Moves a time out of the stalls; they are drawn as far as anybody looks. */
  const afterStalls = (at: number): number => {
    const { stall } = profile;
    if (stall === null) return at;
    for (;;) {
      const last = stalls.at(-1)?.to ?? startMs;
      if (last > at) break;
      const from = last - Math.log(1 - dice.fraction()) * stall.everyMs;
      stalls.push({ from, to: from + stall.ms });
      stalls = stalls.slice(-64);
    }
    const inside = stalls.find(({ from, to }) => at >= from && at < to);
    return inside?.to ?? at;
  };
  const trip = (at: number): number => {
    let sent = at;
    for (let lost = 0; lost < tripsLostMax && dice.chance(profile.lossShare); lost++)
      sent += retransmitMs * 2 ** lost;
    return afterStalls(sent) + oneWayMs();
  };
  return {
    arrival: (way, bytes, nowMs) => {
      const bitsPerSecond = way === 'up' ? profile.upBitsPerSecond : profile.downBitsPerSecond;
      const begins = afterStalls(Math.max(nowMs, freeAt[way]));
      freeAt[way] = begins + ((bytes + packetOverheadBytes) * 8_000) / bitsPerSecond;
      return trip(freeAt[way]);
    },
    opened: (nowMs) => {
      let at = nowMs;
      for (let i = 0; i < handshakeRoundTrips; i++) at = trip(trip(at));
      return at;
    },
  };
}
