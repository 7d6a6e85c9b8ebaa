// Owns what is still on this tablet and why, in a plain decision; and the further staff member's PIN.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Connection, Tablet } from '../../tablet.ts';
import type { TextKey } from '../../i18n/index.ts';
import { createSetPinModel, type SetPinModel } from '../../parts/set-pin-model.ts';

export interface StatusModel {
  readonly why: ReadonlySignal<TextKey>;
  readonly isAddingStaff: ReadonlySignal<boolean>;
  readonly setPin: SetPinModel;
  readonly showAddStaff: (isShown: boolean) => void;
}

/** Why records are still here: nothing is, no network, the office does not answer, or they are on their way. */
export function whyStillHere(connection: Connection): TextKey {
  if (connection.unsent === 0) return 'status.nothingHere';
  if (connection.state === 'offline') return 'status.noNetwork';
  return connection.state === 'reaching' ? 'status.reaching' : 'status.onTheirWay';
}

export function createStatusModel(tablet: Tablet): StatusModel {
  const isAddingStaff = signal(false);
  return {
    why: computed(() => whyStillHere(tablet.connection.value)),
    isAddingStaff,
    setPin: createSetPinModel(
      tablet,
      () => tablet.day.value?.staff ?? [],
      () => void (isAddingStaff.value = false),
    ),
    showAddStaff: (isShown) => void (isAddingStaff.value = isShown),
  };
}
