// Owns the words and looks of a task: what it is about, why, and how urgent it is.

import type { DeskTask, DeskTaskKind, TaskUrgency } from '../../../../schemas/desk-tasks.ts';
import type { IconName } from '../../../ui/icons.tsx';
import type { Tone } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { sayName, sayReason } from '../review/reason-words.ts';

const ownReasons = [
  'rate',
  'hours',
  'clock',
  'single-handed',
  'likely-same',
  'listed-twice',
] as const;
type OwnReason = (typeof ownReasons)[number];

const isOwn = (reason: string): reason is OwnReason => ownReasons.includes(reason as OwnReason);

/** What is odd about a session, and of two entries, has words of its own; else it is a reason of the judge. */
export function sayTaskReason(reason: string): string {
  return isOwn(reason) ? say(`taskReason.${reason}`) : sayReason({ reason });
}

export function sayTaskSubject({ kind, subject }: Pick<DeskTask, 'kind' | 'subject'>): string {
  if (kind === 'case' || kind === 'clinical' || kind === 'same-person') return sayName(subject);
  if (kind === 'session-flag' && subject === '') return say('taskSubject.session');
  return say(`taskSubject.${kind}`, { subject });
}

export function sayTaskKind(kind: DeskTaskKind): string {
  return say(`taskKind.${kind}`);
}

export const lookOfUrgency: Readonly<
  Record<TaskUrgency, { readonly icon: IconName; readonly tone: Tone }>
> = {
  'not-me': { icon: 'warning', tone: 'bad' },
  contradicted: { icon: 'held', tone: 'warn' },
  waiting: { icon: 'checking', tone: 'wait' },
  clinical: { icon: 'needle', tone: 'saved' },
  'session-flag': { icon: 'info', tone: 'plain' },
};

export function taskToId(task: DeskTask): string {
  return `desk-task-${`${task.centreId} ${task.taskKey}`.replace(/[^A-Za-z0-9]/g, '-')}`;
}
