// Owns the desk's page of who did and read what: of one person, of one account, or of all, page by page.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { DeskHistoryRequest, DeskHistoryRow } from '../../../../schemas/desk-history.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import type { Watch } from '../loaded.ts';

export interface HistoryModel {
  readonly referenceId: ReadonlySignal<string>;
  readonly account: ReadonlySignal<string>;
  readonly isReferenceWrong: ReadonlySignal<boolean>;
  readonly rows: ReadonlySignal<readonly DeskHistoryRow[] | null>;
  readonly isMore: ReadonlySignal<boolean>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly typeReference: (text: string) => void;
  readonly typeAccount: (text: string) => void;
  readonly show: () => Promise<void>;
  readonly showMore: () => Promise<void>;
  readonly dispose: () => void;
}

type Shown = { readonly asked: DeskHistoryRequest; readonly next: string | null };

export function createHistoryModel(deps: {
  readonly client: Pick<DeskClient, 'history'>;
  readonly watch: Watch;
}): HistoryModel {
  const referenceId = signal('');
  const account = signal('');
  const wasAsked = signal(false);
  const rows = signal<readonly DeskHistoryRow[] | null>(null);
  const shown = signal<Shown | null>(null);
  const isBusy = signal(false);
  const fault = signal<DeskFault | null>(null);
  const isReference = computed(() => /^(\d{13,14})?$/.test(referenceId.value));
  const ask = async (asked: DeskHistoryRequest, after: string | null): Promise<void> => {
    if (isBusy.value) return;
    isBusy.value = true;
    const page = after === null ? asked : { ...asked, after };
    const answer = deps.watch(await deps.client.history(page));
    isBusy.value = false;
    fault.value = answer.outcome === 'answered' ? null : answer;
    if (answer.outcome !== 'answered') return;
    rows.value = [...(after === null ? [] : (rows.value ?? [])), ...answer.value.rows];
    shown.value = { asked, next: answer.value.next };
  };
  return {
    referenceId,
    account,
    isReferenceWrong: computed(() => wasAsked.value && !isReference.value),
    rows,
    isMore: computed(() => (shown.value?.next ?? null) !== null),
    isBusy,
    fault,
    typeReference: (text) => {
      wasAsked.value = false;
      referenceId.value = text.replaceAll(/\s/g, '');
    },
    typeAccount: (text) => void (account.value = text),
    show: async () => {
      wasAsked.value = true;
      if (!isReference.value) return;
      const name = account.value.trim();
      await ask(
        {
          ...(referenceId.value === '' ? {} : { referenceId: referenceId.value }),
          ...(name === '' ? {} : { account: name }),
        },
        null,
      );
    },
    showMore: async () => {
      const of = shown.value;
      if (of !== null && of.next !== null) await ask(of.asked, of.next);
    },
    dispose: () => {
      rows.value = null;
      shown.value = null;
    },
  };
}
