// Owns the demo district in the store: made-up centres, staff, stock, and a day's sessions and people for every day it runs.

import { addDays, istDayOf } from '../../schemas/rules/day.ts';
import { bookingToRow, withIdHmac } from '../imports/appointment-row.ts';
import { newCentre, sessionToRow } from '../imports/write-sessions.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { Clock, Random } from '../parts.ts';
import type { Store } from '../store/database.ts';
import type { DatabaseTransaction, StaffTable, StockTable } from '../store/schema.ts';
import {
  demoCentres,
  demoHours,
  demoPlace,
  demoSessionId,
  demoSlots,
  type DemoCentre,
} from './centres.ts';
import { createDice, type Dice } from './dice.ts';
import { latinNames } from './names.ts';
import { makePeople } from './people.ts';

export interface DemoCounts {
  readonly centres: number;
  readonly people: number;
}

/** Fills a store that has no centre yet; all of it or nothing. Marks it as a demo. */
export async function seedDemo(
  store: Store,
  keys: DeploymentKeys,
  clock: Clock,
  random: Random,
  onProgress: (line: string) => void,
): Promise<DemoCounts> {
  const dice = createDice(random);
  const day = istDayOf(clock.nowSeconds());
  const counts = await store.transact(async (transaction) => {
    await transaction
      .insertInto('deployment')
      .values({ name: 'demo', value: '1' })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: '1' }))
      .execute();
    await transaction.insertInto('centre').values(demoCentres.map(centreRow)).execute();
    await transaction
      .insertInto('staff')
      .values(demoCentres.flatMap((centre) => staffRows(dice, centre)))
      .execute();
    await transaction
      .insertInto('stock')
      .values(demoCentres.flatMap((centre) => stockRows(dice, centre, day)))
      .execute();
    return addDay(transaction, keys, dice, day);
  });
  onProgress(
    `${counts.centres} centres and ${counts.people} booked people for ${day}, all made up.`,
  );
  return counts;
}

/** Gives today its sessions and people when the demo was made on an earlier day; does nothing otherwise. */
export async function ensureDemoDay(
  store: Store,
  keys: DeploymentKeys,
  clock: Clock,
  random: Random,
): Promise<DemoCounts> {
  const day = istDayOf(clock.nowSeconds());
  return store.transact(async (transaction) => {
    const demo = await transaction
      .selectFrom('deployment')
      .select('value')
      .where('name', '=', 'demo')
      .executeTakeFirst();
    const session = await transaction
      .selectFrom('vaccination_session')
      .select('day')
      .where('centre_id', '=', demoCentres[0]!.centreId)
      .where('vaccination_session', '=', demoSessionId(demoCentres[0]!.centreId, day))
      .executeTakeFirst();
    // Real lists never get made-up people, whoever calls this.
    if (demo?.value !== '1' || session !== undefined) return { centres: 0, people: 0 };
    return addDay(transaction, keys, createDice(random), day);
  });
}

async function addDay(
  transaction: DatabaseTransaction,
  keys: DeploymentKeys,
  dice: Dice,
  day: string,
): Promise<DemoCounts> {
  let people = 0;
  for (const centre of demoCentres) {
    const { centreId } = centre;
    await transaction.insertInto('vaccination_session').values(sessionRow(centre, day)).execute();
    const { next_appointment_no: firstNo } = await transaction
      .selectFrom('centre')
      .select('next_appointment_no')
      .where('centre_id', '=', centreId)
      .executeTakeFirstOrThrow();
    const bookings = makePeople(dice, centre, day);
    const rows = bookings.map((booking, i) =>
      bookingToRow(
        keys,
        withIdHmac(booking, keys),
        firstNo + i,
        booking.code === null ? ['no-code'] : [],
        null,
      ),
    );
    await transaction.insertInto('appointment').values(rows).execute();
    await transaction
      .updateTable('centre')
      .set({ next_appointment_no: firstNo + rows.length })
      .where('centre_id', '=', centreId)
      .execute();
    people += rows.length;
  }
  return { centres: demoCentres.length, people };
}

function centreRow({ centreId, name, address, block }: DemoCentre): ReturnType<typeof newCentre> {
  return newCentre({
    centre_id: centreId,
    name,
    address,
    block,
    ...demoPlace,
    opens_at: demoHours.opensAt,
    closes_at: demoHours.closesAt,
  });
}

function sessionRow(centre: DemoCentre, day: string): ReturnType<typeof sessionToRow> {
  return sessionToRow({
    centreId: centre.centreId,
    vaccinationSession: demoSessionId(centre.centreId, day),
    day,
    product: centre.product,
    slots: demoSlots,
    ageMin: 18,
    ageMax: null,
    capacity: centre.people,
  });
}

function staffRows(dice: Dice, { centreId }: DemoCentre): StaffTable[] {
  const posts = [
    ['vaccinator-1', 'vaccinator'],
    ['vaccinator-2', 'vaccinator'],
    ['verifier-1', 'verifier'],
    ['in-charge', 'in-charge'],
  ] as const;
  const names = new Set<string>();
  while (names.size < posts.length)
    names.add(
      `${dice.pick([...latinNames.women, ...latinNames.men])} ${dice.pick(latinNames.surnames)}`,
    );
  return [...names].map((name, i) => ({
    centre_id: centreId,
    staff_id: posts[i]![0],
    name,
    role: posts[i]![1],
    is_active: 1,
    removed_at: null,
  }));
}

const dosesPerBatch = 2_000;

function stockRows(dice: Dice, { centreId, product }: DemoCentre, day: string): StockTable[] {
  return [120, 240].map((daysLeft, i) => ({
    centre_id: centreId,
    product,
    vaccine_batch: `DEMO-${product.slice(0, 4)}-${i + 1}${dice.digits(3)}`,
    expiry: addDays(day, daysLeft),
    doses: dosesPerBatch,
  }));
}
