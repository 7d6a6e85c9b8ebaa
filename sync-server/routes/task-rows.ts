// Owns the rows of the desk's routes about tasks and pairs in the list of routes, with the forms of their answers.

import * as z from 'zod/mini';
import { deskRoles } from '../../schemas/desk.ts';
import { deskPairDecisionSchema, pairReasons, type DeskPair } from '../../schemas/desk-pairs.ts';
import {
  deskTaskDecisionSchema,
  taskDecisions,
  taskKinds,
  taskUrgencies,
  type DeskTask,
  type DeskTaskDecisionAnswer,
  type DeskTaskDetail,
  type DeskTasks,
} from '../../schemas/desk-tasks.ts';
import { doseState, historyLine, otherDose, person } from './answer-schemas.ts';
import { guarded, posted, supervisors, type RouteRow } from './route-row.ts';

const task: z.ZodMiniType<DeskTask> = z.object({
  centreId: z.int(),
  centreName: z.string(),
  taskKey: z.string(),
  kind: z.enum(taskKinds),
  urgency: z.enum(taskUrgencies),
  reasons: z.array(z.string()),
  subject: z.string(),
  caseKey: z.nullable(z.string()),
  day: z.string(),
  openedAt: z.int(),
  doses: z.int(),
});
export const tasksAnswer: z.ZodMiniType<DeskTasks> = z.object({
  tasks: z.array(task),
  counts: z.record(z.enum(taskUrgencies), z.int()),
  open: z.int(),
  next: z.nullable(z.string()),
});
const dose = z.object({
  caseKey: z.string(),
  doseKey: z.string(),
  person: z.object({
    name: z.string(),
    birthYear: z.nullable(z.int()),
    isWalkIn: z.boolean(),
  }),
  state: doseState,
  reasons: z.array(
    z.object({
      reason: z.string(),
      group: z.enum(['contradicted', 'waiting', 'clinical', 'session-flag']),
    }),
  ),
  doseNumber: z.int(),
  product: z.string(),
  vial: z.string(),
  vaccineBatch: z.string(),
  administeredAt: z.int(),
  by: z.nullable(z.string()),
  tablet: z.string(),
});
const count = z.nullable(z.int());
export const taskAnswer: z.ZodMiniType<DeskTaskDetail> = z.object({
  task,
  isOpen: z.boolean(),
  taskHash: z.string(),
  seen: z.int(),
  mayDecide: z.array(z.enum(taskDecisions)),
  facts: z.object({
    drawn: count,
    capacity: count,
    openedAt: count,
    vaccineBatch: z.nullable(z.string()),
    enrolledAt: count,
    revokedAt: count,
    isMoved: z.boolean(),
  }),
  doses: z.array(dose),
  others: z.int(),
});
export const taskDecisionAnswer: z.ZodMiniType<DeskTaskDecisionAnswer> = z.object({
  outcome: z.enum(['decided', 'look-again', 'not-yours', 'no-such-task', 'not-possible']),
  changes: z.exactOptional(z.array(historyLine)),
  doses: z.exactOptional(z.int()),
});

const side = z.object({
  centreId: z.int(),
  centreName: z.string(),
  caseKey: z.string(),
  person,
  doses: z.array(z.object({ doseNumber: z.int(), ...otherDose })),
  caseHash: z.string(),
  seen: z.int(),
});
export const pairAnswer: z.ZodMiniType<DeskPair> = z.object({
  pairId: z.string(),
  state: z.enum(['open', 'same', 'different']),
  why: z.array(z.enum(pairReasons)),
  foundBy: z.enum(['register', 'person', 'supervisor']),
  foundAt: z.int(),
  sides: z.tuple([side, side]),
});
const pairDecisionAnswer = z.object({
  outcome: z.enum(['decided', 'look-again', 'not-yours', 'no-such-case', 'already']),
  changes: z.exactOptional(z.array(historyLine)),
});

export const taskRows = [
  {
    method: 'GET',
    path: '/v1/desk/tasks',
    who: deskRoles,
    summary:
      'Open tasks of the places, most urgent first; `kind` and `centre` narrow it. The read of each person is audited.',
    answers: tasksAnswer,
    query: ['kind', 'centre'],
    problems: guarded,
  },
  {
    method: 'GET',
    path: '/v1/desk/task',
    who: deskRoles,
    summary: 'One task with every dose that waits for it; the read of each person is audited.',
    answers: taskAnswer,
    query: ['centre', 'task'],
    problems: [...guarded, 'not-a-case', 'not-your-place'],
  },
  {
    method: 'POST',
    path: '/v1/desk/tasks/decisions',
    who: supervisors,
    summary: 'Settles a vial, a batch or a tablet for all its doses, bound to what was shown.',
    takes: deskTaskDecisionSchema,
    answers: taskDecisionAnswer,
    problems: [...posted, ...guarded, 'other-origin'],
  },
  {
    method: 'GET',
    path: '/v1/desk/pair',
    who: deskRoles,
    summary: 'Two entries that may be one person, side by side; both reads are audited.',
    answers: pairAnswer,
    query: ['id'],
    problems: [...guarded, 'not-a-case', 'not-your-place'],
  },
  {
    method: 'POST',
    path: '/v1/desk/pairs',
    who: supervisors,
    summary:
      'Says that two entries are one person, in one centre or two, or that they are two people.',
    takes: deskPairDecisionSchema,
    answers: pairDecisionAnswer,
    problems: [...posted, ...guarded, 'other-origin'],
  },
] as const satisfies readonly RouteRow[];
