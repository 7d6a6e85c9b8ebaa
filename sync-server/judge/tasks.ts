// Owns the judge's tasks: one for a case, a vial or a batch, opened when its trouble is there and closed when it is gone.
// Clinical tasks are counted apart; what only waits for the person's own word is nobody's task, without end.

import type { Reason } from '../../schemas/fold/case.ts';
import { insertMany } from '../store/bulk-insert.ts';
import { readAll, rememberQuery } from '../store/remembered-query.ts';
import type { TaskTable } from '../store/judge-tables.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { selectTasks } from './gather-queries.ts';
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
  for (const { state, reasons, isTakenBack } of doses) {
    const all = reasons.map(({ reason }) => reason);
    const isHeld = state === 'held';
    const isOverdue = state === 'waiting' && !isTakenBack && all.includes(evidenceOverdue);
    for (const reason of all) {
      const isOpen = isHeld && reasonGroupOf(reason) === 'contradicted';
      if (isOpen && (!isTakenBack || codeReasons.includes(reason))) names.add(reason);
      if (isOverdue && isEvidenceReason(reason)) names.add(reason);
    }
  }
  if (doses.length === 0 && codes !== null) names.add(`code-${codes}`);
  return [...names].sort();
}

/** Not good practice, and never a reason to keep a certificate back. */
export function clinicalTaskReasons(doses: readonly JudgedDose[]): string[] {
  const names = doses
    .filter(({ isTakenBack, state }) => !isTakenBack && state !== 'revoked')
    .flatMap(({ reasons }) => reasons.map(({ reason }) => reason))
    .filter((reason) => reasonGroupOf(reason) === 'clinical');
  return [...new Set(names)].sort();
}

/** `reasons` empty: there is no trouble, and a task that is open is settled. */
export type WantedTask = Omit<TaskTable, 'centre_id' | 'opened_at' | 'is_open' | 'reasons'> & {
  readonly reasons: readonly string[];
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

export async function storeTasks(
  reach: DatabaseReach,
  centreId: number,
  now: number,
  wanted: ReadonlyMap<string, WantedTask>,
): Promise<void> {
  const held = await readTasks(reach, centreId, wanted.keys());
  const made: TaskTable[] = [];
  for (const [taskKey, task] of wanted) {
    const known = held.get(taskKey);
    const isOpen = task.reasons.length > 0 ? 1 : 0;
    const reasons = JSON.stringify(task.reasons);
    if (known === undefined && isOpen === 1)
      made.push({ ...task, reasons, centre_id: centreId, opened_at: now, is_open: 1 });
    else if (known !== undefined && isOpen === 0 && known.is_open === 1)
      await updateTask(reach, { centreId, taskKey, reasons: known.reasons, isOpen });
    else if (
      known !== undefined &&
      isOpen === 1 &&
      (known.is_open === 0 || known.reasons !== reasons)
    )
      await updateTask(reach, { centreId, taskKey, reasons, isOpen });
  }
  await insertMany(reach, 'task', made);
}

const updateTask = rememberQuery<{
  readonly centreId: number;
  readonly taskKey: string;
  readonly reasons: string;
  readonly isOpen: number;
}>()((reach, { one }) =>
  reach
    .updateTable('task')
    .set({ reasons: one('reasons'), is_open: one('isOpen') })
    .where('centre_id', '=', one('centreId'))
    .where('task_key', '=', one('taskKey')),
);
