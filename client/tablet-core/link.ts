// Owns the tablet's link to the server: it joins scheduler, exchange and the unlocked workspace.

import type { Bytes } from '../../schemas/bytes.ts';
import type { Courier } from '../exchange/courier.ts';
import type { PackedDayPack } from '../../schemas/records/roster.ts';
import {
  createExchangeMemory,
  exchangeOnce,
  type ExchangeOutcome,
  type ReadsToTell,
} from '../exchange/exchange-once.ts';
import { whenNeeded } from '../device/when-needed.ts';
import { deliverUrgent } from '../exchange/urgent.ts';
import { createPackCollector } from '../exchange/pack-collector.ts';
import { roomAfter } from '../exchange/request-room.ts';
import { isSlowLink } from '../exchange/link-pace.ts';
import { createScheduler, type Scheduler } from '../exchange/scheduler.ts';
import { deliverStranded } from '../exchange/stranded.ts';
import { createFeedTaker, type PullSession } from '../exchange/take-feed.ts';
import { watchTransport } from '../exchange/watched-transport.ts';
import type { LogMaker } from '../journal/logs.ts';
import type { MemoryTeller } from '../journal/remembered.ts';
import type { PackProgress } from '../tablet.ts';
import { open, seal } from '../vault/aes.ts';
import type { DeviceKeys } from '../vault/device-keys.ts';
import { packContext, pageContext } from '../vault/sealing.ts';
import type { TrustedTime } from '../device/trusted-time.ts';
import type { TabletDeps } from './deps.ts';
import { linkWordOf, type LinkWord } from './why-waiting.ts';
import { keepPhoneWrap, nextPhoneQuestion } from './phone-access.ts';
import type { Workspace } from './workspace.ts';

export interface LinkParts {
  readonly deps: TabletDeps;
  readonly time: TrustedTime;
  /** Null until the tablet is enrolled. */
  readonly identity: () => { readonly keys: DeviceKeys; readonly maker: LogMaker } | null;
  readonly centreId: () => number | null;
  readonly workspace: () => Workspace | null;
  readonly unsent: () => number;
  /** Faults of the own storage that somebody has to know of. */
  readonly faultsToTell: () => number;
  readonly onState: (state: 'reaching' | 'online' | 'offline') => void;
  /** Why the last exchange ended as it did, for those who ask why records wait. */
  readonly onWord: (word: LinkWord) => void;
  readonly onProgress: (progress: PackProgress | null) => void;
  readonly onPack: (pack: PackedDayPack) => Promise<void>;
  /** Brings what this device carries for others, also before it is enrolled. */
  readonly courier?: Courier;
  /** The enrolment's, for a server that does not know this tablet yet. */
  readonly certificate?: () => string | null;
  /** After every answer that was adopted. */
  readonly onAnswer: (isWhole: boolean) => void;
}

/** A locked tablet that has sent everything asks all the same now and then: its server may have been restored meanwhile. */
export const restSecondsMax = 600;

const openings = whenNeeded(() => import('../journal/reads.ts'));

/** What fails here is told another time: no record waits for it. */
const tellReads = ({ database, digest }: LinkParts['deps']): ReadsToTell => ({
  next: () =>
    openings
      .load()
      .then(({ readsToTell }) => readsToTell(database))
      .catch(() => []),
  taken: (told, named) =>
    openings
      .load()
      .then(({ dropReads }) => dropReads(database, digest, told, named))
      .catch(() => undefined),
});

const memories = whenNeeded(() => import('../journal/remembered.ts'));

/** As with openings: told another time where something fails. */
function tellRemembered({ database }: LinkParts['deps']): MemoryTeller {
  let made: MemoryTeller | null = null;
  const teller = async (): Promise<MemoryTeller> => {
    const { createMemoryTeller } = await memories.load();
    return (made ??= createMemoryTeller(database));
  };
  return {
    next: (pull, isIdle) =>
      teller()
        .then((memory) => memory.next(pull, isIdle))
        .catch(() => []),
    taken: (told, named) =>
      teller()
        .then((memory) => memory.taken(told, named))
        .catch(() => false),
  };
}

export function createLink(parts: LinkParts): Scheduler {
  const { deps, time } = parts;
  const memory = createExchangeMemory();
  const remembered = tellRemembered(deps);
  const watch = watchTransport(deps.transport, deps.clock.running);
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
      needsHelp: needsHelp + parts.faultsToTell(),
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
    await deliverUrgent({
      database: deps.database,
      random: deps.random,
      transport: watch.transport,
      keys: identity.keys,
      certificate: parts.certificate?.() ?? null,
    }).catch(() => undefined);
    const isCertificateSent = memory.needsCertificate;
    const outcome = await exchangeOnce(
      {
        database: deps.database,
        digest: deps.digest,
        transport: watch.transport,
        keys: identity.keys,
        maker: identity.maker,
        takeFeed,
        heartbeat,
        reads: tellReads(deps),
        remembered,
        onServerTime: time.serverTimeSeen,
        memory,
      },
      pullSession(parts),
      roomAfter(halvings),
    );
    const isStillUnknown = isCertificateSent && memory.needsCertificate;
    parts.onWord(linkWordOf(outcome, watch.lastStatus(), isStillUnknown));
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
    isLinkSlow: () => isSlowLink(deps.page.linkHints(), watch.pace()),
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
    adoption: { rotated: [], hasStableGrown: false },
    retryAfterSeconds: null,
  };
}

/** Locked: nothing is pulled, for nobody could seal it away. */
function pullSession(parts: LinkParts): PullSession | null {
  const workspace = parts.workspace();
  const centreId = parts.centreId();
  if (workspace === null || centreId === null) return null;
  const { random, database } = parts.deps;
  return {
    centreId,
    sealPage: (feedSeq, page) =>
      seal(random, workspace.workKey, pageContext(centreId, feedSeq), page),
    sealPack: (packHash, gzipped) =>
      seal(random, workspace.packKey, packContext(centreId, packHash), gzipped),
    phoneQuestion: () => nextPhoneQuestion(database, random),
    keepPhoneKey: (key) => keepPhoneWrap(database, random, key, workspace.dataKeys),
    openPack: (packHash, stored) =>
      open(workspace.packKey, packContext(centreId, packHash), stored),
    openPage: (feedSeq, stored) => open(workspace.workKey, pageContext(centreId, feedSeq), stored),
  };
}
