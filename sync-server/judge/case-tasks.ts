// Owns which tasks follow from one judged case: its own, its clinical one, and those of the vials and batches it drew from.

import type { DoseInCase } from '../../schemas/fold/case.ts';
import type { DoseRecord } from './dose-records.ts';
import type { CaseFacts } from './gather-facts.ts';
import type { DoseFacts } from './reasons.ts';
import { batchTaskKey, batchTrouble, vialTaskKey, vialTrouble } from './shared-troubles.ts';
import { caseTaskReasons, clinicalTaskReasons, type WantedTask } from './tasks.ts';

export interface JudgedInCase {
  readonly dose: DoseInCase;
  readonly known: DoseFacts;
  readonly record: DoseRecord;
}

export function tasksOf(
  facts: CaseFacts,
  judged: readonly JudgedInCase[],
  day: string,
): WantedTask[] {
  const { key } = facts.folded;
  const doses = judged.map(({ record }) => record);
  const codes = facts.codes === 'wrong' || facts.codes === 'several' ? facts.codes : null;
  const about = { case_key: key, vaccination_session: null, subject: '', day };
  const shared = judged.flatMap(({ dose, known }): WantedTask[] => {
    const { vaccinationSession, vial, vaccineBatch, product } = dose.body;
    const named = (trouble: string | null) => (trouble === null ? [] : [trouble]);
    return [
      {
        task_key: vialTaskKey(dose),
        kind: 'vial',
        case_key: null,
        vaccination_session: vaccinationSession,
        subject: vial,
        reasons: named(vialTrouble(known)),
        day,
      },
      {
        task_key: batchTaskKey(dose),
        kind: 'batch',
        case_key: null,
        vaccination_session: null,
        subject: `${product} ${vaccineBatch}`,
        reasons: named(batchTrouble(known)),
        day,
      },
    ];
  });
  return [
    { ...about, task_key: `case/${key}`, kind: 'case', reasons: caseTaskReasons(doses, codes) },
    {
      ...about,
      task_key: `clinical/${key}`,
      kind: 'clinical',
      reasons: clinicalTaskReasons(doses),
    },
    ...shared,
  ];
}

/** A vial's doses may name several products: it is in trouble by any of them. */
export function addTask(tasks: Map<string, WantedTask>, task: WantedTask): void {
  const known = tasks.get(task.task_key);
  if (known === undefined || known.reasons.length === 0) tasks.set(task.task_key, task);
}
