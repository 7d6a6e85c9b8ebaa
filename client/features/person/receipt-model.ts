// Owns the receipt of one dose: the code that holds it, and the number for a slip by hand.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { Carry, DoseReceipt } from '../../carry/port.ts';
import type { PersonRow } from '../../tablet.ts';
import type { DoseInCase } from '../../../schemas/fold/case.ts';

export interface ReceiptModel {
  readonly receipt: ReadonlySignal<DoseReceipt | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly show: (person: PersonRow, dose: DoseInCase) => Promise<void>;
  readonly hide: () => void;
}

export function createReceiptModel(carry: Pick<Carry, 'receiptOf'>): ReceiptModel {
  const receipt = signal<DoseReceipt | null>(null);
  const isBusy = signal(false);
  return {
    receipt,
    isBusy,
    show: async (person, dose) => {
      if (isBusy.value) return;
      isBusy.value = true;
      try {
        const registration = person.folded.registration?.ref ?? null;
        receipt.value = await carry.receiptOf(dose.ref, registration);
      } finally {
        isBusy.value = false;
      }
    },
    hide: () => void (receipt.value = null),
  };
}
