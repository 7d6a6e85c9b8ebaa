// Owns what is still on this tablet and why, in a plain decision; the further staff member, and how the one at it is proved.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Connection, Tablet } from '../../tablet.ts';
import type { TextKey } from '../../i18n/index.ts';
import { createAddStaffModel, type AddStaffModel } from '../../parts/add-staff-model.ts';
import { createProveModel, type ProveModel } from './prove-model.ts';

export interface StatusModel {
  readonly why: ReadonlySignal<TextKey>;
  readonly isAddingStaff: ReadonlySignal<boolean>;
  readonly addStaff: AddStaffModel;
  readonly prove: ProveModel;
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
  const addStaff = createAddStaffModel(tablet, () => void (isAddingStaff.value = false));
  return {
    why: computed(() => whyStillHere(tablet.connection.value)),
    isAddingStaff,
    addStaff,
    prove: createProveModel(tablet),
    showAddStaff: (isShown) => {
      addStaff.startOver();
      isAddingStaff.value = isShown;
    },
  };
}
