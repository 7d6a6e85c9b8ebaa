// Owns how many doses vials and batches have given, counted with those of this transaction; and which of them thereby came to
// be in trouble, or out of it: then every dose of such a vial or batch is judged again, whichever of them arrived last.

import type { DoseInCase } from '../../schemas/fold/case.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { isDrawn, type HeldDose } from './dose-records.ts';
import { vialKeyOf } from './gather-dose-facts.ts';
import type { CaseFacts, DrawnMore } from './gather-facts.ts';
import { selectCasesOfBatch, selectCasesOfVial } from './gather-queries.ts';
import { batchKeyOf } from './gather-stock.ts';
import { readTasks, type HeldTasks } from './tasks.ts';
import { batchTaskKey, batchTrouble, vialTaskKey, vialTrouble } from './shared-troubles.ts';

export interface Drawn {
  readonly moreFor: (dose: DoseInCase) => DrawnMore;
  readonly byBatch: ReadonlyMap<string, number>;
}

/** By how much the counts of the desk's rows will change. */
export function countDrawn(
  cases: ReadonlyMap<string, CaseFacts>,
  held: ReadonlyMap<string, HeldDose>,
): Drawn {
  const byVial = new Map<string, number>();
  const byBatch = new Map<string, number>();
  for (const facts of cases.values())
    for (const dose of facts.folded.doses) {
      const before = held.get(referenceKey(dose.ref));
      const isNow = !facts.isTakenBack(dose) && dose.state !== 'revoked';
      const change = (isNow ? 1 : 0) - (before !== undefined && isDrawn(before) ? 1 : 0);
      if (change === 0) continue;
      byVial.set(vialKeyOf(dose), (byVial.get(vialKeyOf(dose)) ?? 0) + change);
      byBatch.set(batchKeyOf(dose), (byBatch.get(batchKeyOf(dose)) ?? 0) + change);
    }
  return {
    byBatch,
    moreFor: (dose) => ({
      vial: byVial.get(vialKeyOf(dose)) ?? 0,
      batch: byBatch.get(batchKeyOf(dose)) ?? 0,
    }),
  };
}

/** Cases with doses of a vial or batch whose trouble is another than its task says. */
export async function findTurned(
  reach: DatabaseReach,
  centreId: number,
  cases: ReadonlyMap<string, CaseFacts>,
  drawn: Drawn,
): Promise<string[]> {
  const vials = new Map<string, DoseInCase>();
  const batches = new Map<string, DoseInCase>();
  const troubles = new Map<string, string | null>();
  for (const facts of cases.values())
    for (const dose of facts.folded.doses) {
      const known = facts.factsOf(dose, drawn.moreFor(dose));
      vials.set(vialTaskKey(dose), dose);
      batches.set(batchTaskKey(dose), dose);
      // The vial's doses may name several products: in trouble by any of them.
      const trouble = vialTrouble(known) ?? troubles.get(vialTaskKey(dose)) ?? null;
      troubles.set(vialTaskKey(dose), trouble);
      troubles.set(batchTaskKey(dose), batchTrouble(known));
    }
  const tasks = await readTasks(reach, centreId, troubles.keys());
  const isTurned = (key: string): boolean => (troubles.get(key) ?? null) !== troubleOf(tasks, key);
  const found = new Set<string>();
  for (const [key, { body }] of vials) {
    if (!isTurned(key)) continue;
    const { vaccinationSession: session, vial } = body;
    for (const row of await selectCasesOfVial(reach, { centreId, session, vial }))
      found.add(row.case_key);
  }
  for (const [key, { body }] of batches) {
    if (!isTurned(key)) continue;
    const { product, vaccineBatch } = body;
    for (const row of await selectCasesOfBatch(reach, { centreId, product, vaccineBatch }))
      found.add(row.case_key);
  }
  return [...found].sort();
}

function troubleOf(tasks: HeldTasks, key: string): string | null {
  return tasks.get(key)?.trouble ?? null;
}

/** The centre's counter of each batch, moved by what changed. */
export async function addToBatchUse(
  reach: DatabaseReach,
  centreId: number,
  byBatch: ReadonlyMap<string, number>,
): Promise<void> {
  for (const [key, change] of byBatch) {
    const [product = '', vaccineBatch = ''] = key.split('\n');
    await putBatchUse(reach, { centreId, product, vaccineBatch, change });
  }
}

const putBatchUse = rememberQuery<{
  readonly centreId: number;
  readonly product: string;
  readonly vaccineBatch: string;
  readonly change: number;
}>()((reach, { one }) =>
  reach
    .insertInto('batch_use')
    .values({
      centre_id: one('centreId'),
      product: one('product'),
      vaccine_batch: one('vaccineBatch'),
      drawn: one('change'),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['centre_id', 'product', 'vaccine_batch'])
        .doUpdateSet((of) => ({ drawn: of('batch_use.drawn', '+', of.ref('excluded.drawn')) })),
    ),
);
