// Owns what is known of vaccine batches: what the district issued to the centre, what was drawn and thrown away of it.

import type { DoseInCase } from '../../schemas/fold/case.ts';
import type { RuleSet } from '../../schemas/rules/rule-set.ts';
import { batchCapacity } from '../../schemas/rules/stock-cap.ts';
import { readAll } from '../store/remembered-query.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { selectBatchUse, selectDiscardedOfBatch, selectStock } from './gather-queries.ts';
import type { BatchFacts } from './reasons.ts';

/** Names a batch within its centre. */
export const batchKeyOf = ({ body }: Pick<DoseInCase, 'body'>): string =>
  `${body.product}\n${body.vaccineBatch}`;

/** By batch key. A centre without stock records has no cap: its batches are simply not there. */
export async function gatherBatches(
  reach: DatabaseReach,
  centreId: number,
  doses: readonly DoseInCase[],
  rules: RuleSet,
): Promise<ReadonlyMap<string, BatchFacts>> {
  const byKey = new Map(doses.map((dose) => [batchKeyOf(dose), dose.body] as const));
  if (byKey.size === 0) return new Map();
  const stock = await selectStock(reach, { centreId });
  if (stock.length === 0) return new Map();
  const issued = new Map(stock.map((row) => [`${row.product}\n${row.vaccine_batch}`, row.doses]));
  const use = await readAll(
    [...byKey.values()].map((body) => body.vaccineBatch),
    (batches) => selectBatchUse(reach, { centreId, batches }),
  );
  const drawn = new Map(use.map((row) => [`${row.product}\n${row.vaccine_batch}`, row.drawn]));
  const facts = new Map<string, BatchFacts>();
  for (const [key, { product, vaccineBatch }] of byKey) {
    const doses = issued.get(key);
    const rule = rules.products.find((one) => one.product === product);
    const [discarded] =
      doses === undefined
        ? []
        : await selectDiscardedOfBatch(reach, { centreId, product, vaccineBatch });
    facts.set(key, {
      isIssued: doses !== undefined,
      capacity: batchCapacity(rule, doses ?? 0, Number(discarded?.doses ?? 0)),
      drawn: drawn.get(key) ?? 0,
    });
  }
  return facts;
}
