// Owns couriers of a run: copies that tablets hand over are brought late, in any order, twice; also for tablets that burned since.

import { decodeCopy, type CarriedCopy } from '../../schemas/carry/copy.ts';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import { postParcel } from '../../client/exchange/post-parcel.ts';
import type { Transport } from '../../client/exchange/transport.ts';
import type { CopyReach } from '../../client/carry/port.ts';
import type { RowRecord } from '../../client/journal/records.ts';
import { nodeDigest } from '../../sync-server/keys/digest.ts';
import type { Dice } from './dice.ts';
import { noteDestroyed } from './remembered.ts';
import type { SimulatedTablet } from './tablet.ts';
import { keysOn } from './truth.ts';
import type { World } from './world.ts';

export interface Couriers {
  /** Something that has to do with copies happens now. */
  readonly next: () => void;
  /** True when the server has taken every parcel of every copy: no courier forgets one before. */
  readonly bringAll: () => Promise<boolean>;
}

interface HandedOver {
  readonly copy: CarriedCopy;
  readonly by: string;
}

export function createCouriers(world: World, dice: Dice): Couriers {
  const { loop, server, faults, truth } = world;
  const copies: HandedOver[] = [];
  const carried = new Set<string>();
  const transport: Transport = {
    post: async (path, contentType, body) => {
      await loop.sleep(dice.fraction() * 2);
      const answer = await server.handle(path, contentType, body);
      if (answer === null) throw new TypeError('nobody answers');
      const chunks = async function* () {
        yield answer.bytes;
      };
      return { ...answer, retryAfterSeconds: null, chunks: chunks() };
    },
  };
  /** Parcels in any order, some of them not this time: what comes first may follow a gap. */
  const bring = async ({ copy, by }: HandedOver, share: number): Promise<boolean> => {
    let isAll = true;
    const parcels = dice.chance(0.5) ? [...copy.parcels].reverse() : copy.parcels;
    for (const parcel of parcels) {
      if (!dice.chance(share)) {
        isAll = false;
        continue;
      }
      const { outcome } = await postParcel(transport, copy, parcel);
      faults.tell(`courier of ${by}: ${parcel.log} to ${parcel.head.seq}: ${outcome}`);
      if (outcome !== 'taken') isAll = false;
    }
    return isAll;
  };
  /** False when the tablet could make none just now. */
  const handOver = async (tablet: SimulatedTablet, reach: CopyReach): Promise<boolean> => {
    const tab = tablet.tabs.at(-1) ?? (await tablet.openTab());
    const bytes = tablet.isDamaged ? null : await tab.makeCopy(reach);
    const read = bytes === null ? null : decodeCopy(nodeDigest, bytes);
    if (read?.outcome !== 'copy') return false;
    const handed = { copy: read.copy, by: tablet.name };
    copies.push(handed);
    faults.count('a copy handed to a courier', tablet.name);
    for (const at of dice.chance(0.4) ? [900, 1_500] : [900])
      loop.after(dice.fraction() * at, () => {
        if (!world.isHealing) void bring(handed, 0.8);
      });
    for (const key of keysIn(read.copy, tablet)) carried.add(key);
    return true;
  };
  /** What no copy, no other disk and not the server has is gone: the promise ends at the last copy. */
  const burn = async (tablet: SimulatedTablet): Promise<void> => {
    if (world.tablets.length < 2 || tablet.isDamaged) return;
    // Only a file names its writer to a server that was put back to before the enrolment (docs/carrying.md).
    if (!(await handOver(tablet, 'everything'))) return;
    if (dice.chance(0.5)) await loop.sleep(dice.fraction() * 120);
    // Another one may have burned meanwhile: the last tablet of a run never does.
    const isThere = world.tablets.includes(tablet) && world.tablets.length > 1;
    if (world.isHealing || !isThere || tablet.isDamaged) return;
    faults.count('a tablet burned after its last copy', tablet.name);
    tablet.burn();
    const keys = keysOn(tablet.disk);
    truth.disks.splice(truth.disks.indexOf(tablet.disk), 1);
    world.tablets.splice(world.tablets.indexOf(tablet), 1);
    truth.rowsGone(keys.filter((key) => !carried.has(key)));
    await noteDestroyed(world);
  };
  const step = async (): Promise<void> => {
    if (world.isHealing || world.tablets.length === 0) return;
    const tablet = dice.oneOf(world.tablets);
    if (dice.chance(0.25)) await burn(tablet);
    else await handOver(tablet, dice.chance(0.5) ? 'everything' : 'since-last');
  };
  return {
    next: () => {
      void step().catch(() => undefined);
    },
    bringAll: async () => {
      let isAll = true;
      for (const copy of copies) isAll = (await bring(copy, 1)) && isAll;
      return isAll;
    },
  };
}

/** Identities of the rows that a copy holds, as they rest on its tablet. */
function keysIn(copy: CarriedCopy, tablet: SimulatedTablet): Set<string> {
  const isIn = (row: RowRecord): boolean =>
    copy.parcels.some(
      ({ log, after, head }) => log === row.log && row.seq > after.seq && row.seq <= head.seq,
    );
  const rows = tablet.disk.read<RowRecord>('rows').filter(isIn);
  return new Set(
    rows.map((row) => {
      const origin = row.origin ?? {
        log: row.log,
        seq: row.seq,
        hash: bytesToBase64url(row.rowHash),
      };
      return `${origin.log}/${origin.seq}/${origin.hash}`;
    }),
  );
}
