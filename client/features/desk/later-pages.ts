// Owns the pages of a list after its first: read one by one, when somebody asks for more.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { DeskAnswer, DeskFault } from './desk-client.ts';
import type { Watch } from './loaded.ts';

export interface LaterPages<Page> {
  readonly pages: ReadonlySignal<readonly Page[]>;
  readonly isStarted: ReadonlySignal<boolean>;
  /** Where the last page read ended; null at the end. */
  readonly next: ReadonlySignal<string | null>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isLoading: ReadonlySignal<boolean>;
  /** True when a page came. */
  readonly load: (after: string) => Promise<boolean>;
  readonly forget: () => void;
}

export function createLaterPages<Page extends { readonly next: string | null }>(
  ask: (after: string) => Promise<DeskAnswer<Page>>,
  watch: Watch,
): LaterPages<Page> {
  const pages = signal<readonly Page[]>([]);
  const isStarted = signal(false);
  const next = signal<string | null>(null);
  const fault = signal<DeskFault | null>(null);
  const isLoading = signal(false);
  let listNo = 0;
  return {
    pages,
    isStarted,
    next,
    fault,
    isLoading,
    load: async (after) => {
      if (isLoading.value) return false;
      const mine = listNo;
      isLoading.value = true;
      const answer = watch(await ask(after));
      if (mine !== listNo) return false;
      isLoading.value = false;
      if (answer.outcome !== 'answered') {
        fault.value = answer;
        return false;
      }
      fault.value = null;
      pages.value = [...pages.value, answer.value];
      next.value = answer.value.next;
      isStarted.value = true;
      return true;
    },
    forget: () => {
      listNo += 1;
      pages.value = [];
      next.value = null;
      fault.value = null;
      isStarted.value = false;
      isLoading.value = false;
    },
  };
}
