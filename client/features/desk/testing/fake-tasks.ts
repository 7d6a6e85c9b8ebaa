// Owns made-up tasks for tests and for looking at the screens: one of each kind that people decide on.

import type { DeskPair } from '../../../../schemas/desk-pairs.ts';
import type { DeskTask, DeskTaskDetail } from '../../../../schemas/desk-tasks.ts';
import type { DeskAnswer } from '../desk-client.ts';
import type { TasksClient } from '../tasks/tasks-client.ts';
import { fakeNow } from './fake-now.ts';

type Answer = <Value>(
  name: string,
  args: readonly unknown[],
  value: () => Value,
) => Promise<DeskAnswer<Value>>;

const at = { centreId: 101, centreName: 'PHC Poynad', day: '2021-05-21', openedAt: fakeNow - 900 };

export const fakeTasks: readonly DeskTask[] = [
  {
    ...at,
    taskKey: 'case/a12-4711',
    kind: 'case',
    urgency: 'not-me',
    reasons: ['not-me'],
    subject: 'Sunita Ramesh Patil',
    caseKey: 'a12-4711',
    doses: 1,
  },
  {
    ...at,
    taskKey: 'vial/vs-1/A3',
    kind: 'vial',
    urgency: 'waiting',
    reasons: ['vial-overdrawn'],
    subject: 'A3',
    caseKey: null,
    doses: 13,
  },
  {
    ...at,
    taskKey: 'same-person/AAAAAAAAAAAAAAAA',
    kind: 'same-person',
    urgency: 'waiting',
    reasons: ['likely-same'],
    subject: 'Farida Shaikh',
    caseKey: 'a14-4711',
    doses: 2,
  },
];

const tasksPerPage = 60;

const none = {
  drawn: null,
  capacity: null,
  openedAt: null,
  vaccineBatch: null,
  enrolledAt: null,
  revokedAt: null,
  isMoved: false,
};

const side = (centreId: number, centreName: string): DeskPair['sides'][number] => ({
  centreId,
  centreName,
  caseKey: 'a14-4711',
  person: {
    name: 'Farida Shaikh',
    birthYear: 1971,
    gender: 'Female',
    mobileLast4: '0092',
    referenceId: '23456789012399',
    isWalkIn: false,
  },
  doses: [],
  caseHash: `hash-${centreId}`,
  seen: 7,
});

export function createFakeTasks(answer: Answer, more: () => readonly DeskTask[]): TasksClient {
  let tasks = [...fakeTasks];
  const detailOf = (taskKey: string): DeskTaskDetail => {
    const task = fakeTasks.find((each) => each.taskKey === taskKey) ?? fakeTasks[0]!;
    const facts =
      task.kind === 'vial' ? { ...none, drawn: 13, capacity: 11, vaccineBatch: '4120Z025' } : none;
    return {
      task,
      isOpen: tasks.includes(task),
      taskHash: 'task-hash',
      seen: 42,
      mayDecide: task.kind === 'vial' ? ['settled'] : [],
      facts,
      doses: [],
      others: 0,
    };
  };
  return {
    list: (kind, centreId, after) =>
      answer('tasks', [kind, centreId, after], () => {
        const found = [...tasks, ...more()].filter((task) => kind === null || task.kind === kind);
        const from = after === null ? 0 : Number(after);
        const page = found.slice(from, from + tasksPerPage);
        const end = from + page.length;
        return {
          tasks: page,
          counts: { 'not-me': 1, contradicted: 0, waiting: 2, clinical: 0, 'session-flag': 0 },
          open: found.length,
          next: end < found.length ? String(end) : null,
        };
      }),
    task: (centreId, taskKey) => answer('task', [centreId, taskKey], () => detailOf(taskKey)),
    decide: (decision) =>
      answer('decideTask', [decision], () => {
        tasks = tasks.filter((task) => task.taskKey !== decision.taskKey);
        return { outcome: 'decided' as const, doses: 13 };
      }),
    pair: (pairId) =>
      answer('pair', [pairId], () => ({
        pairId,
        state: 'open' as const,
        why: ['mobile-and-name' as const],
        foundBy: 'register' as const,
        foundAt: fakeNow,
        sides: [side(101, 'PHC Poynad'), side(102, 'Sub-centre Revdanda')] as const,
      })),
    decidePair: (decision) =>
      answer('decidePair', [decision], () => ({ outcome: 'decided' as const })),
  };
}
