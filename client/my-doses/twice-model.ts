// Owns saying that two entries of this phone are one person: which two, and what came of it. The district compares them.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { MyTwiceAnswer } from '../../schemas/my-doses.ts';
import type { MyAnswer, MyApi } from './my-api.ts';

export interface TwiceModel {
  /** Whose entry it was begun on; null while nobody is asked. */
  readonly of: ReadonlySignal<string | null>;
  readonly answer: ReadonlySignal<{
    readonly person: string;
    readonly outcome: MyTwiceAnswer['outcome'];
  } | null>;
  readonly begin: (person: string) => void;
  readonly tell: (other: string) => Promise<void>;
  readonly cancel: () => void;
}

export function createTwiceModel(deps: {
  readonly api: Pick<MyApi, 'tellTwice'>;
  readonly work: <Value>(question: () => Promise<MyAnswer<Value>>) => Promise<Value | null>;
}): TwiceModel {
  const of = signal<string | null>(null);
  const answer = signal<TwiceModel['answer']['value']>(null);
  return {
    of,
    answer,
    begin: (person) => {
      answer.value = null;
      of.value = person;
    },
    tell: async (other) => {
      const person = of.peek();
      if (person === null) return;
      const told = await deps.work(() => deps.api.tellTwice(person, other));
      if (told === null) return;
      of.value = null;
      answer.value = { person, outcome: told.outcome };
    },
    cancel: () => {
      of.value = null;
      answer.value = null;
    },
  };
}
