// Owns proving oneself with one's own one-time code of the desk: what is typed, and what came of it.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { BindOutcome, Tablet } from '../../tablet.ts';

/** `vouch`: nobody of the district has looked at it yet. */
export type ShownBinding = 'code' | 'vouch' | 'vouch-confirmed' | 'vouch-refused' | 'claimed';

export interface ProveModel {
  /** Null while nobody is signed in. */
  readonly binding: ReadonlySignal<ShownBinding | null>;
  readonly code: ReadonlySignal<string>;
  readonly outcome: ReadonlySignal<BindOutcome | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly type: (code: string) => void;
  readonly submit: () => Promise<void>;
}

export function createProveModel(
  tablet: Pick<Tablet, 'stage' | 'staffHere' | 'bindOwnKey' | 'day'>,
): ProveModel {
  const code = signal('');
  const outcome = signal<BindOutcome | null>(null);
  const isBusy = signal(false);
  return {
    binding: computed((): ShownBinding | null => {
      const stage = tablet.stage.value;
      if (stage.stage !== 'unlocked') return null;
      const here = tablet.staffHere.value.find((each) => each.staffId === stage.staff.staffId);
      // The latest word of the district on this very key.
      const said = tablet.day.value?.vouches.findLast(
        (each) => each.staffId === stage.staff.staffId && each.key === here?.keyName,
      );
      if (said !== undefined && here?.binding !== 'code') return `vouch-${said.said}`;
      return here?.binding ?? 'claimed';
    }),
    code,
    outcome,
    isBusy,
    type: (typed) => {
      code.value = typed;
      outcome.value = null;
    },
    submit: async () => {
      if (isBusy.value || code.value.trim() === '') return;
      isBusy.value = true;
      outcome.value = await tablet
        .bindOwnKey(code.value)
        .catch(() => 'server-unreachable' as const);
      isBusy.value = false;
      if (outcome.value === 'bound') code.value = '';
    },
  };
}
