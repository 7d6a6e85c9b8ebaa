// Owns the reading out of a code for a forgotten PIN: what the tablet shows is typed, the code is shown once, in fours.

import { signal, type ReadonlySignal } from '@preact/signals';
import { groupPhoneCode } from '../../../../schemas/phone-code.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';

export interface PhoneCodeOfferModel {
  readonly question: ReadonlySignal<string>;
  /** In groups of four, as it is read aloud; null before it was asked for. */
  readonly code: ReadonlySignal<string | null>;
  readonly isNoQuestion: ReadonlySignal<boolean>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly type: (question: string) => void;
  readonly ask: (device: string) => Promise<void>;
}

export function createPhoneCodeOfferModel(
  client: Pick<DeskClient, 'readPhoneCode'>,
): PhoneCodeOfferModel {
  const question = signal('');
  const code = signal<string | null>(null);
  const isNoQuestion = signal(false);
  const fault = signal<DeskFault | null>(null);
  const isBusy = signal(false);
  return {
    question,
    code,
    isNoQuestion,
    fault,
    isBusy,
    type: (typed) => {
      question.value = typed;
      code.value = null;
      isNoQuestion.value = false;
    },
    ask: async (device) => {
      if (isBusy.value) return;
      isBusy.value = true;
      const answer = await client.readPhoneCode({ device, question: question.value });
      isBusy.value = false;
      if (answer.outcome !== 'answered') return void (fault.value = answer);
      fault.value = null;
      isNoQuestion.value = answer.value.outcome === 'not-a-question';
      code.value = answer.value.code === null ? null : groupPhoneCode(answer.value.code);
    },
  };
}
