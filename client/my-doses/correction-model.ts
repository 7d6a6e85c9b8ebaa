// Owns asking for a correction: before and after side by side, and only what differs is sent.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { MyCorrection, MyCorrectionAnswer, MyPerson } from '../../schemas/my-doses.ts';
import type { MyApi } from './my-api.ts';
import type { Work } from './my-model.ts';

export interface CorrectionDraft {
  readonly of: MyPerson;
  readonly name: string;
  readonly birthYear: string;
  readonly gender: string;
}

export interface CorrectionModel {
  readonly draft: ReadonlySignal<CorrectionDraft | null>;
  readonly fault: ReadonlySignal<'name' | 'year' | null>;
  /** The answer to the last wish, and whose it was. */
  readonly answer: ReadonlySignal<{
    readonly person: string;
    readonly outcome: MyCorrectionAnswer['outcome'];
  } | null>;
  readonly begin: (person: MyPerson) => void;
  readonly type: (part: Partial<Pick<CorrectionDraft, 'name' | 'birthYear' | 'gender'>>) => void;
  readonly send: () => Promise<void>;
  readonly cancel: () => void;
}

export function createCorrectionModel(deps: {
  readonly api: MyApi;
  readonly work: Work;
  readonly refresh: () => Promise<void>;
}): CorrectionModel {
  const draft = signal<CorrectionDraft | null>(null);
  const fault = signal<'name' | 'year' | null>(null);
  const answer = signal<CorrectionModel['answer']['value']>(null);
  return {
    draft,
    fault,
    answer,
    begin: (of) => {
      answer.value = null;
      fault.value = null;
      draft.value = {
        of,
        name: of.name,
        birthYear: String(of.birthYear),
        gender: of.gender,
      };
    },
    type: (part) => {
      const typed = draft.peek();
      if (typed !== null) draft.value = { ...typed, ...part };
    },
    send: async () => {
      const typed = draft.peek();
      if (typed === null) return;
      fault.value = findFault(typed);
      if (fault.peek() !== null) return;
      const said = await deps.work(() => deps.api.correct(toWish(typed)));
      if (said === null) return;
      answer.value = { person: typed.of.person, outcome: said.outcome };
      draft.value = null;
      await deps.refresh();
    },
    cancel: () => {
      draft.value = null;
      answer.value = null;
      fault.value = null;
    },
  };
}

function findFault({ name, birthYear }: CorrectionDraft): 'name' | 'year' | null {
  if (name.trim() === '') return 'name';
  return /^(19|20)\d\d$/.test(birthYear) ? null : 'year';
}

function toWish({ of, name, birthYear, gender }: CorrectionDraft): MyCorrection {
  const year = Number(birthYear);
  return {
    person: of.person,
    ...(name.trim() === of.name ? {} : { name: name.trim() }),
    ...(year === of.birthYear ? {} : { birthYear: year }),
    ...(gender === of.gender ? {} : { gender: gender as 'Female' | 'Male' | 'Other' }),
  };
}
