// Owns the tablet's link to the server: it joins scheduler, exchange and the unlocked workspace.

import type { Bytes } from '../../schemas/bytes.ts';
import { limits } from '../../schemas/limits.ts';
import type { Courier } from '../exchange/courier.ts';
import type { PackedDayPack } from '../../schemas/records/roster.ts';
import {
  createExchangeMemory,
  exchangeOnce,
  type ExchangeOutcome,
} from '../exchange/exchange-once.ts';
import { createPackCollector } from '../exchange/pack-collector.ts';
import { createScheduler, type Scheduler } from '../exchange/scheduler.ts';
import { deliverStranded } from '../exchange/stranded.ts';
import { createFeedTaker, type PullSession } from '../exchange/take-feed.ts';
import type { LogMaker } from '../journal/logs.ts';
import type { DeliveryRoom } from '../journal/delivery.ts';
import type { PackProgress } from '../tablet.ts';
import { seal } from '../vault/aes.ts';
import type { DeviceKeys } from '../vault/device-keys.ts';
import { packContext, pageContext } from '../vault/sealing.ts';
import type { TrustedTime } from '../device/trusted-time.ts';
import type { TabletDeps } from './deps.ts';
import type { Workspace } from './workspace.ts';

export interface LinkParts {
  readonly deps: TabletDeps;
  readonly time: TrustedTime;
  /** Null until the tablet is enrolled. */
  readonly identity: () => { readonly keys: DeviceKeys; readonly maker: LogMaker } | null;
  readonly centreId: () => number | null;
  readonly workspace: () => Workspace | null;
  readonly unsent: () => number;
  readonly onState: (state: 'reaching' | 'online' | 'offline') => void;
  readonly onProgress: (progress: PackProgress | null) => void;
  readonly onPack: (pack: PackedDayPack) => Promise<void>;
  /** Brings what this device carries for others, also before it is enrolled. */
  readonly courier?: Courier;
  /** After every answer that was adopted. */
  readonly onAnswer: (isWhole: boolean) => void;
}

/** A locked tablet that has sent everything asks all the same now and then: its server may have been restored meanwhile. */
export const restSecondsMax = 600;

export function createLink(parts: LinkParts): Scheduler {
  const { deps, time } = parts;
  const memory = createExchangeMemory();
  const strandedMemory = new Map<string, number>();
  let waitingSince: number | null = null;
  let contactAt: number | null = null;
  const takeFeed = createFeedTaker({
    database: deps.database,
    digest: deps.digest,
    collector: createPackCollector(deps.digest),
    running: deps.clock.running,
    onProgress: parts.onProgress,
    onPack: parts.onPack,
  });
  const heartbeat = async (numbers: { readonly unsent: number; readonly needsHelp: number }) => {
    const { isPersisted, freeBytes } = await deps.storage.facts();
    const { unsent, needsHelp } = numbers;
    const driftSeconds = time.drift();
    return {
      unsent,
      needsHelp,
      driftSeconds,
      isPersisted,
      freeBytes,
      appVersion: deps.appVersion,
      waitingSince,
    };
  };
  /** After the own rows, and never in their way: what fails here is tried again by itself. */
  const deliverForOthers = async (thumbprint: Bytes): Promise<boolean> => {
    const { database, transport, clock } = deps;
    const { running } = clock;
    const hasMoreOwn = await deliverStranded({
      database,
      transport,
      thumbprint,
      running,
      memory: strandedMemory,
    });
    const carried = await parts.courier?.deliverOne();
    const isGettingThrough = carried === 'delivered' || carried === 'kept';
    return hasMoreOwn || (isGettingThrough && parts.courier?.isDue() === true);
  };
  const run = async (halvings: number): Promise<ExchangeOutcome> => {
    const identity = parts.identity();
    if (identity === null) return runAsCourier(parts.courier);
    if (parts.unsent() > 0) waitingSince ??= time.now();
    const outcome = await exchangeOnce(
      {
        database: deps.database,
        digest: deps.digest,
        transport: deps.transport,
        keys: identity.keys,
        maker: identity.maker,
        takeFeed,
        heartbeat,
        onServerTime: time.serverTimeSeen,
        memory,
      },
      pullSession(parts),
      roomAfter(halvings),
    );
    if (outcome.outcome === 'answered') {
      waitingSince = null;
      contactAt = deps.clock.running();
      parts.onAnswer(outcome.isWhole);
      const hasMore = await deliverForOthers(identity.keys.thumbprint).catch(() => false);
      if (hasMore) return { ...outcome, hasMore };
    }
    return outcome;
  };
  const isContactOld = (): boolean =>
    contactAt === null || deps.clock.running() - contactAt >= restSecondsMax;
  return createScheduler({
    times: deps.times,
    timers: deps.timers,
    random: deps.random,
    run,
    hasReason: () =>
      parts.courier?.isDue() === true ||
      (parts.identity() !== null &&
        (parts.workspace() !== null || parts.unsent() > 0 || isContactOld())),
    onState: parts.onState,
  });
}

/** A phone that is no tablet of any centre: it has nothing of its own to say. */
async function runAsCourier(courier: Courier | undefined): Promise<ExchangeOutcome> {
  const outcome = (await courier?.deliverOne()) ?? 'unreachable';
  if (outcome === 'unreachable') return { outcome };
  if (outcome === 'refused') return { outcome, retryAfterSeconds: null, isRequestAtFault: false };
  return {
    outcome: 'answered',
    isWhole: true,
    hasMore: courier?.isDue() === true,
    adoption: { rotated: [] },
    retryAfterSeconds: null,
  };
}

/** Locked: nothing is pulled, for nobody could seal it away. */
function pullSession(parts: LinkParts): PullSession | null {
  const workspace = parts.workspace();
  const centreId = parts.centreId();
  if (workspace === null || centreId === null) return null;
  const { random } = parts.deps;
  return {
    centreId,
    sealPage: (feedSeq, page) =>
      seal(random, workspace.workKey, pageContext(centreId, feedSeq), page),
    sealPack: (packHash, gzipped) =>
      seal(random, workspace.packKey, packContext(centreId, packHash), gzipped),
  };
}

/** Each row and each body may be of a span of its own, and a request holds so many spans. */
const rowsMax = limits.requestSpansMax - limits.requestBodiesMax;

/** Small bodies go together also when everything is halved, as after a day without a network: each request more costs its headers. */
const bodiesMin = 8;

/** What one request may hold; halved after each cut, never below one body of full size or ten rows. */
function roomAfter(halvings: number): DeliveryRoom {
  const part = 2 ** halvings;
  return {
    bodies: Math.max(bodiesMin, Math.floor(limits.requestBodiesMax / part)),
    rows: Math.max(10, Math.floor(rowsMax / part)),
    bytes: Math.max(24_000, Math.floor(500_000 / part)),
  };
}
