// Owns putting in a new phone for somebody whose old one is lost.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { DeskPhoneAnswer } from '../../../../schemas/desk-messages.ts';
import type { DeskCentreName } from '../desk-answers.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import type { Watch } from '../loaded.ts';

export interface PhoneDraft {
  readonly centreId: string;
  readonly findBy: string;
  readonly birthYear: string;
  readonly mobileNumber: string;
  readonly note: string;
}

const emptyDraft: PhoneDraft = {
  centreId: '',
  findBy: '',
  birthYear: '',
  mobileNumber: '',
  note: '',
};

export interface PhoneModel {
  readonly isOpen: ReadonlySignal<boolean>;
  readonly centres: ReadonlySignal<readonly DeskCentreName[]>;
  readonly draft: ReadonlySignal<PhoneDraft>;
  /** The fields that are not of their form; empty before the first try. */
  readonly faults: ReadonlySignal<readonly (keyof PhoneDraft)[]>;
  readonly answer: ReadonlySignal<DeskPhoneAnswer['outcome'] | null>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly begin: () => Promise<void>;
  readonly cancel: () => void;
  readonly type: (part: Partial<PhoneDraft>) => void;
  readonly send: () => Promise<void>;
}

const forms: Readonly<Record<keyof PhoneDraft, RegExp>> = {
  centreId: /^\d+$/,
  findBy: /^(?:\d{13,14}|[6-9]\d{9})$/,
  birthYear: /^(?:19|20)\d\d$/,
  mobileNumber: /^[6-9]\d{9}$/,
  note: /^.{3,500}$/s,
};

export function createPhoneModel(deps: {
  readonly client: Pick<DeskClient, 'people' | 'centres'>;
  readonly watch: Watch;
}): PhoneModel {
  const isOpen = signal(false);
  const centres = signal<readonly DeskCentreName[]>([]);
  const draft = signal(emptyDraft);
  const faults = signal<readonly (keyof PhoneDraft)[]>([]);
  const answer = signal<DeskPhoneAnswer['outcome'] | null>(null);
  const fault = signal<DeskFault | null>(null);
  const isBusy = signal(false);
  return {
    isOpen,
    centres,
    draft,
    faults,
    answer,
    fault,
    isBusy,
    begin: async () => {
      draft.value = emptyDraft;
      faults.value = [];
      answer.value = null;
      isOpen.value = true;
      const listed = deps.watch(await deps.client.centres());
      fault.value = listed.outcome === 'answered' ? null : listed;
      if (listed.outcome !== 'answered') return;
      centres.value = [...listed.value].sort((a, b) => a.name.localeCompare(b.name, 'en'));
      const [only, another] = centres.peek();
      if (only !== undefined && another === undefined)
        draft.value = { ...draft.peek(), centreId: String(only.centreId) };
    },
    cancel: () => {
      isOpen.value = false;
      draft.value = emptyDraft;
    },
    type: (part) => void (draft.value = { ...draft.peek(), ...part }),
    send: async () => {
      const typed = draft.peek();
      faults.value = (Object.keys(forms) as (keyof PhoneDraft)[]).filter(
        (field) => !forms[field].test(typed[field].trim()),
      );
      if (faults.peek().length > 0 || isBusy.peek()) return;
      isBusy.value = true;
      const said = deps.watch(
        await deps.client.people.changePhone({
          centreId: Number(typed.centreId),
          findBy: typed.findBy.trim(),
          birthYear: Number(typed.birthYear),
          mobileNumber: typed.mobileNumber.trim(),
          note: typed.note.trim(),
        }),
      );
      isBusy.value = false;
      fault.value = said.outcome === 'answered' ? null : said;
      if (said.outcome !== 'answered') return;
      answer.value = said.value.outcome;
      if (said.value.outcome !== 'changed') return;
      isOpen.value = false;
      draft.value = emptyDraft;
    },
  };
}
