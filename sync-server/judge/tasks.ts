// Owns the judge's tasks: one for a case, a vial or a batch, opened when its trouble is there and closed when it is gone.
// Clinical tasks are counted apart; what only waits for the person's own word is nobody's task, without end.

import { taskUrgencies } from '../../schemas/desk-tasks.ts';
import type { Reason } from '../../schemas/fold/case.ts';
import { insertMany } from '../store/bulk-insert.ts';
import { readAll, rememberQuery } from '../store/remembered-query.ts';
import type { TaskTable } from '../store/judge-tables.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { selectTasks } from './gather-queries.ts';
import { groupsOf, kindOfKey, readGroupReasons, waitsForVialOnly } from './group-tasks.ts';
import { evidenceOverdue, isEvidenceReason, reasonGroupOf } from './reasons.ts';

export interface JudgedDose {
  readonly state: string;
  readonly reasons: readonly Reason[];
  readonly isTakenBack: boolean;
}

/** Codes that tell of a dose nobody stood for: they stay a task even when no dose follows, or it was taken back. */
const codeReasons: readonly string[] = ['code-wrong', 'code-several'];

/** Names of what a person has to look at in this case; empty when nothing. `codes`: the set rule over its codes. */
export function caseTaskReasons(
  doses: readonly JudgedDose[],
  codes: 'wrong' | 'several' | null,
): string[] {
  const names = new Set<string>();
  for (const dose of doses) for (const reason of ownReasonsOf(dose)) names.add(reason);
  if (doses.length === 0 && codes !== null) names.add(`code-${codes}`);
  return [...names].sort();
}

/** Of one dose: what the tasks of its vial, batch and tablet do not speak for. */
function ownReasonsOf(dose: JudgedDose): string[] {
  const { state, reasons, isTakenBack } = dose;
  const names = reasons.map(({ reason }) => reason);
  if (state === 'held' && !groupsOf(dose).includes('tablet'))
    return names.filter(
      (name) =>
        reasonGroupOf(name) === 'contradicted' && (!isTakenBack || codeReasons.includes(name)),
    );
  const isOverdue = state === 'waiting' && !isTakenBack && names.includes(evidenceOverdue);
  return isOverdue && !waitsForVialOnly(dose) ? names.filter(isEvidenceReason) : [];
}

/** Not good practice, and never a reason to keep a certificate back. */
export function clinicalTaskReasons(doses: readonly JudgedDose[]): string[] {
  const names = doses
    .filter(({ isTakenBack, state }) => !isTakenBack && state !== 'revoked')
    .flatMap(({ reasons }) => reasons.map(({ reason }) => reason))
    .filter((reason) => reasonGroupOf(reason) === 'clinical');
  return [...new Set(names)].sort();
}

/** `reasons` empty: there is no trouble, and a task that is open is settled. Those of a group are found by its doses. */
export type WantedTask = Omit<
  TaskTable,
  | 'centre_id'
  | 'opened_at'
  | 'is_open'
  | 'reasons'
  | 'urgency'
  | 'settled_at'
  | 'settled_by'
  | 'settled_reasons'
> & {
  readonly reasons: readonly string[];
  /** Nothing but a person's "seen" closes it: no dose hangs on it. */
  readonly isClosedByHand: boolean;
};

export type HeldTasks = ReadonlyMap<string, Awaited<ReturnType<typeof selectTasks>>[number]>;

export async function readTasks(
  reach: DatabaseReach,
  centreId: number,
  taskKeys: Iterable<string>,
): Promise<HeldTasks> {
  const rows = await readAll(taskKeys, (piece) =>
    selectTasks(reach, { centreId, taskKeys: piece }),
  );
  return new Map(rows.map((row) => [row.task_key, row]));
}

/** `touched`: tasks whose doses may be other ones now. Call after the desk's rows and the tasks' doses are written. */
export async function storeTasks(
  reach: DatabaseReach,
  centreId: number,
  now: number,
  wanted: ReadonlyMap<string, WantedTask>,
  touched: ReadonlySet<string> = new Set(),
): Promise<void> {
  const held = await readTasks(reach, centreId, wanted.keys());
  const isLookedAt = ([key, task]: readonly [string, WantedTask]): boolean =>
    kindOfKey(key) !== null &&
    (touched.has(key) || task.trouble !== null || held.get(key)?.is_open === 1);
  const looked = [...wanted].filter(isLookedAt).map(([key]) => key);
  const ofGroups = await readGroupReasons(reach, centreId, looked);
  const made: TaskTable[] = [];
  for (const [taskKey, { isClosedByHand, ...task }] of wanted) {
    const known = held.get(taskKey);
    const names = kindOfKey(taskKey) === null ? task.reasons : (ofGroups.get(taskKey) ?? []);
    const next = nextTask(known, names, task.trouble, isClosedByHand);
    if (next === 'same') continue;
    if (known !== undefined) await updateTask(reach, { centreId, taskKey, ...next });
    else
      made.push({
        ...task,
        reasons: next.reasons,
        urgency: next.urgency,
        centre_id: centreId,
        opened_at: now,
        is_open: next.isOpen,
        settled_at: null,
        settled_by: null,
        settled_reasons: null,
      });
  }
  await insertMany(reach, 'task', made);
}

interface NextTask {
  readonly reasons: string;
  readonly isOpen: number;
  readonly trouble: string | null;
  readonly urgency: number;
}

/** What becomes of a task's row. A closed one keeps the reasons it was closed with. */
function nextTask(
  known: Awaited<ReturnType<typeof selectTasks>>[number] | undefined,
  names: readonly string[],
  trouble: string | null,
  isClosedByHand: boolean,
): NextTask | 'same' {
  const asked = JSON.stringify(names);
  if (known === undefined && names.length === 0 && trouble === null) return 'same';
  const isSeen = isClosedByHand && known?.settled_reasons === asked;
  const isOpen = names.length > 0 && !isSeen ? 1 : 0;
  const reasons = names.length > 0 ? asked : (known?.reasons ?? asked);
  if (
    known !== undefined &&
    known.is_open === isOpen &&
    known.reasons === reasons &&
    known.trouble === trouble
  )
    return 'same';
  return { reasons, isOpen, trouble, urgency: urgencyOf(JSON.parse(reasons) as string[]) };
}

export function urgencyOf(names: readonly string[]): number {
  const places = names.map((name) =>
    taskUrgencies.indexOf(
      name === 'not-me' ? name : isSessionFlag(name) ? 'session-flag' : reasonGroupOf(name),
    ),
  );
  return places.length === 0 ? taskUrgencies.length - 1 : Math.min(...places);
}

const sessionFlags: readonly string[] = ['rate', 'hours', 'clock', 'single-handed'];
const isSessionFlag = (name: string): boolean => sessionFlags.includes(name);

const updateTask = rememberQuery<
  { readonly centreId: number; readonly taskKey: string } & NextTask
>()((reach, { one }) =>
  reach
    .updateTable('task')
    .set({
      reasons: one('reasons'),
      is_open: one('isOpen'),
      trouble: one('trouble'),
      urgency: one('urgency'),
    })
    .where('centre_id', '=', one('centreId'))
    .where('task_key', '=', one('taskKey')),
);
