// Owns what a staff list and a stock list write, and the general posts a centre gets when nobody named its staff.

import type { RosterStaff, RosterStock } from '../../schemas/records/roster.ts';
import type { ProductRule } from '../../schemas/rules/rule-set.ts';
import type { Store } from '../store/database.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import type { SmallList } from './import-small-list.ts';
import { readStaffLine, readStockLine, staffColumns, stockColumns } from './read-small-lines.ts';

/** So that a tablet can be enrolled before the district has sent its staff list. */
export const generalPosts: readonly RosterStaff[] = [
  { staffId: 'vaccinator-1', name: 'Vaccinator 1', role: 'vaccinator' },
  { staffId: 'verifier-1', name: 'Verifier 1', role: 'verifier' },
  { staffId: 'in-charge', name: 'Centre in-charge', role: 'in-charge' },
];

export const staffList: SmallList<(typeof staffColumns)[number], RosterStaff> = {
  what: 'staff list',
  columns: staffColumns,
  read: readStaffLine,
  keyOf: (item) => item.staffId,
  write: async (transaction, { centreId, staffId, name, role }) => {
    const known = await transaction
      .selectFrom('staff')
      .selectAll()
      .where('centre_id', '=', centreId)
      .where('staff_id', '=', staffId)
      .executeTakeFirst();
    // Whom a supervisor took off the list is not put back by a file: that is the desk's to undo.
    if (known && known.removed_at !== null) return 'unchanged';
    if (known && known.name === name && known.role === role && known.is_active === 1)
      return 'unchanged';
    await transaction
      .insertInto('staff')
      .values({ centre_id: centreId, staff_id: staffId, name, role, is_active: 1 })
      .onConflict((conflict) =>
        conflict.columns(['centre_id', 'staff_id']).doUpdateSet({ name, role, is_active: 1 }),
      )
      .execute();
    return known ? 'changed' : 'taken';
  },
  finish: retireGeneralPosts,
};

export function stockList(
  products: readonly ProductRule[],
): SmallList<(typeof stockColumns)[number], RosterStock> {
  return {
    what: 'stock list',
    columns: stockColumns,
    read: (fields) => readStockLine(fields, products),
    keyOf: (item) => `${item.product}/${item.vaccineBatch}`,
    write: writeStock,
  };
}

async function writeStock(
  transaction: DatabaseTransaction,
  item: RosterStock & { readonly centreId: number },
): Promise<'taken' | 'unchanged' | 'changed'> {
  const { centreId, product, vaccineBatch, expiry, doses } = item;
  const known = await transaction
    .selectFrom('stock')
    .selectAll()
    .where('centre_id', '=', centreId)
    .where('product', '=', product)
    .where('vaccine_batch', '=', vaccineBatch)
    .executeTakeFirst();
  if (known && known.expiry === expiry && known.doses === doses) return 'unchanged';
  await transaction
    .insertInto('stock')
    .values({ centre_id: centreId, product, vaccine_batch: vaccineBatch, expiry, doses })
    .onConflict((conflict) =>
      conflict.columns(['centre_id', 'product', 'vaccine_batch']).doUpdateSet({ expiry, doses }),
    )
    .execute();
  return known ? 'changed' : 'taken';
}

/** Named people replace the general posts of their centre, but for a post on the list or one somebody already works under. */
async function retireGeneralPosts(
  transaction: DatabaseTransaction,
  items: readonly (RosterStaff & { readonly centreId: number })[],
): Promise<void> {
  const listed = new Set(items.map((item) => `${item.centreId}/${item.staffId}`));
  for (const centreId of new Set(items.map((item) => item.centreId)))
    for (const post of generalPosts) {
      const used = await transaction
        .selectFrom('staff_key')
        .select('device')
        .where('centre_id', '=', centreId)
        .where('staff_id', '=', post.staffId)
        .executeTakeFirst();
      if (used !== undefined || listed.has(`${centreId}/${post.staffId}`)) continue;
      await transaction
        .updateTable('staff')
        .set({ is_active: 0 })
        .where('centre_id', '=', centreId)
        .where('staff_id', '=', post.staffId)
        .execute();
    }
}

/** Returns how many centres got posts. */
export async function addGeneralPosts(store: Store): Promise<number> {
  return store.transact(async (transaction) => {
    const staffed = await transaction
      .selectFrom('staff')
      .select('centre_id')
      .distinct()
      .where('is_active', '=', 1)
      .execute();
    const known = new Set(staffed.map((row) => row.centre_id));
    const centres = await transaction.selectFrom('centre').select('centre_id').execute();
    const bare = centres.filter((centre) => !known.has(centre.centre_id));
    for (const { centre_id } of bare)
      await transaction
        .insertInto('staff')
        .values(
          generalPosts.map((post) => ({
            centre_id,
            staff_id: post.staffId,
            name: post.name,
            role: post.role,
            is_active: 1,
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['centre_id', 'staff_id']).doUpdateSet({ is_active: 1 }),
        )
        .execute();
    return bare.length;
  });
}
