// Owns the desk's day: bookings and doses of each centre, from counters. No dose and no person is read.

import type { DeskDay, DeskCountState } from '../../schemas/desk.ts';
import { selectCentresOf, type Place } from '../accounts/place.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseReach } from '../store/schema.ts';

type DeskCentre = DeskDay['centres'][number];
type Counts = { -readonly [state in DeskCountState]: number };

interface CountRow {
  readonly centre_id: number;
  readonly product: string;
  readonly dose_number: number;
  readonly state: string;
  readonly doses: number;
}

/** Centres of the account's places that have anything on this day. */
export async function readDeskDay(
  parts: Pick<ServerParts, 'store' | 'clock'>,
  account: { readonly place: Place },
  day: string,
): Promise<DeskDay> {
  const reach = parts.store.database;
  const centres = await selectCentresOf(reach, account)
    .select(['centre_id', 'name', 'block'])
    .orderBy('block')
    .orderBy('name')
    .execute();
  const booked = await readBooked(reach, account, day);
  const withSession = await readCentresWithSession(reach, account, day);
  const counts = Map.groupBy(await readCounts(reach, account, day), (row) => row.centre_id);
  return {
    day,
    asOf: parts.clock.nowSeconds(),
    centres: centres
      .filter(({ centre_id: id }) => booked.has(id) || counts.has(id) || withSession.has(id))
      .map((centre) => ({
        centreId: centre.centre_id,
        name: centre.name,
        block: centre.block,
        booked: booked.get(centre.centre_id) ?? 0,
        ...sumCounts(counts.get(centre.centre_id) ?? []),
      })),
  };
}

/** For the list a supervisor picks a centre from; with the vouches there that wait. */
export async function readDeskCentres(
  parts: Pick<ServerParts, 'store'>,
  account: { readonly place: Place },
): Promise<
  {
    readonly centreId: number;
    readonly name: string;
    readonly block: string;
    readonly vouches: number;
  }[]
> {
  const reach = parts.store.database;
  const rows = await selectCentresOf(reach, account)
    .select(['centre_id', 'name', 'block'])
    .orderBy('block')
    .orderBy('name')
    .execute();
  const open = await selectCentresOf(reach, account)
    .innerJoin('vouch', 'vouch.centre_id', 'centre.centre_id')
    .select((row) => ['centre.centre_id', row.fn.countAll<number>().as('vouches')])
    .where('vouch.state', '=', 'open')
    .groupBy('centre.centre_id')
    .execute();
  const vouches = new Map(open.map((row) => [row.centre_id, Number(row.vouches)]));
  return rows.map(({ centre_id: centreId, name, block }) => ({
    centreId,
    name,
    block,
    vouches: vouches.get(centreId) ?? 0,
  }));
}

async function readBooked(
  reach: DatabaseReach,
  account: { readonly place: Place },
  day: string,
): Promise<ReadonlyMap<number, number>> {
  const rows = await selectCentresOf(reach, account)
    .innerJoin('appointment', 'appointment.centre_id', 'centre.centre_id')
    .select((row) => ['centre.centre_id', row.fn.countAll<number>().as('booked')])
    .where('appointment.day', '=', day)
    .where('is_ended', '=', 0)
    .groupBy('centre.centre_id')
    .execute();
  return new Map(rows.map((row) => [row.centre_id, Number(row.booked)]));
}

export async function readCentresWithSession(
  reach: DatabaseReach,
  account: { readonly place: Place },
  day: string,
): Promise<ReadonlySet<number>> {
  const rows = await selectCentresOf(reach, account)
    .innerJoin('vaccination_session', 'vaccination_session.centre_id', 'centre.centre_id')
    .select('centre.centre_id')
    .distinct()
    .where('vaccination_session.day', '=', day)
    .execute();
  return new Set(rows.map((row) => row.centre_id));
}

async function readCounts(
  reach: DatabaseReach,
  account: { readonly place: Place },
  day: string,
): Promise<CountRow[]> {
  return selectCentresOf(reach, account)
    .innerJoin('day_count', 'day_count.centre_id', 'centre.centre_id')
    .select(['centre.centre_id', 'product', 'dose_number', 'day_count.state', 'doses'])
    .where('day', '=', day)
    .where('doses', '>', 0)
    .orderBy('product')
    .orderBy('dose_number')
    .execute();
}

/** Withdrawn doses stand among the states, not among the doses of a product. */
export function sumCounts(rows: readonly CountRow[]): Pick<DeskCentre, 'counts' | 'byProduct'> {
  const counts: Counts = {
    received: 0,
    waiting: 0,
    confirmed: 0,
    held: 0,
    accepted: 0,
    revoked: 0,
  };
  const byProduct = new Map<string, { product: string; doseNumber: number; count: number }>();
  for (const { product, dose_number: doseNumber, state, doses } of rows) {
    counts[state as DeskCountState] += doses;
    if (state === 'revoked') continue;
    const key = `${product} ${doseNumber}`;
    const sum = byProduct.get(key) ?? { product, doseNumber, count: 0 };
    byProduct.set(key, { ...sum, count: sum.count + doses });
  }
  return { counts, byProduct: [...byProduct.values()] };
}
