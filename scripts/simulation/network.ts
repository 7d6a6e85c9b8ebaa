// Owns the network between one tablet and the server: it loses, cuts, delays, repeats and lies, as the run's chance decides.

import type { Bytes } from '../../schemas/bytes.ts';
import type { Transport, TransportAnswer } from '../../client/exchange/transport.ts';
import type { Dice } from './dice.ts';
import type { SimulatedLoop } from './event-loop.ts';
import type { FaultCounts } from './results.ts';
import type { ServerAnswer, SimulatedServer } from './server.ts';

export interface SimulatedNetwork {
  readonly transport: Transport;
  /** Share of requests that meet a fault. 0 heals it. */
  faultShare: number;
  isOnline: boolean;
  /** False: what was on its way twice no longer arrives. */
  isRepeating: boolean;
  /** Something to do at the very moment an answer begins to arrive. */
  onAnswer: () => void;
}

type Way = 'good' | 'request-lost' | 'answer-lost' | 'answer-cut' | 'portal' | 'sent-twice';
const badWays: readonly Way[] = [
  'request-lost',
  'answer-lost',
  'answer-cut',
  'answer-cut',
  'portal',
  'sent-twice',
];
const portalStatuses = [200, 200, 204, 302, 401, 403, 429, 502, 503] as const;
const silenceSeconds = 75;
const html = new TextEncoder().encode(
  '<html><body>Welcome to free WiFi. Please sign in.</body></html>',
);

export function createNetwork(parts: {
  readonly loop: SimulatedLoop;
  readonly dice: Dice;
  readonly server: SimulatedServer;
  readonly faults: FaultCounts;
  readonly name: string;
}): SimulatedNetwork {
  const { loop, dice, server, faults, name } = parts;
  /** Mostly quick, sometimes seconds. */
  const delay = (): Promise<void> => loop.sleep(0.05 + dice.fraction() ** 4 * 6);
  const fail = async (seconds: number, why: string): Promise<never> => {
    await loop.sleep(seconds);
    throw new TypeError(why);
  };
  const repeatLater = (path: string, contentType: string, body: Bytes): void => {
    if (!dice.chance(network.faultShare / 3)) return;
    faults.count('delivered again later, out of order', name);
    loop.after(dice.fraction() * 900, () => {
      if (network.isRepeating) void server.handle(path, contentType, body);
    });
  };
  const network: SimulatedNetwork = {
    faultShare: 0,
    isOnline: true,
    isRepeating: true,
    onAnswer: () => undefined,
    transport: {
      post: async (path, contentType, body) => {
        const way = dice.chance(network.faultShare) ? dice.oneOf(badWays) : 'good';
        await delay();
        if (!network.isOnline) return fail(0.1, 'offline');
        if (way === 'portal') {
          faults.count('captive portal or error page', name);
          return portal(dice);
        }
        if (way === 'request-lost') {
          faults.count('request lost', name);
          return fail(silenceSeconds, 'silence');
        }
        repeatLater(path, contentType, body);
        if (way === 'sent-twice') {
          faults.count('request delivered twice at once', name);
          void server.handle(path, contentType, body);
        }
        const answer = await server.handle(path, contentType, body);
        if (answer === null) return fail(0.5, 'nobody answers');
        await delay();
        if (way === 'answer-lost') {
          faults.count('answer lost', name);
          return fail(silenceSeconds, 'silence');
        }
        if (way === 'answer-cut') faults.count('answer cut at a byte', name);
        const cutAt = way === 'answer-cut' ? dice.below(answer.bytes.length) : null;
        faults.tell(`${name}: answered ${answer.status}, ${answer.bytes.length} bytes`);
        network.onAnswer();
        return toTransportAnswer(loop, dice, answer, cutAt);
      },
    },
  };
  return network;
}

function portal(dice: Dice): TransportAnswer {
  const status = dice.oneOf(portalStatuses);
  const chunks = async function* () {
    if (status !== 204) yield html;
  };
  // Some portals lie about the type as well.
  const contentType = dice.chance(0.2) ? 'application/octet-stream' : 'text/html';
  const retryAfterSeconds = status === 503 || status === 429 ? 30 : null;
  return { status, contentType, retryAfterSeconds, chunks: chunks() };
}

function toTransportAnswer(
  loop: SimulatedLoop,
  dice: Dice,
  answer: ServerAnswer,
  cutAt: number | null,
): TransportAnswer {
  const whole = cutAt === null ? answer.bytes : answer.bytes.subarray(0, cutAt);
  const pieceBytes = 400 + dice.below(4_000);
  const chunks = async function* () {
    for (let at = 0; at < whole.length; at += pieceBytes) {
      yield whole.slice(at, at + pieceBytes);
      if (dice.chance(0.3)) await loop.sleep(dice.fraction() * 2);
    }
    if (cutAt !== null) throw new TypeError('cut');
  };
  const { status, contentType } = answer;
  const retryAfter = answer.retryAfter === null ? null : Number(answer.retryAfter);
  return { status, contentType, retryAfterSeconds: retryAfter, chunks: chunks() };
}
