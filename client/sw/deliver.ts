// Owns background delivery: what a locked page does with what is unsent, done without any page. It opens the journal alone,
// pulls nothing, knows no PIN, and writes nothing but what an answer acknowledges.

import type { Digest } from '../../schemas/ports.ts';
import { createLogId, isLogOfSameTablet } from '../../schemas/log/log-id.ts';
import type { Randomness } from '../device/random.ts';
import type { DeviceStorage } from '../device/storage.ts';
import { createExchangeMemory, exchangeOnce } from '../exchange/exchange-once.ts';
import { roomAfter } from '../exchange/request-room.ts';
import type { Transport } from '../exchange/transport.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { readSetting } from '../journal/settings.ts';
import type { DeviceKeys } from '../vault/device-keys.ts';

export interface DeliveryParts {
  readonly database: JournalDatabase;
  readonly digest: Digest;
  readonly random: Randomness;
  readonly transport: Transport;
  readonly storage: Pick<DeviceStorage, 'facts'>;
  readonly appVersion: string;
}

export type BackgroundOutcome =
  /** Nothing is left that this tablet's key could sign for. */
  | 'all-sent'
  | 'unreachable'
  | 'refused'
  /** The server answered and does not take the rest, or asks to come later. */
  | 'rest-waits';

/** A browser gives such an event some minutes: as many requests fit a poor link, and no fault makes more of them. */
const requestsMax = 60;
/** Cut that often the request is as small as it gets; the browser tries again later. */
const halvingsMax = 3;

export async function deliverInBackground(parts: DeliveryParts): Promise<BackgroundOutcome> {
  const { database } = parts;
  const keys = await readSetting(database, 'device-keys');
  if (keys === null) return 'all-sent';
  const exchange = createExchange(parts, keys);
  let halvings = 0;
  for (let request = 0; request < requestsMax; request++) {
    if ((await countSendable(database, keys)) === 0) return 'all-sent';
    const outcome = await exchange(halvings);
    if (outcome.outcome === 'refused' && !outcome.isRequestAtFault) return 'refused';
    if (outcome.outcome !== 'answered' || !outcome.isWhole) {
      if (++halvings > halvingsMax)
        return outcome.outcome === 'refused' ? 'refused' : 'unreachable';
    } else if (!outcome.hasMore || outcome.retryAfterSeconds !== null) break;
  }
  return (await countSendable(database, keys)) === 0 ? 'all-sent' : 'rest-waits';
}

function createExchange(parts: DeliveryParts, keys: DeviceKeys) {
  const { database, digest, random, transport } = parts;
  const memory = createExchangeMemory();
  return (halvings: number) =>
    exchangeOnce(
      {
        database,
        digest,
        transport,
        keys,
        memory,
        maker: { digest, random, thumbprint: keys.thumbprint },
        takeFeed: async () => 'whole',
        heartbeat: (numbers) => readHeartbeat(parts, numbers),
        // What time it is the pages keep: two writers of one value would forget each other's.
        onServerTime: () => undefined,
      },
      null,
      roomAfter(halvings),
    );
}

async function readHeartbeat(
  { database, storage, appVersion }: DeliveryParts,
  numbers: { readonly unsent: number; readonly needsHelp: number },
) {
  const { isPersisted, freeBytes } = await storage.facts();
  const faults = (await readSetting(database, 'kept-faults')) ?? [];
  return {
    unsent: numbers.unsent,
    needsHelp: numbers.needsHelp + faults.length,
    driftSeconds: (await readSetting(database, 'time'))?.driftSeconds ?? 0,
    isPersisted,
    freeBytes,
    appVersion,
    // Since when a page has waited only that page knows.
    waitingSince: null,
  };
}

/** Rows of a log whose key is gone wait for a person: no try of the browser would ever send them. */
async function countSendable(database: JournalDatabase, keys: DeviceKeys): Promise<number> {
  const own = createLogId(keys.thumbprint, new Uint8Array(5));
  let count = 0;
  for (const { log, headSeq } of await database.logs.toArray()) {
    const have = (await database.acks.get(log))?.have ?? 0;
    if (isLogOfSameTablet(log, own)) count += Math.max(0, headSeq - have);
  }
  return count;
}
