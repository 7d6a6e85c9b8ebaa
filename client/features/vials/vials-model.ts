// Owns the vials of the day: open ones first to be used up, the opening of a new one, and the discarding with a reason.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Tablet, VialRow } from '../../tablet.ts';
import { createOpenVialModel, type OpenVialModel } from '../../parts/open-vial-model.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';

export const discardReasons = [
  'empty',
  'past-time',
  'session-over',
  'broken',
  'contaminated',
  'cold-chain',
] as const;
export type DiscardReason = (typeof discardReasons)[number];

export interface VialsModel {
  readonly saving: Saving;
  readonly openVial: OpenVialModel;
  readonly open: ReadonlySignal<readonly VialRow[]>;
  readonly discarded: ReadonlySignal<readonly VialRow[]>;
  readonly isOpening: ReadonlySignal<boolean>;
  readonly lastOpened: ReadonlySignal<string | null>;
  readonly discarding: ReadonlySignal<VialRow | null>;
  readonly showForm: (isShown: boolean) => void;
  readonly opened: (name: string) => void;
  readonly askDiscard: (name: string | null) => void;
  readonly discard: (reason: DiscardReason) => Promise<void>;
}

export function createVialsModel(tablet: Tablet): VialsModel {
  const saving = createSaving();
  const openVial = createOpenVialModel(tablet, () => null);
  const isOpening = signal(openVial.isBegun);
  const lastOpened = signal<string | null>(null);
  const discardingName = signal<string | null>(null);
  const open = computed(() =>
    tablet.vials.value.filter((vial) => !vial.isDiscarded).sort((a, b) => a.openedAt - b.openedAt),
  );
  const discarding = computed(
    () => open.value.find((vial) => vial.name === discardingName.value) ?? null,
  );
  return {
    saving,
    openVial,
    open,
    discarded: computed(() => tablet.vials.value.filter((vial) => vial.isDiscarded)),
    isOpening,
    lastOpened,
    discarding,
    showForm: (isShown) => void (isOpening.value = isShown),
    opened: (name) => {
      isOpening.value = false;
      lastOpened.value = name;
    },
    askDiscard: (name) => {
      discardingName.value = name;
      saving.clear();
    },
    discard: async (reason) => {
      const vial = discarding.value;
      if (vial === null) return;
      const saved = await saving.run(() => tablet.discardVial(vial, reason));
      if (saved !== null) discardingName.value = null;
    },
  };
}
