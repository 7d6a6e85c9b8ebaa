// Owns which tasks follow from one judged case: its own, its clinical one, and those of the vials and batches it drew from.

import type { DoseInCase } from '../../schemas/fold/case.ts';
import type { DoseRecord, HeldDose } from './dose-records.ts';
import type { CaseFacts } from './gather-facts.ts';
import type { DoseFacts } from './reasons.ts';
import { groupsOf, toGrouped } from './group-tasks.ts';
import {
  batchTaskKey,
  batchTrouble,
  tabletTaskKey,
  vialTaskKey,
  vialTrouble,
} from './shared-troubles.ts';
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
  before: ReadonlyMap<string, HeldDose>,
): WantedTask[] {
  const { key } = facts.folded;
  const doses = judged.map(({ record }) => record);
  const codes = facts.codes === 'wrong' || facts.codes === 'several' ? facts.codes : null;
  const about = { case_key: key, vaccination_session: null, subject: '', day, trouble: null };
  // What a group waits for is found by its doses, once they are written.
  const ofGroup = { case_key: null, reasons: [], day, isClosedByHand: false };
  const shared = judged.flatMap(({ dose, known, record }): WantedTask[] => {
    const { vaccinationSession, vial, vaccineBatch, product } = dose.body;
    return [
      {
        ...ofGroup,
        task_key: vialTaskKey(dose),
        kind: 'vial',
        vaccination_session: vaccinationSession,
        subject: vial,
        trouble: vialTrouble(known),
      },
      {
        ...ofGroup,
        task_key: batchTaskKey(dose),
        kind: 'batch',
        vaccination_session: null,
        subject: `${product} ${vaccineBatch}`,
        trouble: batchTrouble(known),
      },
      ...(wasOrIsOfTablet(record, before.get(record.doseKey))
        ? [
            {
              ...ofGroup,
              task_key: tabletTaskKey(record.device),
              kind: 'tablet',
              vaccination_session: null,
              subject: record.device,
              trouble: null,
            },
          ]
        : []),
    ];
  });
  return [
    {
      ...about,
      task_key: `case/${key}`,
      kind: 'case',
      reasons: caseTaskReasons(doses, codes),
      isClosedByHand: doses.length === 0,
    },
    {
      ...about,
      isClosedByHand: false,
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
  if (known === undefined || known.trouble === null) tasks.set(task.task_key, task);
}

/** A tablet's task is looked at where a dose comes to it or leaves it: most doses never do. */
function wasOrIsOfTablet(record: DoseRecord, before: HeldDose | undefined): boolean {
  const was = before !== undefined && groupsOf(toGrouped(before)).includes('tablet');
  return was || groupsOf(record).includes('tablet');
}
