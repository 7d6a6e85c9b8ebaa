// Owns the desk's questions about tasks and pairs, and the form of their answers.

import * as z from 'zod/mini';
import { catch as orElse } from 'zod/mini';
import {
  pairReasons,
  type DeskPair,
  type DeskPairAnswer,
  type DeskPairDecision,
} from '../../../../schemas/desk-pairs.ts';
import {
  taskDecisions,
  taskKinds,
  taskUrgencies,
  type DeskTask,
  type DeskTaskDecision,
  type DeskTaskDecisionAnswer,
  type DeskTaskDetail,
  type DeskTaskKind,
  type DeskTasks,
} from '../../../../schemas/desk-tasks.ts';
import type { DeskAnswer } from '../desk-client.ts';
import { doseState, historyLine, person, reader, reason, type Reader } from '../answer-parts.ts';

export interface TasksClient {
  readonly list: (
    kind: DeskTaskKind | null,
    centreId: number | null,
    /** `next` of the page before; null for the first page. */
    after: string | null,
  ) => Promise<DeskAnswer<DeskTasks>>;
  /** The server writes down the read of each person in it. */
  readonly task: (centreId: number, taskKey: string) => Promise<DeskAnswer<DeskTaskDetail>>;
  readonly decide: (decision: DeskTaskDecision) => Promise<DeskAnswer<DeskTaskDecisionAnswer>>;
  readonly pair: (pairId: string) => Promise<DeskAnswer<DeskPair>>;
  readonly decidePair: (decision: DeskPairDecision) => Promise<DeskAnswer<DeskPairAnswer>>;
}

type Ask = <Value>(path: string, read: Reader<Value>) => Promise<DeskAnswer<Value>>;
type Tell = <Value>(path: string, body: unknown, read: Reader<Value>) => Promise<DeskAnswer<Value>>;

export function createTasksClient(get: Ask, post: Tell): TasksClient {
  return {
    list: (kind, centreId, after) => {
      const asked = [
        ...(kind === null ? [] : [`kind=${kind}`]),
        ...(centreId === null ? [] : [`centre=${centreId}`]),
        ...(after === null ? [] : [`after=${encodeURIComponent(after)}`]),
      ].join('&');
      return get(`/v1/desk/tasks${asked === '' ? '' : `?${asked}`}`, readTasks);
    },
    task: (centreId, taskKey) =>
      get(`/v1/desk/task?centre=${centreId}&task=${encodeURIComponent(taskKey)}`, readTask),
    decide: (decision) => post('/v1/desk/tasks/decisions', decision, readTaskDecision),
    pair: (pairId) => get(`/v1/desk/pair?id=${encodeURIComponent(pairId)}`, readPair),
    decidePair: (decision) => post('/v1/desk/pairs', decision, readPairDecision),
  };
}

const count = z.nullable(z.number());
const task: z.ZodMiniType<DeskTask> = z.looseObject({
  centreId: z.int(),
  centreName: z.string(),
  taskKey: z.string(),
  kind: z.enum(taskKinds),
  // An urgency this page does not know stands among those that contradict: nothing is hidden.
  urgency: orElse(z.enum(taskUrgencies), 'contradicted'),
  reasons: z.array(z.string()),
  subject: z.string(),
  caseKey: z.nullable(z.string()),
  day: z.string(),
  openedAt: z.number(),
  doses: z.int(),
});
const readTasks: Reader<DeskTasks> = reader(
  z.looseObject({
    tasks: z.array(task),
    counts: z.record(z.enum(taskUrgencies), z.number()),
    open: z.int(),
    next: z.nullable(z.string()),
  }),
);
const readTask: Reader<DeskTaskDetail> = reader(
  z.looseObject({
    task,
    isOpen: z.boolean(),
    taskHash: z.string(),
    seen: z.int(),
    mayDecide: z.array(z.enum(taskDecisions)),
    facts: z.looseObject({
      drawn: count,
      capacity: count,
      openedAt: count,
      vaccineBatch: z.nullable(z.string()),
      enrolledAt: count,
      revokedAt: count,
      isMoved: z.boolean(),
    }),
    doses: z.array(
      z.looseObject({
        caseKey: z.string(),
        doseKey: z.string(),
        person: z.looseObject({
          name: z.string(),
          birthYear: z.nullable(z.int()),
          isWalkIn: z.boolean(),
        }),
        state: doseState,
        reasons: z.array(reason),
        doseNumber: z.int(),
        product: z.string(),
        vial: z.string(),
        vaccineBatch: z.string(),
        administeredAt: z.number(),
        by: z.nullable(z.string()),
        tablet: z.string(),
      }),
    ),
    others: z.int(),
  }),
);
const readTaskDecision: Reader<DeskTaskDecisionAnswer> = reader(
  z.looseObject({
    outcome: z.enum(['decided', 'look-again', 'not-yours', 'no-such-task', 'not-possible']),
    changes: z.exactOptional(z.array(historyLine)),
    doses: z.exactOptional(z.int()),
  }),
);
const side = z.looseObject({
  centreId: z.int(),
  centreName: z.string(),
  caseKey: z.string(),
  person,
  doses: z.array(
    z.looseObject({
      doseNumber: z.int(),
      product: z.string(),
      administeredAt: z.number(),
      tablet: z.string(),
      state: doseState,
    }),
  ),
  caseHash: z.string(),
  seen: z.int(),
});
const readPair: Reader<DeskPair> = reader(
  z.looseObject({
    pairId: z.string(),
    state: z.enum(['open', 'same', 'different']),
    why: z.array(z.enum(pairReasons)),
    foundBy: z.enum(['register', 'person', 'supervisor']),
    foundAt: z.number(),
    sides: z.tuple([side, side]),
  }),
);
const readPairDecision: Reader<DeskPairAnswer> = reader(
  z.looseObject({
    outcome: z.enum(['decided', 'look-again', 'not-yours', 'no-such-case', 'already']),
    changes: z.exactOptional(z.array(historyLine)),
  }),
);
