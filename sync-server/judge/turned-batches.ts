// Owns batches whose trouble changed without a dose: the desk's stock list came, or was corrected. Their doses are judged again.

import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import { batchCapacity } from '../../schemas/rules/stock-cap.ts';
import type { ServerLogContext } from '../ingest/server-log.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { selectCasesOfBatch, selectDiscardedOfBatch, selectStock } from './gather-queries.ts';
import { judgeCases } from './judge-case.ts';
import { batchTroubleOf } from './shared-troubles.ts';
import { readTasks } from './tasks.ts';

/** Centres that have drawn doses of any batch. */
export async function readCentresWithBatches(reach: DatabaseReach): Promise<number[]> {
  const rows = await reach.selectFrom('batch_use').select('centre_id').distinct().execute();
  return rows.map((row) => row.centre_id).sort((a, b) => a - b);
}

/** Returns how many batches had turned. The centre must be locked by this transaction. */
export async function judgeTurnedBatches(context: ServerLogContext): Promise<number> {
  const { transaction, centreId } = context;
  const used = await transaction
    .selectFrom('batch_use')
    .select(['product', 'vaccine_batch', 'drawn'])
    .where('centre_id', '=', centreId)
    .execute();
  const stock = await selectStock(transaction, { centreId });
  const issued = new Map(stock.map((row) => [`${row.product}\n${row.vaccine_batch}`, row.doses]));
  const keyOf = (row: (typeof used)[number]): string => `batch/${row.product}/${row.vaccine_batch}`;
  const tasks = await readTasks(transaction, centreId, used.map(keyOf));
  const touched = new Set<string>();
  let turned = 0;
  for (const row of used) {
    const { product, vaccine_batch: vaccineBatch, drawn } = row;
    const doses = issued.get(`${product}\n${vaccineBatch}`);
    const rule = currentRuleSet.products.find((one) => one.product === product);
    const [discarded] = await selectDiscardedOfBatch(transaction, {
      centreId,
      product,
      vaccineBatch,
    });
    const capacity = batchCapacity(rule, doses ?? 0, Number(discarded?.doses ?? 0));
    const batch = stock.length === 0 ? null : { isIssued: doses !== undefined, capacity, drawn };
    const told = tasks.get(keyOf(row))?.trouble ?? null;
    if (batchTroubleOf(batch) === told) continue;
    turned += 1;
    const cases = await selectCasesOfBatch(transaction, { centreId, product, vaccineBatch });
    for (const { case_key } of cases) touched.add(case_key);
  }
  await judgeCases(context, [...touched].sort());
  return turned;
}
