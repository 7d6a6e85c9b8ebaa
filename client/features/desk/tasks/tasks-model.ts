// Owns the desk's tasks: the list, the one that is looked at with all its doses or both its persons, and one decision on it.

import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { DeskHistoryLine } from '../../../../schemas/desk.ts';
import type { DeskStaff } from '../../../../schemas/desk-staff.ts';
import type { DeskPair } from '../../../../schemas/desk-pairs.ts';
import type {
  DeskTask,
  DeskTaskDetail,
  DeskTaskKind,
  DeskTasks,
  TaskDecision,
} from '../../../../schemas/desk-tasks.ts';
import type { DeskAnswer, DeskClient, DeskFault } from '../desk-client.ts';
import { createLaterPages } from '../later-pages.ts';
import { createLoaded, type Loaded, type Watch } from '../loaded.ts';
import { createCaseModel, type CaseModel } from '../review/case-model.ts';

/** Of a task: settle, see, withdraw. Of a pair: one person, or two. */
export type TaskWord = TaskDecision | 'same' | 'different';
/** Said at once, without a dialog. */
type VouchWord = 'confirm-vouch' | 'refuse-vouch';
export type OpenVouch = DeskStaff['vouches'][number];

export type TaskResult =
  | { readonly outcome: 'decided'; readonly word: TaskWord | VouchWord; readonly doses: number }
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
  /** Of the first page: the counts are of all. */
  readonly list: Loaded<DeskTasks>;
  /** Of the pages read so far; null until the first answer. */
  readonly shown: ReadonlySignal<readonly DeskTask[] | null>;
  readonly hasMore: ReadonlySignal<boolean>;
  readonly isReading: ReadonlySignal<boolean>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  /** Epoch seconds by the server, of the list. */
  readonly asOf: ReadonlySignal<number | null>;
  readonly kind: ReadonlySignal<DeskTaskKind | null>;
  readonly centreId: ReadonlySignal<number | null>;
  readonly centres: ReadonlySignal<readonly { readonly centreId: number; readonly name: string }[]>;
  readonly selected: ReadonlySignal<DeskTask | null>;
  readonly detail: Loaded<DeskTaskDetail>;
  readonly pair: Loaded<DeskPair>;
  /** The staff of the centre, where the task is a vouch. */
  readonly staff: Loaded<DeskStaff>;
  /** What waits of the vouch that is looked at: one for each tablet it was said on. */
  readonly vouches: ReadonlySignal<readonly OpenVouch[]>;
  /** The evidence of the case, where the task is about one. */
  readonly caseFile: CaseModel;
  readonly draft: ReadonlySignal<TaskDraft | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly result: ReadonlySignal<TaskResult | null>;
  readonly open: () => void;
  readonly refresh: () => Promise<void>;
  readonly showMore: () => Promise<void>;
  readonly filterByKind: (kind: DeskTaskKind | null) => void;
  readonly filterByCentre: (centreId: number | null) => void;
  readonly select: (task: DeskTask | null) => void;
  /** To the dose itself, where it is accepted or withdrawn. */
  readonly toReview: (place: { readonly centreId: number; readonly caseKey: string }) => void;
  /** To the page of the staff, at the centre of the task. */
  readonly toStaff: () => void;
  readonly decideVouch: (vouch: OpenVouch, word: VouchWord) => Promise<void>;
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
    'tasks' | 'centres' | 'caseOf' | 'askCentre' | 'link' | 'comment' | 'staff' | 'decideStaff'
  >;
  readonly now: ReadonlySignal<number>;
  readonly watch: Watch;
  readonly mayDecide: boolean;
  readonly toReview: (day: string, place: { centreId: number; caseKey: string }) => void;
  readonly toStaff: (centreId: number) => void;
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
    const answer = await tasks.list(kind.peek(), centreId.peek(), null);
    if (answer.outcome === 'answered') asOf.value = answer.servedAt ?? deps.now.peek();
    return answer;
  }, watch);
  const later = createLaterPages((after) => tasks.list(kind.peek(), centreId.peek(), after), watch);
  const shownTasks = computed(() =>
    list.value.value === null
      ? null
      : [list.value.value, ...later.pages.value].flatMap((page) => page.tasks),
  );
  const next = computed(() =>
    later.isStarted.value ? later.next.value : (list.value.value?.next ?? null),
  );
  const readMore = (): Promise<boolean> =>
    next.value === null ? Promise.resolve(false) : later.load(next.value);
  /** As far as was read before: whoever works at the end of a long list stays there. */
  const reload = async (): Promise<void> => {
    const had = later.pages.peek().length;
    await list.load();
    if (list.fault.peek() !== null) return;
    later.forget();
    while (later.pages.peek().length < had && (await readMore()));
  };
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
  const staff = createLoaded(
    ofSelected((task) => client.staff(task.centreId)),
    watch,
  );
  const load = async (): Promise<void> => {
    const task = selected.peek();
    if (task?.kind === 'vouch') await staff.load();
    else if (task?.kind === 'same-person') await pair.load();
    else if (task !== null) await detail.load();
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
      staff.forget();
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
    shown: shownTasks,
    hasMore: computed(() => next.value !== null),
    isReading: computed(() => list.isLoading.value || later.isLoading.value),
    fault: computed(() => list.fault.value ?? later.fault.value),
    detail,
    pair,
    staff,
    vouches: computed(() =>
      (staff.value.value?.vouches ?? []).filter(
        ({ staffId }) => selected.value?.taskKey === `vouch/${staffId}`,
      ),
    ),
    caseFile,
    draft,
    isBusy,
    result,
    open: () => {
      void reload();
      if (centreList.value.value === null) void centreList.load();
    },
    refresh: async () => {
      await Promise.all([reload(), load()]);
    },
    showMore: async () => void (await readMore()),
    filterByKind: (wanted) => {
      kind.value = wanted;
      later.forget();
      void list.load();
    },
    filterByCentre: (wanted) => {
      centreId.value = wanted;
      later.forget();
      void list.load();
    },
    select,
    toReview: (place) => {
      const task = selected.peek();
      if (task !== null) deps.toReview(task.day, place);
    },
    toStaff: () => {
      const task = selected.peek();
      if (task !== null) deps.toStaff(task.centreId);
    },
    decideVouch: async ({ log, seq }, word) => {
      const task = selected.peek();
      if (task === null || isBusy.value) return;
      isBusy.value = true;
      const asked = { decision: word, centreId: task.centreId, log, seq };
      result.value = toResult(watch(await client.decideStaff(asked)), word, task.doses);
      isBusy.value = false;
      if (result.value.outcome === 'failed') return;
      await Promise.all([reload(), load()]);
      deps.onDecided();
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
      await Promise.all([reload(), load()]);
      if (answer.outcome === 'decided') deps.onDecided();
    },
    dispose: () => {
      caseFile.dispose();
      list.forget();
      later.forget();
      detail.forget();
      pair.forget();
      staff.forget();
      selected.value = null;
    },
  };
}

function toResult(
  answer: DeskAnswer<{ readonly outcome: string; readonly changes?: readonly DeskHistoryLine[] }>,
  word: TaskWord | VouchWord,
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
