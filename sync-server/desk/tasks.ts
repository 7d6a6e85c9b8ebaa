// Owns the list of open tasks of an account's places, most urgent first: cases, vials, batches, tablets, vouches, likely pairs. Every person named is audited.

import {
  taskUrgencies,
  type DeskTask,
  type DeskTaskKind,
  type DeskTasks,
} from '../../schemas/desk-tasks.ts';
import { foldCase } from '../../schemas/fold/fold.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { writeAudit } from '../accounts/audit.ts';
import { selectCentresOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { readCaseRows } from '../judge/gather-facts.ts';
import { vouchUnconfirmed } from '../judge/reasons.ts';
import { vouchTaskKey } from '../judge/shared-troubles.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { readPairTasks } from './pairs.ts';
import { readDeskPerson } from './person.ts';
import { tasksReadMax, tasksShownMax, type TaskFilter } from './task-filter.ts';

export async function readDeskTasks(
  parts: ServerParts,
  account: SignedIn,
  filter: TaskFilter,
): Promise<DeskTasks> {
  const reach = parts.store.database;
  const found = [
    ...(await readJudgesTasks(reach, account, filter)),
    ...(await readVouchTasks(reach, account, filter)),
    ...(await readPairTasks(reach, account, filter)),
  ].sort(
    (a, b) =>
      taskUrgencies.indexOf(a.urgency) - taskUrgencies.indexOf(b.urgency) ||
      a.openedAt - b.openedAt ||
      a.centreId - b.centreId ||
      (a.taskKey < b.taskKey ? -1 : 1),
  );
  const shown = found.slice(0, tasksShownMax);
  const tasks: DeskTask[] = [];
  for (const task of shown) tasks.push(await nameTask(reach, task));
  await writeAudit(
    parts,
    reach,
    shown.flatMap(({ centreId, caseKey: subject }) =>
      subject === null
        ? []
        : [{ account: account.account, action: 'read-person' as const, centreId, subject }],
    ),
  );
  return {
    tasks,
    counts: await countTasks(reach, account),
    isMore: found.length > tasksShownMax,
  };
}

async function readJudgesTasks(
  reach: DatabaseReach,
  account: SignedIn,
  { kind, centreId }: TaskFilter,
): Promise<DeskTask[]> {
  let query = selectCentresOf(reach, account)
    .innerJoin('task', 'task.centre_id', 'centre.centre_id')
    .leftJoin('device', 'device.device', 'task.subject')
    .selectAll('task')
    .select(['centre.name', 'device.alias'])
    .select((of) =>
      of
        .selectFrom('task_dose')
        .select((row) => row.fn.countAll<number>().as('doses'))
        .whereRef('task_dose.centre_id', '=', 'task.centre_id')
        .whereRef('task_dose.task_key', '=', 'task.task_key')
        .as('members'),
    )
    .select((of) =>
      of
        .selectFrom('dose')
        .select((row) => row.fn.countAll<number>().as('doses'))
        .whereRef('dose.centre_id', '=', 'task.centre_id')
        .whereRef('dose.case_key', '=', 'task.case_key')
        .where('dose.is_error', '=', 0)
        .as('case_doses'),
    )
    .where('is_open', '=', 1);
  if (kind !== null) query = query.where('task.kind', '=', kind);
  if (centreId !== null) query = query.where('task.centre_id', '=', centreId);
  const rows = await query
    .orderBy('urgency')
    .orderBy('opened_at')
    .orderBy('task.centre_id')
    .orderBy('task_key')
    .limit(tasksReadMax)
    .execute();
  return rows.map((row) => ({
    centreId: row.centre_id,
    centreName: row.name,
    taskKey: row.task_key,
    kind: row.kind as DeskTaskKind,
    urgency: taskUrgencies[row.urgency] ?? 'contradicted',
    reasons: JSON.parse(row.reasons) as string[],
    subject: row.kind === 'tablet' ? (row.alias ?? row.subject.slice(0, 4)) : row.subject,
    caseKey: row.case_key,
    day: row.day,
    openedAt: row.opened_at,
    doses: Number((row.case_key === null ? row.members : row.case_doses) ?? 0),
  }));
}

/** Somebody in charge vouched for a name: one task, with whatever doses wait for nothing else. */
async function readVouchTasks(
  reach: DatabaseReach,
  account: SignedIn,
  { kind, centreId }: TaskFilter,
): Promise<DeskTask[]> {
  if (kind !== null && kind !== 'vouch') return [];
  let query = selectCentresOf(reach, account)
    .innerJoin('vouch', 'vouch.centre_id', 'centre.centre_id')
    .leftJoin('staff', (join) =>
      join
        .onRef('staff.centre_id', '=', 'vouch.centre_id')
        .onRef('staff.staff_id', '=', 'vouch.staff_id'),
    )
    .select(['vouch.centre_id', 'vouch.staff_id', 'substitute_name', 'vouched_at'])
    .select(['centre.name as centre_name', 'staff.name as staff_name'])
    .where('vouch.state', '=', 'open');
  if (centreId !== null) query = query.where('vouch.centre_id', '=', centreId);
  const rows = await query.orderBy('vouched_at').limit(tasksReadMax).execute();
  const tasks: DeskTask[] = [];
  for (const row of rows) {
    const taskKey = vouchTaskKey(row.staff_id);
    const doses = await reach
      .selectFrom('task_dose')
      .select((of) => of.fn.countAll<number>().as('doses'))
      .where('centre_id', '=', row.centre_id)
      .where('task_key', '=', taskKey)
      .executeTakeFirst();
    tasks.push({
      centreId: row.centre_id,
      centreName: row.centre_name,
      taskKey,
      kind: 'vouch',
      urgency: 'waiting',
      reasons: [vouchUnconfirmed],
      subject: row.substitute_name ?? row.staff_name ?? row.staff_id,
      caseKey: null,
      day: istDayOf(row.vouched_at),
      openedAt: row.vouched_at,
      doses: Number(doses?.doses ?? 0),
    });
  }
  return tasks;
}

export async function nameTask(reach: DatabaseReach, task: DeskTask): Promise<DeskTask> {
  const { caseKey, centreId, kind } = task;
  if (caseKey === null || kind === 'same-person') return task;
  const rows = await readCaseRows(reach, centreId, caseKey);
  const folded = foldCase(
    caseKey,
    rows.map((row) => row.logged),
  );
  const { name } = await readDeskPerson(reach, centreId, folded);
  return { ...task, subject: name };
}

async function countTasks(reach: DatabaseReach, account: SignedIn): Promise<DeskTasks['counts']> {
  const rows = await selectCentresOf(reach, account)
    .innerJoin('task', 'task.centre_id', 'centre.centre_id')
    .select(['urgency'])
    .select((of) => of.fn.countAll<number>().as('tasks'))
    .where('is_open', '=', 1)
    .groupBy('urgency')
    .execute();
  const vouches = await selectCentresOf(reach, account)
    .innerJoin('vouch', 'vouch.centre_id', 'centre.centre_id')
    .select((of) => of.fn.countAll<number>().as('tasks'))
    .where('vouch.state', '=', 'open')
    .executeTakeFirst();
  const pairs = await selectCentresOf(reach, account)
    .innerJoin('likely_pair', 'likely_pair.centre_id', 'centre.centre_id')
    .select((of) => of.fn.countAll<number>().as('tasks'))
    .where('likely_pair.state', '=', 'open')
    .executeTakeFirst();
  const counts = { 'not-me': 0, contradicted: 0, waiting: 0, clinical: 0, 'session-flag': 0 };
  for (const row of rows) counts[taskUrgencies[row.urgency] ?? 'contradicted'] += Number(row.tasks);
  counts.waiting += Number(vouches?.tasks ?? 0) + Number(pairs?.tasks ?? 0);
  return counts;
}
