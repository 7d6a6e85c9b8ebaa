// Owns the desk's tasks: the list, the one that is looked at with all its doses or both its persons, and one decision on it.

import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { DeskHistoryLine } from '../../../../schemas/desk.ts';
import type { DeskPair } from '../../../../schemas/desk-pairs.ts';
import type {
  DeskTask,
  DeskTaskDetail,
  DeskTaskKind,
  DeskTasks,
  TaskDecision,
} from '../../../../schemas/desk-tasks.ts';
import type { DeskAnswer, DeskClient, DeskFault } from '../desk-client.ts';
import { createLoaded, type Loaded, type Watch } from '../loaded.ts';
import { createCaseModel, type CaseModel } from '../review/case-model.ts';

/** Of a task: settle, see, withdraw. Of a pair: one person, or two. */
export type TaskWord = TaskDecision | 'same' | 'different';

export type TaskResult =
  | { readonly outcome: 'decided'; readonly word: TaskWord; readonly doses: number }
  | { readonly outcome: 'look-again'; readonly changes: readonly DeskHistoryLine[] }
  | { readonly outcome: 'not-yours' | 'gone' | 'not-possible' | 'already' }
  | { readonly outcome: 'failed'; readonly fault: DeskFault };

export interface TaskDraft {
  readonly word: TaskWord;
  readonly note: string;
  readonly isTooShort: boolean;
}

export interface TasksModel {
  readonly mayDecide: boolean;
  readonly list: Loaded<DeskTasks>;
  /** Epoch seconds by the server, of the list. */
  readonly asOf: ReadonlySignal<number | null>;
  readonly kind: ReadonlySignal<DeskTaskKind | null>;
  readonly centreId: ReadonlySignal<number | null>;
  readonly centres: ReadonlySignal<readonly { readonly centreId: number; readonly name: string }[]>;
  readonly selected: ReadonlySignal<DeskTask | null>;
  readonly detail: Loaded<DeskTaskDetail>;
  readonly pair: Loaded<DeskPair>;
  /** The evidence of the case, where the task is about one. */
  readonly caseFile: CaseModel;
  readonly draft: ReadonlySignal<TaskDraft | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly result: ReadonlySignal<TaskResult | null>;
  readonly open: () => void;
  readonly refresh: () => Promise<void>;
  readonly filterByKind: (kind: DeskTaskKind | null) => void;
  readonly filterByCentre: (centreId: number | null) => void;
  readonly select: (task: DeskTask | null) => void;
  /** To the dose itself, where it is accepted or withdrawn. */
  readonly toReview: (place: { readonly centreId: number; readonly caseKey: string }) => void;
  readonly start: (word: TaskWord) => void;
  readonly typeNote: (note: string) => void;
  readonly putAway: () => void;
  readonly submit: () => Promise<void>;
  readonly dispose: () => void;
}

const noteCharactersMin = 3;

export function createTasksModel(deps: {
  readonly client: Pick<
    DeskClient,
    'tasks' | 'centres' | 'caseOf' | 'askCentre' | 'link' | 'comment'
  >;
  readonly now: ReadonlySignal<number>;
  readonly watch: Watch;
  readonly mayDecide: boolean;
  readonly toReview: (day: string, place: { centreId: number; caseKey: string }) => void;
  /** The day's counts are other ones now. */
  readonly onDecided: () => void;
}): TasksModel {
  const { client, watch } = deps;
  const { tasks } = client;
  const kind = signal<DeskTaskKind | null>(null);
  const centreId = signal<number | null>(null);
  const selected = signal<DeskTask | null>(null);
  const draft = signal<TaskDraft | null>(null);
  const isBusy = signal(false);
  const result = signal<TaskResult | null>(null);
  const asOf = signal<number | null>(null);
  const list = createLoaded(async () => {
    const answer = await tasks.list(kind.peek(), centreId.peek());
    if (answer.outcome === 'answered') asOf.value = answer.servedAt ?? deps.now.peek();
    return answer;
  }, watch);
  const centreList = createLoaded(() => client.centres(), watch);
  const ofSelected = <Value>(
    ask: (task: DeskTask) => Promise<DeskAnswer<Value>>,
  ): (() => Promise<DeskAnswer<Value>>) => {
    return async () => {
      const task = selected.peek();
      return task === null ? { outcome: 'not-yours' } : ask(task);
    };
  };
  const detail = createLoaded(
    ofSelected((task) => tasks.task(task.centreId, task.taskKey)),
    watch,
  );
  const pair = createLoaded(
    ofSelected((task) => tasks.pair(task.taskKey.slice('same-person/'.length))),
    watch,
  );
  const load = async (): Promise<void> => {
    const task = selected.peek();
    if (task === null || task.kind === 'vouch') return;
    await (task.kind === 'same-person' ? pair.load() : detail.load());
  };
  const caseFile = createCaseModel({
    client,
    watch,
    place: computed(() => {
      const task = selected.value;
      const isOfCase = task?.kind === 'case' || task?.kind === 'clinical';
      return task === null || !isOfCase || task.caseKey === null
        ? null
        : { centreId: task.centreId, caseKey: task.caseKey };
    }),
    onSaid: load,
  });
  const send = async (word: TaskWord, note: string): Promise<TaskResult | null> => {
    const shown = detail.value.value;
    const both = pair.value.value;
    if (word === 'same' || word === 'different') {
      if (both === null) return null;
      const sides = both.sides.map(({ centreId: centre, caseKey, caseHash, seen }) => {
        return { centreId: centre, caseKey, caseHash, seen };
      });
      const [one, two] = sides;
      if (one === undefined || two === undefined) return null;
      const answer = watch(await tasks.decidePair({ said: word, sides: [one, two], note }));
      return toResult(answer, word, 2);
    }
    if (shown === null) return null;
    const { task, taskHash, seen } = shown;
    const asked = { centreId: task.centreId, taskKey: task.taskKey, taskHash, seen };
    const answer = watch(await tasks.decide({ ...asked, decision: word, note }));
    const doses = answer.outcome === 'answered' ? (answer.value.doses ?? 0) : 0;
    return toResult(answer, word, doses);
  };
  const select = (task: DeskTask | null): void => {
    batch(() => {
      detail.forget();
      pair.forget();
      draft.value = null;
      result.value = null;
      selected.value = task;
    });
    void load();
  };
  return {
    mayDecide: deps.mayDecide,
    list,
    asOf,
    kind,
    centreId,
    centres: computed(() => centreList.value.value ?? []),
    selected,
    detail,
    pair,
    caseFile,
    draft,
    isBusy,
    result,
    open: () => {
      void list.load();
      if (centreList.value.value === null) void centreList.load();
    },
    refresh: async () => {
      await Promise.all([list.load(), load()]);
    },
    filterByKind: (wanted) => {
      kind.value = wanted;
      void list.load();
    },
    filterByCentre: (wanted) => {
      centreId.value = wanted;
      void list.load();
    },
    select,
    toReview: (place) => {
      const task = selected.peek();
      if (task !== null) deps.toReview(task.day, place);
    },
    start: (word) => {
      result.value = null;
      draft.value = { word, note: draft.value?.note ?? '', isTooShort: false };
    },
    typeNote: (note) => {
      if (draft.value !== null) draft.value = { ...draft.value, note, isTooShort: false };
    },
    putAway: () => {
      draft.value = null;
    },
    submit: async () => {
      const made = draft.value;
      if (made === null || isBusy.value) return;
      const note = made.note.trim();
      if (note.length < noteCharactersMin) {
        draft.value = { ...made, isTooShort: true };
        return;
      }
      isBusy.value = true;
      const answer = await send(made.word, note);
      isBusy.value = false;
      if (answer === null) return;
      result.value = answer;
      // What was typed stays when it could not be said.
      if (answer.outcome === 'failed') return;
      draft.value = null;
      await Promise.all([list.load(), load()]);
      if (answer.outcome === 'decided') deps.onDecided();
    },
    dispose: () => {
      caseFile.dispose();
      list.forget();
      detail.forget();
      pair.forget();
      selected.value = null;
    },
  };
}

function toResult(
  answer: DeskAnswer<{ readonly outcome: string; readonly changes?: readonly DeskHistoryLine[] }>,
  word: TaskWord,
  doses: number,
): TaskResult {
  if (answer.outcome !== 'answered') return { outcome: 'failed', fault: answer };
  const { outcome, changes } = answer.value;
  if (outcome === 'decided') return { outcome, word, doses };
  if (outcome === 'look-again') return { outcome, changes: changes ?? [] };
  if (outcome === 'not-yours' || outcome === 'not-possible' || outcome === 'already')
    return { outcome };
  return { outcome: 'gone' };
}
