// Owns one round trip: what is asked and sent, and what of the answer is taken. Anything that is not our answer marks nothing.

import { limits } from '../../schemas/limits.ts';
import { isLogOfSameTablet } from '../../schemas/log/log-id.ts';
import type { AnswerHead, ExchangeRequest, Heartbeat } from '../../schemas/exchange.ts';
import type { Digest } from '../../schemas/ports.ts';
import type { PersonRead } from '../../schemas/reads.ts';
import type { RememberedPage } from '../../schemas/remembered.ts';
import { adopt, type Adoption } from '../journal/adopt.ts';
import type { JournalDatabase } from '../journal/database.ts';
import {
  readDelivery,
  readUnstableLogs,
  type DeliveryRoom,
  type LogDelivery,
  type ServerNeed,
} from '../journal/delivery.ts';
import { ownLogPrefix, type LogMaker } from '../journal/logs.ts';
import { noteServerEpoch, pruneStable } from '../journal/prune.ts';
import type { MemoryTeller } from '../journal/remembered.ts';
import { raisePullCounter, readSetting, takePullCounter } from '../journal/settings.ts';
import { readNumbers } from '../journal/watch.ts';
import type { DeviceKeys } from '../vault/device-keys.ts';
import { createAnswerReader, exchangeType, isExchangeAnswer } from './answer.ts';
import { encodeRequest } from './request.ts';
import { keepSignedHeads, signHeads } from './signed-heads.ts';
import type { FeedTaker, PullSession } from './take-feed.ts';
import type { Transport, TransportAnswer } from './transport.ts';

export interface ExchangeParts {
  readonly database: JournalDatabase;
  readonly digest: Digest;
  readonly transport: Transport;
  readonly keys: DeviceKeys;
  readonly maker: LogMaker;
  readonly takeFeed: FeedTaker;
  readonly heartbeat: (numbers: {
    readonly unsent: number;
    readonly needsHelp: number;
  }) => Promise<Heartbeat>;
  readonly onServerTime: (serverTime: number) => void;
  /** Openings of records that wait to be told; where nobody is signed in nothing is told. */
  readonly reads?: ReadsToTell;
  /** What others wrote and the server lost; the worker, which pulls nothing, tells none of it. */
  readonly remembered?: MemoryTeller;
  /** What one answer leaves for the next request; kept in memory only, for the server asks again. */
  readonly memory: ExchangeMemory;
}

export interface ReadsToTell {
  readonly next: () => Promise<readonly PersonRead[]>;
  /** `named`: what the server said that it kept. */
  readonly taken: (told: readonly PersonRead[], named: string) => Promise<void>;
}

export interface ExchangeMemory {
  needs: readonly ServerNeed[];
  needsCertificate: boolean;
  lastWish: string;
  /** Requests made: each begins with another log. */
  turn: number;
  /** A change of the list did not fit: it is asked for as if there were none. */
  wantsWholePack: boolean;
  /** Per log the number whose signature was last written down. */
  readonly signedHeads: Map<string, number>;
}

export function createExchangeMemory(): ExchangeMemory {
  return {
    needs: [],
    needsCertificate: false,
    lastWish: noWish,
    turn: 0,
    wantsWholePack: false,
    signedHeads: new Map(),
  };
}

export type ExchangeOutcome =
  /** The head of the answer was adopted; `isWhole` when nothing of it was missing. */
  | {
      readonly outcome: 'answered';
      readonly isWhole: boolean;
      readonly hasMore: boolean;
      readonly adoption: Adoption;
      readonly retryAfterSeconds: number | null;
    }
  /** Something answered that is not our server, or not now. */
  | {
      readonly outcome: 'refused';
      readonly retryAfterSeconds: number | null;
      /** Our own request was too large, or could not be read: a smaller one may go through. */
      readonly isRequestAtFault: boolean;
    }
  | { readonly outcome: 'unreachable' };

export async function exchangeOnce(
  parts: ExchangeParts,
  pull: PullSession | null,
  room: DeliveryRoom,
): Promise<ExchangeOutcome> {
  const { database, memory } = parts;
  const deliveries: LogDelivery[] = [];
  const own = ownLogPrefix(parts.maker.thumbprint);
  const unstable = await readUnstableLogs(database, memory.turn++);
  // A log whose key is gone travels by itself: stranded.ts.
  const logs = unstable.filter((log) => isLogOfSameTablet(log.log, own));
  for (const log of logs.slice(0, limits.requestLogsMax))
    deliveries.push(await readDelivery(database, log, memory.needs, room));
  const numbers = await readNumbers(database);
  const pullRequest = pull === null ? null : await makePull(parts, pull, numbers.unsent > 0);
  const reads = pullRequest === null ? [] : ((await parts.reads?.next()) ?? []);
  const remembered = (pull && (await parts.remembered?.next(pull, numbers.unsent === 0))) ?? [];
  const body = await encodeRequest({
    keys: parts.keys,
    deliveries,
    heartbeat: await parts.heartbeat(numbers),
    pull: pullRequest,
    reads,
    remembered,
    certificate: memory.needsCertificate ? await readCertificate(database) : null,
  });
  const signed = await signHeads(parts.keys, deliveries, memory.signedHeads);
  // Nobody waits for a disk: this helps only a tablet that will have lost its key.
  void keepSignedHeads(database, signed, memory.signedHeads);
  let answer: TransportAnswer;
  try {
    answer = await parts.transport.post('/v1/exchange', exchangeType, body);
  } catch {
    return { outcome: 'unreachable' };
  }
  if (!isExchangeAnswer(answer)) {
    await answer.chunks[Symbol.asyncIterator]().return?.();
    const isRequestAtFault = answer.status === 400 || answer.status === 413;
    return { outcome: 'refused', retryAfterSeconds: answer.retryAfterSeconds, isRequestAtFault };
  }
  return takeAnswer(parts, { pull, pullRequest, deliveries, reads, remembered }, answer);
}

interface Asked {
  readonly pull: PullSession | null;
  readonly pullRequest: ExchangeRequest['pull'];
  readonly deliveries: readonly LogDelivery[];
  readonly reads: readonly PersonRead[];
  readonly remembered: readonly RememberedPage[];
}

async function takeAnswer(
  parts: ExchangeParts,
  { pull, pullRequest, deliveries, reads, remembered }: Asked,
  answer: TransportAnswer,
): Promise<ExchangeOutcome> {
  const reader = createAnswerReader(answer);
  try {
    const head = await reader.head();
    if (head === null)
      return { outcome: 'refused', retryAfterSeconds: null, isRequestAtFault: false };
    const adoption = await takeHead(parts, head, deliveries);
    if (head.readsTaken !== undefined) await parts.reads?.taken(reads, head.readsTaken);
    if (head.phoneKey !== undefined && head.phoneKey.question === pullRequest?.phoneQuestion)
      await pull?.keepPhoneKey(head.phoneKey);
    const feed =
      pull === null || pullRequest === null || head.pull !== 'granted'
        ? await drain(reader)
        : await parts.takeFeed(reader, head, pull, pullRequest.cursor);
    parts.memory.wantsWholePack = feed === 'delta-unfit';
    // Only once the rows stand here again as part of the feed: else two restores could leave nobody with them.
    const isToldMore =
      feed === 'whole' &&
      (await parts.remembered?.taken(remembered, head.rememberedTaken)) === true;
    return {
      outcome: 'answered',
      isWhole: feed === 'whole' || feed === 'more',
      hasMore:
        feed === 'more' ||
        feed === 'delta-unfit' ||
        adoption.rotated.length > 0 ||
        isToldMore ||
        (await isGettingThrough(parts.database, deliveries)) ||
        asksAgain(head, parts.memory),
      adoption,
      retryAfterSeconds: head.retryAfterSeconds,
    };
  } finally {
    await reader.close();
  }
}

/** Rows are left, and the server's word on some log has moved: a log that it cannot take waits for the ordinary next time. */
async function isGettingThrough(
  database: JournalDatabase,
  deliveries: readonly LogDelivery[],
): Promise<boolean> {
  if (!deliveries.some((delivery) => delivery.hasMore)) return false;
  const acks = await database.acks.bulkGet(deliveries.map((delivery) => delivery.log.log));
  return deliveries.some((delivery, i) => (acks[i]?.have ?? 0) !== delivery.have);
}

/** Once: a server that asks for the same again and again waits for the ordinary next time. */
function asksAgain(head: AnswerHead, memory: ExchangeMemory): boolean {
  const wish = JSON.stringify([head.need, head.needsCertificate, head.pull === 'refused-counter']);
  const isNew = wish !== memory.lastWish;
  memory.lastWish = wish;
  return isNew && wish !== noWish;
}

const needsMax = limits.requestBodiesMax;
const noWish = JSON.stringify([[], false, false]);

async function takeHead(
  parts: ExchangeParts,
  head: AnswerHead,
  deliveries: readonly LogDelivery[],
): Promise<Adoption> {
  const { memory, database } = parts;
  parts.onServerTime(head.serverTime);
  memory.needsCertificate = head.needsCertificate;
  if (head.counter !== null) await raisePullCounter(database, head.counter);
  // A server that does not know the device has said nothing about its logs.
  if (head.needsCertificate) return { rotated: [], hasStableGrown: false };
  const asked = new Map(
    deliveries.filter((d) => d.asked.length > 0).map((d) => [d.log.log, d.asked] as const),
  );
  await noteServerEpoch(database, head.epoch);
  const adoption = await adopt(database, parts.maker, asked, head);
  if (adoption.hasStableGrown) await pruneStable(database, head.serverTime);
  memory.needs = [...(await stillNeeded(database, memory.needs)), ...head.need];
  return adoption;
}

/** The server names one thing at a time: what it named before is remembered until its rows have arrived. */
async function stillNeeded(
  database: JournalDatabase,
  needs: readonly ServerNeed[],
): Promise<ServerNeed[]> {
  const names = needs.map((need) => need.log);
  const acks = await database.acks.bulkGet(names);
  const logs = await database.logs.bulkGet(names);
  // A log that was left behind ends before: what followed travels in another one.
  const isOpen = (need: ServerNeed, i: number): boolean =>
    Math.min(need.to, logs[i]?.headSeq ?? 0) > (acks[i]?.have ?? 0);
  return needs.filter(isOpen).slice(-needsMax);
}

async function drain(reader: ReturnType<typeof createAnswerReader>): Promise<'whole' | 'cut'> {
  for (;;) {
    const part = await reader.next();
    if (part === 'end') return 'whole';
    if (part === 'cut') return 'cut';
  }
}

async function makePull(
  { database, memory }: Pick<ExchangeParts, 'database' | 'memory'>,
  pull: PullSession,
  hasUnsent: boolean,
): Promise<ExchangeRequest['pull']> {
  const { centreId } = pull;
  const feed = await database.feeds.get(centreId);
  const pack = await database.packs.get(centreId);
  const phoneQuestion = await pull.phoneQuestion();
  return {
    ...(phoneQuestion !== null && { phoneQuestion }),
    counter: await takePullCounter(database),
    centreId,
    cursor: feed?.cursor ?? null,
    left: feed?.left,
    feedMaxBytes: hasUnsent ? limits.feedBytesWhileUnsentMax : limits.feedBytesMax,
    packHash: memory.wantsWholePack ? null : (pack?.packHash ?? null),
  };
}

async function readCertificate(database: JournalDatabase): Promise<string | null> {
  return (await readSetting(database, 'enrolment'))?.certificate ?? null;
}
