// Owns the case of the dose that is looked at: its evidence, and what a supervisor says about it beside a decision.

import { effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import type { DeskHistoryLine } from '../../../../schemas/desk.ts';
import type { DeskCase, DeskCaseAnswer } from '../../../../schemas/desk-case.ts';
import type { QuestionTopic } from '../../../../schemas/events/question-asked.ts';
import type { DeskAnswer, DeskClient, DeskFault } from '../desk-client.ts';
import { createLoaded, type Watch } from '../loaded.ts';

export type CaseTask =
  | { readonly task: 'ask'; readonly topic: QuestionTopic | null; readonly text: string }
  | { readonly task: 'comment'; readonly text: string }
  | { readonly task: 'same-person'; readonly otherCase: string; readonly text: string }
  | {
      readonly task: 'different';
      readonly otherCase: string;
      readonly otherHash: string;
      readonly text: string;
    }
  | { readonly task: 'not-same-person'; readonly link: string; readonly text: string };

export type CaseTaskFault = 'no-topic' | 'too-short';

/** What the last press came to. */
export type CaseResult =
  | { readonly outcome: 'done'; readonly task: CaseTask['task'] }
  | { readonly outcome: 'look-again'; readonly changes: readonly DeskHistoryLine[] }
  | { readonly outcome: 'not-yours' | 'no-such-case' | 'already' }
  | { readonly outcome: 'failed'; readonly fault: DeskFault };

export interface CaseModel {
  /** Null until it came, and when nothing is selected. */
  readonly shown: ReadonlySignal<DeskCase | null>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly task: ReadonlySignal<CaseTask | null>;
  readonly taskFault: ReadonlySignal<CaseTaskFault | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly result: ReadonlySignal<CaseResult | null>;
  readonly reload: () => Promise<void>;
  readonly start: (task: CaseTask) => void;
  readonly change: (part: { readonly topic?: QuestionTopic; readonly text?: string }) => void;
  readonly putAway: () => void;
  readonly submit: () => Promise<void>;
  readonly dispose: () => void;
}

export interface CasePlace {
  readonly centreId: number;
  readonly caseKey: string;
}

const charactersMin = 3;

export function createCaseModel(deps: {
  readonly client: Pick<DeskClient, 'caseOf' | 'askCentre' | 'link' | 'comment' | 'tasks'>;
  /** Which case is looked at; null for none. */
  readonly place: ReadonlySignal<CasePlace | null>;
  readonly watch: Watch;
  /** The case is another one now: the list is read again. */
  readonly onSaid: () => Promise<void>;
}): CaseModel {
  const { client, place, watch } = deps;
  const task = signal<CaseTask | null>(null);
  const taskFault = signal<CaseTaskFault | null>(null);
  const isBusy = signal(false);
  const result = signal<CaseResult | null>(null);
  const loaded = createLoaded(async (): Promise<DeskAnswer<DeskCase>> => {
    const asked = place.peek();
    if (asked === null) return { outcome: 'not-yours' };
    return client.caseOf(asked.centreId, asked.caseKey);
  }, watch);
  const caseName = (): string | null => {
    const shown = place.value;
    return shown === null ? null : `${shown.centreId} ${shown.caseKey}`;
  };
  let followed: string | null = null;
  // Each read is written down: a case is read when somebody opens it, not for every change of the list.
  const stop = effect(() => {
    const name = caseName();
    untracked(() => {
      if (name === followed) return;
      followed = name;
      loaded.forget();
      task.value = null;
      result.value = null;
      if (name !== null) void loaded.load();
    });
  });
  const send = (
    shown: DeskCase,
    asked: CaseTask,
    text: string,
  ): Promise<DeskAnswer<DeskCaseAnswer>> => {
    const { centreId, caseKey, caseHash, seen } = shown;
    const bound = { centreId, caseKey, caseHash, seen, note: text };
    switch (asked.task) {
      case 'ask':
        return client.askCentre({
          centreId,
          caseKey,
          topic: asked.topic ?? 'other',
          text: text === '' ? null : text,
        });
      case 'comment':
        return client.comment({ centreId, caseKey, words: text });
      case 'same-person':
        return client.link({ ...bound, what: 'same-person', otherCase: asked.otherCase });
      case 'different':
        return tellApart(client, shown, asked, text);
      case 'not-same-person':
        return client.link({ ...bound, what: 'not-same-person', link: asked.link });
    }
  };
  return {
    shown: loaded.value,
    fault: loaded.fault,
    task,
    taskFault,
    isBusy,
    result,
    reload: () => loaded.load(),
    start: (asked) => {
      taskFault.value = null;
      result.value = null;
      task.value = asked;
    },
    change: (part) => {
      if (task.value === null) return;
      taskFault.value = null;
      task.value = { ...task.value, ...part } as CaseTask;
    },
    putAway: () => {
      task.value = null;
    },
    submit: async () => {
      const asked = task.value;
      const shown = loaded.value.value;
      if (asked === null || shown === null || isBusy.value) return;
      const text = asked.text.trim();
      taskFault.value = findTaskFault(asked, text);
      if (taskFault.value !== null) return;
      isBusy.value = true;
      const answer = watch(await send(shown, asked, text));
      isBusy.value = false;
      result.value = toResult(answer, asked);
      // What was typed stays when it could not be said.
      if (result.value.outcome !== 'done') {
        if (result.value.outcome === 'look-again') await loaded.load();
        return;
      }
      task.value = null;
      await loaded.load();
      if (asked.task !== 'comment') await deps.onSaid();
    },
    dispose: () => {
      stop();
      loaded.forget();
    },
  };
}

/** Bound to what was seen of both entries, as from the task of a pair. */
async function tellApart(
  client: Pick<DeskClient, 'tasks'>,
  { centreId, caseKey, caseHash, seen }: DeskCase,
  asked: Extract<CaseTask, { readonly task: 'different' }>,
  note: string,
): Promise<DeskAnswer<DeskCaseAnswer>> {
  const other = { centreId, caseKey: asked.otherCase, caseHash: asked.otherHash, seen };
  const own = { centreId, caseKey, caseHash, seen };
  const answer = await client.tasks.decidePair({ said: 'different', sides: [own, other], note });
  if (answer.outcome !== 'answered') return answer;
  const { outcome } = answer.value;
  return {
    ...answer,
    value: { ...answer.value, outcome: outcome === 'decided' ? 'done' : outcome },
  };
}

function findTaskFault(asked: CaseTask, text: string): CaseTaskFault | null {
  if (asked.task === 'ask' && asked.topic === null) return 'no-topic';
  const mayBeEmpty = asked.task === 'ask' && asked.topic !== 'other' && text === '';
  return mayBeEmpty || text.length >= charactersMin ? null : 'too-short';
}

function toResult(answer: DeskAnswer<DeskCaseAnswer>, asked: CaseTask): CaseResult {
  if (answer.outcome !== 'answered') return { outcome: 'failed', fault: answer };
  const { outcome, changes } = answer.value;
  if (outcome === 'done') return { outcome, task: asked.task };
  if (outcome === 'look-again') return { outcome, changes: changes ?? [] };
  return { outcome };
}
