// Owns what is known of a task's vial, batch or tablet: how much was drawn and may be, when it was opened, enrolled, revoked.

import type { DeskTaskDetail } from '../../schemas/desk-tasks.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import { batchCapacity, vialCapacity } from '../../schemas/rules/stock-cap.ts';
import {
  selectDiscardedOfBatch,
  selectDiscards,
  selectDrawn,
  selectStock,
  selectVials,
} from '../judge/gather-queries.ts';
import type { TaskTable } from '../store/judge-tables.ts';
import type { DatabaseReach } from '../store/schema.ts';

type Facts = DeskTaskDetail['facts'];

const none: Facts = {
  drawn: null,
  capacity: null,
  openedAt: null,
  vaccineBatch: null,
  enrolledAt: null,
  revokedAt: null,
  isMoved: false,
};

const ruleOf = (product: string) => currentRuleSet.products.find((one) => one.product === product);

export async function readTaskFacts(
  reach: DatabaseReach,
  centreId: number,
  row: TaskTable,
): Promise<Facts> {
  if (row.kind === 'vial') return readVial(reach, centreId, row);
  if (row.kind === 'batch') return readBatch(reach, centreId, row);
  if (row.kind === 'tablet') return readTablet(reach, centreId, row.subject);
  return none;
}

async function readVial(
  reach: DatabaseReach,
  centreId: number,
  { vaccination_session, subject }: TaskTable,
): Promise<Facts> {
  const asked = { centreId, session: vaccination_session ?? '', vials: [subject] };
  const [vial] = await selectVials(reach, asked);
  const [drawn] = await selectDrawn(reach, asked);
  const [discarded] = await selectDiscards(reach, asked);
  const known = { ...none, drawn: Number(drawn?.doses ?? 0) };
  if (vial === undefined) return known;
  return {
    ...known,
    capacity: vialCapacity(
      ruleOf(vial.product),
      vial.doses_nominal,
      Number(discarded?.doses_left ?? 0),
    ),
    openedAt: vial.opened_at,
    vaccineBatch: vial.vaccine_batch,
  };
}

async function readBatch(
  reach: DatabaseReach,
  centreId: number,
  { task_key }: TaskTable,
): Promise<Facts> {
  const [, product = '', ...rest] = task_key.split('/');
  const vaccineBatch = rest.join('/');
  const use = await reach
    .selectFrom('batch_use')
    .select('drawn')
    .where('centre_id', '=', centreId)
    .where('product', '=', product)
    .where('vaccine_batch', '=', vaccineBatch)
    .executeTakeFirst();
  const stock = await selectStock(reach, { centreId });
  const issued = stock.find(
    (each) => each.product === product && each.vaccine_batch === vaccineBatch,
  );
  const [discarded] = await selectDiscardedOfBatch(reach, { centreId, product, vaccineBatch });
  return {
    ...none,
    vaccineBatch,
    drawn: use?.drawn ?? 0,
    capacity:
      issued === undefined
        ? null
        : batchCapacity(ruleOf(product), issued.doses, Number(discarded?.doses ?? 0)),
  };
}

async function readTablet(reach: DatabaseReach, centreId: number, device: string): Promise<Facts> {
  const row = await reach
    .selectFrom('device')
    .select(['enrolled_at', 'revoked_at', 'centre_id'])
    .where('device', '=', device)
    .executeTakeFirst();
  if (row === undefined) return none;
  return {
    ...none,
    enrolledAt: row.enrolled_at,
    revokedAt: row.revoked_at,
    isMoved: row.centre_id !== centreId,
  };
}
