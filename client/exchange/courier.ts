// Owns the delivery of what this device carries for others: one copy a time, after its own rows, whether it is unlocked or enrolled at all.

import { decodeCopy, type CarriedCopy } from '../../schemas/carry/copy.ts';
import type { Digest } from '../../schemas/ports.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { postParcel } from './post-parcel.ts';
import type { Transport } from './transport.ts';

export interface CourierParts {
  readonly database: JournalDatabase;
  readonly digest: Digest;
  readonly transport: Transport;
  /** Seconds that pass whatever the wall clock does. */
  readonly running: () => number;
}

export type CourierOutcome = 'nothing-due' | 'delivered' | 'kept' | 'refused' | 'unreachable';

export interface Courier {
  /** Told by whoever watches the table. */
  readonly setIds: (ids: readonly string[]) => void;
  readonly isDue: () => boolean;
  /** Brings the copy that has waited with the fewest tries. */
  readonly deliverOne: () => Promise<CourierOutcome>;
}

const pauseSecondsMin = 300;
const pauseSecondsMax = 21_600;

export function createCourier(parts: CourierParts): Courier {
  const { database, digest, transport, running } = parts;
  let ids: readonly string[] = [];
  /** Copies that the server did not take wait ever longer; kept in memory only, so that opening the app tries again. */
  const tries = new Map<string, { readonly count: number; readonly until: number }>();
  const dueIds = (): string[] =>
    ids
      .filter((id) => (tries.get(id)?.until ?? 0) <= running())
      .sort((a, b) => (tries.get(a)?.count ?? 0) - (tries.get(b)?.count ?? 0));
  const putOff = (id: string): void => {
    const count = (tries.get(id)?.count ?? 0) + 1;
    const pause = Math.min(pauseSecondsMax, pauseSecondsMin * 2 ** (count - 1));
    tries.set(id, { count, until: running() + pause });
  };
  const deliver = async (id: string): Promise<CourierOutcome> => {
    const record = await database.carried.get(id);
    // Another tab has delivered it.
    if (record === undefined) return 'delivered';
    const read = decodeCopy(digest, record.bytes);
    if (read.outcome !== 'copy') return 'kept';
    const { copy } = read;
    for (const [place, parcel] of copy.parcels.entries()) {
      if (record.parcelsTaken.includes(place)) continue;
      const { outcome } = await postParcel(transport, copy, parcel);
      if (outcome === 'unreachable' || outcome === 'refused') return outcome;
      if (outcome === 'taken') await noteTaken(database, id, place, copy);
    }
    return (await database.carried.get(id)) === undefined ? 'delivered' : 'kept';
  };
  return {
    setIds: (now) => {
      ids = now;
    },
    isDue: () => dueIds().length > 0,
    deliverOne: async () => {
      const [id] = dueIds();
      if (id === undefined) return 'nothing-due';
      const outcome = await deliver(id);
      if (outcome === 'delivered') ids = ids.filter((other) => other !== id);
      // A cut link says nothing about the copy.
      else if (outcome !== 'unreachable') putOff(id);
      return outcome;
    },
  };
}

/** With the last parcel the copy goes; before, it is remembered what of it need not travel again. */
async function noteTaken(
  database: JournalDatabase,
  id: string,
  place: number,
  copy: CarriedCopy,
): Promise<void> {
  await database.transaction('rw', database.carried, async () => {
    const record = await database.carried.get(id);
    if (record === undefined) return;
    const parcelsTaken = [...new Set([...record.parcelsTaken, place])];
    if (parcelsTaken.length === copy.parcels.length) await database.carried.delete(id);
    else await database.carried.put({ ...record, parcelsTaken });
  });
}
