// Owns changing one person's phone: the new number proves itself with a code of its own.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { MyPhoneAnswer } from '../../schemas/my-doses.ts';
import { language } from '../i18n/language.ts';
import type { MyApi } from './my-api.ts';
import type { Work } from './my-model.ts';
import { digitsOf, isCode, isMobile } from './typed-digits.ts';

export interface NewPhoneDraft {
  readonly person: string;
  readonly mobileNumber: string;
  readonly code: string;
  /** The code is on its way to the new number. */
  readonly isAsked: boolean;
}

export interface NewPhoneModel {
  readonly draft: ReadonlySignal<NewPhoneDraft | null>;
  readonly fault: ReadonlySignal<'phone' | 'code' | 'refused' | null>;
  readonly answer: ReadonlySignal<MyPhoneAnswer['outcome'] | null>;
  readonly begin: (person: string) => void;
  readonly typeNumber: (text: string) => void;
  readonly typeCode: (text: string) => void;
  readonly askCode: () => Promise<void>;
  readonly change: () => Promise<void>;
  readonly cancel: () => void;
}

export function createNewPhoneModel(deps: {
  readonly api: MyApi;
  readonly work: Work;
  readonly refresh: () => Promise<void>;
}): NewPhoneModel {
  const draft = signal<NewPhoneDraft | null>(null);
  const fault = signal<'phone' | 'code' | 'refused' | null>(null);
  const answer = signal<MyPhoneAnswer['outcome'] | null>(null);
  const type = (part: Partial<NewPhoneDraft>): void => {
    const typed = draft.peek();
    if (typed !== null) draft.value = { ...typed, ...part };
  };
  return {
    draft,
    fault,
    answer,
    begin: (person) => {
      fault.value = null;
      answer.value = null;
      draft.value = { person, mobileNumber: '', code: '', isAsked: false };
    },
    typeNumber: (text) => type({ mobileNumber: digitsOf(text, 10) }),
    typeCode: (text) => type({ code: digitsOf(text, 6) }),
    askCode: async () => {
      const typed = draft.peek();
      if (typed === null) return;
      fault.value = isMobile(typed.mobileNumber) ? null : 'phone';
      if (fault.peek() !== null) return;
      const { mobileNumber } = typed;
      const asked = await deps.work(() => deps.api.askNewPhoneCode(mobileNumber, language.peek()));
      if (asked !== null) type({ isAsked: true });
    },
    change: async () => {
      const typed = draft.peek();
      if (typed === null) return;
      fault.value = isCode(typed.code) ? null : 'code';
      if (fault.peek() !== null) return;
      const said = await deps.work(() =>
        deps.api.changePhone(typed.person, typed.mobileNumber, typed.code),
      );
      if (said === null) return;
      if (said.outcome === 'code-refused') return void (fault.value = 'refused');
      answer.value = said.outcome;
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
