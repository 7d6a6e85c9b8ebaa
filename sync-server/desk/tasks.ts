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
import { isBeforeRow } from '../store/row-order.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { readPairTasks, selectOpenPairs } from './pairs.ts';
import { readDeskPerson } from './person.ts';
import {
  compareTasks,
  isBehind,
  taskLists,
  tasksPerPageMax,
  tasksReadMax,
  urgencyPlace,
  writePlace,
  type ListedTask,
  type TaskFilter,
} from './task-filter.ts';

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
  ].sort(compareTasks);
  const page = found.slice(0, tasksPerPageMax);
  const tasks: DeskTask[] = [];
  for (const { place: _, ...task } of page) tasks.push(await nameTask(reach, task));
  await writeAudit(
    parts,
    reach,
    page.flatMap(({ centreId, caseKey: subject }) =>
      subject === null
        ? []
        : [{ account: account.account, action: 'read-person' as const, centreId, subject }],
    ),
  );
  const last = page.at(-1);
  return {
    tasks,
    ...(await countTasks(reach, account, filter)),
    next: last !== undefined && found.length > page.length ? writePlace(last.place) : null,
  };
}

async function readJudgesTasks(
  reach: DatabaseReach,
  account: SignedIn,
  { kind, centreId, after }: TaskFilter,
): Promise<ListedTask[]> {
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
  if (after !== null) query = query.where(isBehind(taskLists.judge, columnsOfTask, after));
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
    place: {
      urgency: row.urgency,
      openedAt: row.opened_at,
      centreId: row.centre_id,
      list: taskLists.judge,
      key: row.task_key,
    },
  }));
}

const columnsOfTask = {
  urgency: 'urgency',
  openedAt: 'opened_at',
  centreId: 'task.centre_id',
  key: 'task_key',
};
const columnsOfVouch = {
  urgency: urgencyPlace('waiting'),
  openedAt: 'vouched_at',
  centreId: 'vouch.centre_id',
  key: 'vouch.staff_id',
};

/** Of one name the oldest vouch that is open: one task, however many tablets it was said on. */
function selectOpenVouches(reach: DatabaseReach, account: SignedIn, centreId: number | null) {
  const query = selectCentresOf(reach, account)
    .innerJoin('vouch', 'vouch.centre_id', 'centre.centre_id')
    .where('vouch.state', '=', 'open')
    .where((of) =>
      of.not(
        of.exists(
          of
            .selectFrom('vouch as older')
            .select('older.seq')
            .whereRef('older.centre_id', '=', 'vouch.centre_id')
            .whereRef('older.staff_id', '=', 'vouch.staff_id')
            .where('older.state', '=', 'open')
            .where(
              isBeforeRow(
                ['older.vouched_at', 'older.log', 'older.seq'],
                ['vouch.vouched_at', 'vouch.log', 'vouch.seq'],
              ),
            ),
        ),
      ),
    );
  return centreId === null ? query : query.where('vouch.centre_id', '=', centreId);
}

/** Somebody in charge vouched for a name: one task, with whatever doses wait for nothing else. */
async function readVouchTasks(
  reach: DatabaseReach,
  account: SignedIn,
  { kind, centreId, after }: TaskFilter,
): Promise<ListedTask[]> {
  if (kind !== null && kind !== 'vouch') return [];
  let query = selectOpenVouches(reach, account, centreId)
    .leftJoin('staff', (join) =>
      join
        .onRef('staff.centre_id', '=', 'vouch.centre_id')
        .onRef('staff.staff_id', '=', 'vouch.staff_id'),
    )
    .select(['vouch.centre_id', 'vouch.staff_id', 'substitute_name', 'vouched_at'])
    .select(['centre.name as centre_name', 'staff.name as staff_name']);
  if (after !== null) query = query.where(isBehind(taskLists.vouch, columnsOfVouch, after));
  const rows = await query
    .orderBy('vouched_at')
    .orderBy('vouch.centre_id')
    .orderBy('vouch.staff_id')
    .limit(tasksReadMax)
    .execute();
  const tasks: ListedTask[] = [];
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
      place: {
        urgency: urgencyPlace('waiting'),
        openedAt: row.vouched_at,
        centreId: row.centre_id,
        list: taskLists.vouch,
        key: row.staff_id,
      },
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

/** By urgency over everything, whatever is shown; and how many the list holds as it is narrowed. */
async function countTasks(
  reach: DatabaseReach,
  account: SignedIn,
  { kind, centreId }: TaskFilter,
): Promise<Pick<DeskTasks, 'counts' | 'open'>> {
  const rows = await selectCentresOf(reach, account)
    .innerJoin('task', 'task.centre_id', 'centre.centre_id')
    .select(['urgency', 'kind', 'task.centre_id'])
    .select((of) => of.fn.countAll<number>().as('tasks'))
    .where('is_open', '=', 1)
    .groupBy(['urgency', 'kind', 'task.centre_id'])
    .execute();
  const vouches = await selectOpenVouches(reach, account, null)
    .select('vouch.centre_id')
    .select((of) => of.fn.countAll<number>().as('tasks'))
    .groupBy('vouch.centre_id')
    .execute();
  const pairs = await selectOpenPairs(reach, account, null)
    .select(['likely_pair.centre_id', 'likely_pair.other_centre_id'])
    .select((of) => of.fn.countAll<number>().as('tasks'))
    .groupBy(['likely_pair.centre_id', 'likely_pair.other_centre_id'])
    .execute();
  const all = [
    ...rows.map((row) => ({ ...row, centres: [row.centre_id] })),
    ...vouches.map((row) => ({ ...row, ...ofVouch, centres: [row.centre_id] })),
    ...pairs.map((row) => ({ ...row, ...ofPair, centres: [row.centre_id, row.other_centre_id] })),
  ];
  const counts = { 'not-me': 0, contradicted: 0, waiting: 0, clinical: 0, 'session-flag': 0 };
  let open = 0;
  for (const { urgency, tasks, ...group } of all) {
    counts[taskUrgencies[urgency] ?? 'contradicted'] += Number(tasks);
    const isOfKind = kind === null || group.kind === kind;
    if (isOfKind && (centreId === null || group.centres.includes(centreId))) open += Number(tasks);
  }
  return { counts, open };
}

const ofVouch = { kind: 'vouch', urgency: urgencyPlace('waiting') };
const ofPair = { kind: 'same-person', urgency: urgencyPlace('waiting') };
