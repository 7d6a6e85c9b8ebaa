// Owns the notice after the register was put back from a backup: whether it stands, and its end by whoever answers for the register.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { DeskRestoreReview } from '../../../../schemas/desk-tablets.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import { createLoaded, type Watch } from '../loaded.ts';

export interface RestoreModel {
  /** Null while nothing is known, and while nothing was put back. */
  readonly openReview: ReadonlySignal<DeskRestoreReview | null>;
  readonly mayClose: boolean;
  /** The first press asks, the second one ends it. */
  readonly isAsking: ReadonlySignal<boolean>;
  readonly isClosing: ReadonlySignal<boolean>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly load: () => Promise<void>;
  readonly ask: () => void;
  readonly stay: () => void;
  readonly close: () => Promise<void>;
}

export function createRestoreModel(deps: {
  readonly client: Pick<DeskClient, 'restoreReview' | 'closeRestoreReview'>;
  readonly watch: Watch;
  readonly mayClose: boolean;
}): RestoreModel {
  const openReview = signal<DeskRestoreReview | null>(null);
  const isAsking = signal(false);
  const isClosing = signal(false);
  const fault = signal<DeskFault | null>(null);
  const show = (review: DeskRestoreReview): void => {
    openReview.value = review.isOpen ? review : null;
  };
  const loaded = createLoaded(() => deps.client.restoreReview(), deps.watch);
  return {
    openReview,
    mayClose: deps.mayClose,
    isAsking,
    isClosing,
    fault,
    load: async () => {
      await loaded.load();
      if (loaded.value.value !== null && loaded.fault.value === null) show(loaded.value.value);
    },
    ask: () => {
      isAsking.value = true;
    },
    stay: () => {
      isAsking.value = false;
    },
    close: async () => {
      if (isClosing.value) return;
      isClosing.value = true;
      const answer = deps.watch(await deps.client.closeRestoreReview());
      isClosing.value = false;
      isAsking.value = false;
      fault.value = answer.outcome === 'answered' ? null : answer;
      if (answer.outcome === 'answered') show(answer.value);
    },
  };
}
