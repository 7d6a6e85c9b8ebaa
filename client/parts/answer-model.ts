// Owns answering a question of the district: the picked answer, words where they are needed, and the save.

import { signal, type ReadonlySignal } from '@preact/signals';
import { limits } from '../../schemas/limits.ts';
import type { QuestionAnswer } from '../../schemas/events/question-answered.ts';
import type { QuestionRow, Tablet } from '../tablet.ts';
import type { KeptModel } from '../services.tsx';
import { createSaving, type Saving } from './saving.ts';

export interface AnswerModel extends KeptModel {
  readonly saving: Saving;
  readonly answer: ReadonlySignal<QuestionAnswer | null>;
  readonly text: ReadonlySignal<string>;
  readonly fault: ReadonlySignal<'no-answer' | 'no-words' | null>;
  readonly pick: (answer: QuestionAnswer) => void;
  readonly type: (text: string) => void;
  readonly send: () => Promise<boolean>;
}

export const answerCharactersMax = limits.textCharactersMax;

export function createAnswerModel(
  tablet: Pick<Tablet, 'answerQuestion'>,
  question: QuestionRow,
): AnswerModel {
  const saving = createSaving();
  const answer = signal<QuestionAnswer | null>(null);
  const text = signal('');
  const fault = signal<'no-answer' | 'no-words' | null>(null);
  return {
    saving,
    answer,
    text,
    fault,
    pick: (picked) => {
      answer.value = picked;
      fault.value = null;
    },
    type: (typed) => {
      text.value = typed;
      fault.value = null;
    },
    send: async () => {
      const picked = answer.value;
      const words = text.value.trim();
      if (picked === null) fault.value = 'no-answer';
      else if (picked === 'other' && words === '') fault.value = 'no-words';
      if (picked === null || fault.value !== null) return false;
      const said = { answer: picked, text: words === '' ? null : words };
      return (await saving.run(() => tablet.answerQuestion(question, said))) !== null;
    },
    unsaved: () =>
      text.value.trim() === '' ? null : { key: 'ask.unsaved', values: { name: question.name } },
  };
}
