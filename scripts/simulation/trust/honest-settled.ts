// Owns what became of a room's doses: settled or not, by whom, and what people were asked to do.

import type { Reason } from '../../../schemas/fold/case.ts';
import { isEvidenceReason, sharedReasons } from '../../../sync-server/judge/reasons.ts';
import type { Room } from './room.ts';

export interface Settled {
  readonly arrived: number;
  readonly confirmed: number;
  /** Waiting for the person's own word and nothing else. */
  readonly waitingForWord: number;
  /** Left to a task of a case, a vial or a batch. */
  readonly inTask: number;
  /** Neither: waiting for evidence that nobody is asked about. */
  readonly unsettled: number;
  readonly falseCodeHolds: number;
  readonly tasks: number;
  readonly clinicalTasks: number;
  readonly flags: number;
  /** Names of the reasons behind the tasks, each as often as it was there. */
  readonly reasons: Readonly<Record<string, number>>;
}

export async function readSettled(room: Room): Promise<Settled> {
  const { database } = room.server.store();
  const doses = await database
    .selectFrom('dose')
    .select([
      'device',
      'case_key',
      'vaccination_session',
      'vial',
      'product',
      'vaccine_batch',
      'state',
      'reasons',
    ])
    .where('is_error', '=', 0)
    .execute();
  const tasks = await database.selectFrom('task').selectAll().execute();
  const open = new Set(tasks.filter((task) => task.is_open === 1).map((task) => task.task_key));
  const isInTask = (dose: (typeof doses)[number]): boolean =>
    [
      `case/${dose.case_key}`,
      `vial/${dose.vaccination_session}/${dose.vial}`,
      `batch/${dose.product}/${dose.vaccine_batch}`,
      `tablet/${dose.device}`,
    ].some((key) => open.has(key));
  const counts = { confirmed: 0, waitingForWord: 0, inTask: 0, unsettled: 0, falseCodeHolds: 0 };
  for (const dose of doses) {
    const names = (JSON.parse(dose.reasons) as Reason[]).map(({ reason }) => reason);
    const isForWord =
      dose.state === 'waiting' &&
      !names.some((name) => isEvidenceReason(name) || sharedReasons.includes(name));
    if (dose.state === 'confirmed') counts.confirmed += 1;
    else if (isForWord) counts.waitingForWord += 1;
    else if (isInTask(dose)) counts.inTask += 1;
    else counts.unsettled += 1;
  }
  // Of cases: a wrong code is a task also when the person then went home without a dose.
  const isOfCode = (task: (typeof tasks)[number]): boolean =>
    (JSON.parse(task.reasons) as string[]).some((name) => name.startsWith('code-'));
  counts.falseCodeHolds = tasks.filter((task) => task.kind === 'case' && isOfCode(task)).length;
  const asked = tasks.filter(({ kind }) => ['case', 'vial', 'batch', 'tablet'].includes(kind));
  const reasons: Record<string, number> = {};
  for (const task of tasks)
    for (const name of JSON.parse(task.reasons) as string[]) {
      const label = task.kind === 'session-flag' ? `flag: ${name}` : name;
      reasons[label] = (reasons[label] ?? 0) + 1;
    }
  return {
    ...counts,
    arrived: doses.length,
    tasks: asked.length,
    clinicalTasks: tasks.filter(({ kind }) => kind === 'clinical').length,
    flags: tasks.filter(({ kind }) => kind === 'session-flag').length,
    reasons,
  };
}
