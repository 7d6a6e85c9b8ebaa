// Owns one task as the desk shows it: what it is about, every dose that waits for it, and the hash a decision must name. Every person in it is audited.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import {
  decisionsOf,
  taskUrgencies,
  type DeskTask,
  type DeskTaskDetail,
  type DeskTaskDose,
  type DeskTaskKind,
} from '../../schemas/desk-tasks.ts';
import type { Reason } from '../../schemas/fold/case.ts';
import { foldCase } from '../../schemas/fold/fold.ts';
import { canonicalBytes } from '../../schemas/log/canonical.ts';
import { logAlias } from '../../schemas/log/log-id.ts';
import { writeAudit } from '../accounts/audit.ts';
import { selectCentresOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { readCaseRows } from '../judge/gather-facts.ts';
import { reasonGroupOf } from '../judge/reasons.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseReach, DoseTable } from '../store/schema.ts';
import type { TaskTable } from '../store/judge-tables.ts';
import { deskStateOfRow } from './dose-state.ts';
import { readDeskPerson } from './person.ts';
import { readTaskFacts } from './task-facts.ts';
import { nameTask } from './tasks.ts';

const dosesShownMax = 200;

export type TaskReading =
  | { readonly outcome: 'found'; readonly answer: DeskTaskDetail }
  /** Alike for a centre of others and for a task nobody knows. */
  | { readonly outcome: 'not-your-place' };

export async function readDeskTask(
  parts: ServerParts,
  account: SignedIn,
  centreId: number,
  taskKey: string,
): Promise<TaskReading> {
  const reach = parts.store.database;
  const centre = await selectCentresOf(reach, account)
    .select(['centre.name', 'centre.feed_seq'])
    .where('centre.centre_id', '=', centreId)
    .executeTakeFirst();
  const known = centre === undefined ? null : await readTask(reach, centreId, taskKey);
  if (centre === undefined || known === null) return { outcome: 'not-your-place' };
  const { row, doses } = known;
  const shown = doses.slice(0, dosesShownMax);
  const described: DeskTaskDose[] = [];
  for (const dose of shown) described.push(await describeDose(reach, dose));
  const caseKeys = new Set(shown.map((dose) => dose.case_key));
  if (row.case_key !== null) caseKeys.add(row.case_key);
  await writeAudit(
    parts,
    reach,
    [...caseKeys].map((subject) => ({
      account: account.account,
      action: 'read-person' as const,
      centreId,
      subject,
    })),
  );
  const task = await nameTask(reach, toTask(row, centre.name, doses.length));
  return {
    outcome: 'found',
    answer: {
      task,
      isOpen: row.is_open === 1,
      taskHash: known.taskHash,
      // Read before the doses: what came in between is named as new rather than passed over.
      seen: centre.feed_seq,
      mayDecide: row.is_open === 1 ? mayDecide(row, doses.length) : [],
      facts: await readTaskFacts(reach, centreId, row),
      doses: described,
      others: await countOthers(reach, centreId, row, doses.length),
    },
  };
}

/** A wrong code without a dose is seen; with a dose, that dose is decided on. */
export function mayDecide(row: Pick<TaskTable, 'kind'>, doses: number) {
  const kind = row.kind as DeskTaskKind;
  return kind === 'case' && doses === 0 ? (['seen'] as const) : decisionsOf[kind];
}

export interface KnownTask {
  readonly row: TaskTable & { readonly alias: string | null };
  /** Those it is about, in a fixed order. */
  readonly doses: readonly DoseTable[];
  readonly taskHash: string;
}

export async function readTask(
  reach: DatabaseReach,
  centreId: number,
  taskKey: string,
): Promise<KnownTask | null> {
  const row = await reach
    .selectFrom('task')
    .leftJoin('device', 'device.device', 'task.subject')
    .selectAll('task')
    .select('device.alias')
    .where('task.centre_id', '=', centreId)
    .where('task_key', '=', taskKey)
    .executeTakeFirst();
  if (row === undefined) return null;
  const doses = await readDosesOf(reach, centreId, row);
  const shown = [row.task_key, row.is_open, row.reasons, ...doses.map(hashedOf)];
  const hash = nodeDigest.sha256(canonicalBytes(shown));
  return { row, doses, taskHash: bytesToBase64url(hash.subarray(0, 12)) };
}

const hashedOf = (dose: DoseTable): string => `${dose.dose_key} ${dose.state} ${dose.reasons}`;

async function readDosesOf(
  reach: DatabaseReach,
  centreId: number,
  row: TaskTable,
): Promise<DoseTable[]> {
  if (row.case_key !== null)
    return reach
      .selectFrom('dose')
      .selectAll()
      .where('centre_id', '=', centreId)
      .where('case_key', '=', row.case_key)
      .where('is_error', '=', 0)
      .orderBy('given_at')
      .orderBy('dose_key')
      .execute();
  return reach
    .selectFrom('task_dose')
    .innerJoin('dose', (join) =>
      join
        .onRef('dose.centre_id', '=', 'task_dose.centre_id')
        .onRef('dose.dose_key', '=', 'task_dose.dose_key'),
    )
    .selectAll('dose')
    .where('task_dose.centre_id', '=', centreId)
    .where('task_key', '=', row.task_key)
    .orderBy('given_at')
    .orderBy('dose.dose_key')
    .execute();
}

function toTask(row: KnownTask['row'], centreName: string, doses: number): DeskTask {
  return {
    centreId: row.centre_id,
    centreName,
    taskKey: row.task_key,
    kind: row.kind as DeskTaskKind,
    urgency: taskUrgencies[row.urgency] ?? 'contradicted',
    reasons: JSON.parse(row.reasons) as string[],
    subject: row.kind === 'tablet' ? (row.alias ?? row.subject.slice(0, 4)) : row.subject,
    caseKey: row.case_key,
    day: row.day,
    openedAt: row.opened_at,
    doses,
  };
}

async function describeDose(reach: DatabaseReach, dose: DoseTable): Promise<DeskTaskDose> {
  const { centre_id: centreId, case_key: caseKey } = dose;
  const rows = await readCaseRows(reach, centreId, caseKey);
  const folded = foldCase(
    caseKey,
    rows.map((row) => row.logged),
  );
  const { name, birthYear, isWalkIn } = await readDeskPerson(reach, centreId, folded);
  const around = await reach
    .selectFrom('device')
    .select('alias')
    .where('device', '=', dose.device)
    .executeTakeFirst();
  const staff = await reach
    .selectFrom('staff')
    .select('name')
    .where('centre_id', '=', centreId)
    .where('staff_id', '=', dose.by_staff ?? '')
    .executeTakeFirst();
  return {
    caseKey,
    doseKey: dose.dose_key,
    person: { name, birthYear, isWalkIn },
    state: deskStateOfRow(dose),
    reasons: (JSON.parse(dose.reasons) as Reason[]).map(({ reason }) => ({
      reason,
      group: reasonGroupOf(reason),
    })),
    doseNumber: dose.dose_number,
    product: dose.product,
    vial: dose.vial,
    vaccineBatch: dose.vaccine_batch,
    administeredAt: dose.given_at,
    by: staff?.name ?? dose.by_staff,
    tablet: around?.alias ?? logAlias(dose.log),
  };
}

/** Of the same vial, batch or tablet: the doses that do not wait for it. */
async function countOthers(
  reach: DatabaseReach,
  centreId: number,
  row: TaskTable,
  doses: number,
): Promise<number> {
  const query = selectAlike(reach, centreId, row);
  if (query === null) return 0;
  const found = await query
    .select((of) => of.fn.countAll<number>().as('doses'))
    .where('is_error', '=', 0)
    .executeTakeFirst();
  return Math.max(0, Number(found?.doses ?? 0) - doses);
}

/** Every dose of the task's vial, batch or tablet; null for a task about no such thing. */
export function selectAlike(
  reach: DatabaseReach,
  centreId: number,
  { kind, subject, vaccination_session, task_key, case_key }: TaskTable,
) {
  const query = reach.selectFrom('dose').where('dose.centre_id', '=', centreId);
  if (case_key !== null) return query.where('dose.case_key', '=', case_key);
  if (kind === 'vial')
    return query
      .where('dose.vaccination_session', '=', vaccination_session ?? '')
      .where('dose.vial', '=', subject);
  if (kind === 'tablet') return query.where('dose.device', '=', subject);
  if (kind !== 'batch') return null;
  const [, product = '', ...rest] = task_key.split('/');
  return query.where('dose.product', '=', product).where('dose.vaccine_batch', '=', rest.join('/'));
}
