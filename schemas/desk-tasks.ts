// Owns the desk's requests and answers about tasks: what a supervisor has to look at, most urgent first, and one decision on a whole vial, batch or tablet.

import * as z from 'zod/mini';
import type { DeskDoseState, DeskHistoryLine, DeskOpenDose, ReasonGroup } from './desk.ts';
import { limits } from './limits.ts';

z.config({ jitless: true });

/** In the order in which they are looked at. */
export const taskUrgencies = [
  'not-me',
  'contradicted',
  'waiting',
  'clinical',
  'session-flag',
] as const;
export type TaskUrgency = (typeof taskUrgencies)[number];

export const taskKinds = [
  'case',
  'vial',
  'batch',
  'tablet',
  'vouch',
  'same-person',
  'clinical',
  'session-flag',
] as const;
export type DeskTaskKind = (typeof taskKinds)[number];

/** `seen`: of a question that keeps nothing back. `settled`: what the group waits for is in order, whatever else is open stays open. */
export const taskDecisions = ['settled', 'seen', 'withdrawn'] as const;
export type TaskDecision = (typeof taskDecisions)[number];

/** What may be decided at once. One dose of a case is decided by itself, with its evidence. */
export const decisionsOf: { readonly [kind in DeskTaskKind]: readonly TaskDecision[] } = {
  case: [],
  vial: ['settled'],
  batch: ['settled'],
  // A lost tablet may hold forged doses only; each stays readable, and can be accepted again.
  tablet: ['settled', 'withdrawn'],
  vouch: [],
  'same-person': [],
  clinical: ['seen'],
  'session-flag': ['seen'],
};

export interface DeskTask {
  readonly centreId: number;
  readonly centreName: string;
  readonly taskKey: string;
  readonly kind: DeskTaskKind;
  readonly urgency: TaskUrgency;
  readonly reasons: readonly string[];
  /** Vial, batch, the tablet's short name, whom a flag or a vouch is about; the person's name where it is about one. */
  readonly subject: string;
  readonly caseKey: string | null;
  /** YYYY-MM-DD, of the vaccination session. */
  readonly day: string;
  /** Epoch seconds. */
  readonly openedAt: number;
  /** Doses that wait for it now. */
  readonly doses: number;
}

/** GET /v1/desk/tasks?kind=…&centre=…&after=… → a page of the open tasks of the account's places, most urgent first, oldest first among equals. */
export interface DeskTasks {
  readonly tasks: readonly DeskTask[];
  /** All that are open, by urgency, whatever is shown. */
  readonly counts: { readonly [urgency in TaskUrgency]: number };
  /** How many are open as the list is narrowed, on all its pages. */
  readonly open: number;
  /** Where this page ended; null on the last one. */
  readonly next: string | null;
}

export interface DeskTaskDose {
  readonly caseKey: string;
  readonly doseKey: string;
  readonly person: Pick<DeskOpenDose['person'], 'name' | 'birthYear' | 'isWalkIn'>;
  readonly state: DeskDoseState;
  readonly reasons: readonly { readonly reason: string; readonly group: ReasonGroup }[];
  readonly doseNumber: number;
  readonly product: string;
  readonly vial: string;
  readonly vaccineBatch: string;
  readonly administeredAt: number;
  readonly by: string | null;
  readonly tablet: string;
}

/** GET /v1/desk/task?centre=…&task=… → all evidence of one task and its doses; every read of a person is logged. */
export interface DeskTaskDetail {
  readonly task: DeskTask;
  readonly isOpen: boolean;
  /** Names what was shown: a decision must name it. */
  readonly taskHash: string;
  /** The centre's feed number when it was read. */
  readonly seen: number;
  readonly mayDecide: readonly TaskDecision[];
  readonly facts: {
    readonly drawn: number | null;
    readonly capacity: number | null;
    readonly openedAt: number | null;
    readonly vaccineBatch: string | null;
    readonly enrolledAt: number | null;
    readonly revokedAt: number | null;
    /** The tablet writes for another centre now. */
    readonly isMoved: boolean;
  };
  /** Those that wait for it: a decision is about these. */
  readonly doses: readonly DeskTaskDose[];
  /** How many more of the same vial, batch or tablet do not wait for it. */
  readonly others: number;
}

export const taskKeyForm = /^[a-z-]{3,12}\/[^\n]{1,160}$/;
const taskKey = z.string().check(z.regex(taskKeyForm));

/** POST /v1/desk/tasks/decisions. */
export const deskTaskDecisionSchema = z.object({
  centreId: z.int(),
  taskKey,
  taskHash: z.string().check(z.maxLength(40)),
  seen: z.int().check(z.minimum(0)),
  decision: z.enum(taskDecisions),
  note: z.string().check(z.minLength(3), z.maxLength(limits.textCharactersMax)),
});
export type DeskTaskDecision = z.infer<typeof deskTaskDecisionSchema>;

/** `look-again`: it is another task than was shown; nothing was written, and `changes` says what came since. */
export interface DeskTaskDecisionAnswer {
  readonly outcome: 'decided' | 'look-again' | 'not-yours' | 'no-such-task' | 'not-possible';
  readonly changes?: readonly DeskHistoryLine[];
  /** Doses that the decision was about. */
  readonly doses?: number;
}
