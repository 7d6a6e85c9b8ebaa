// Owns the choice of a staff member and a PIN typed twice: for the first person, and for any further one.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { TextKey } from '../i18n/index.ts';
import type { PinFault, Tablet, UnlockOutcome } from '../tablet.ts';
import type { RosterStaff } from '../../schemas/records/roster.ts';

export type SetPinStep = 'choose-staff' | 'first-pin' | 'again';

export interface SetPinModel {
  readonly staff: ReadonlySignal<readonly RosterStaff[]>;
  readonly chosen: ReadonlySignal<RosterStaff | null>;
  readonly step: ReadonlySignal<SetPinStep>;
  readonly typed: ReadonlySignal<string>;
  readonly fault: ReadonlySignal<TextKey | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly choose: (staffId: string) => void;
  readonly chooseAgain: () => void;
  readonly type: (digits: string) => void;
  readonly submit: () => Promise<void>;
}

const keyOfFault: Readonly<Record<PinFault, TextKey>> = {
  'too-short': 'pin.too-short',
  'not-digits': 'pin.not-digits',
  'too-simple': 'pin.too-simple',
  'not-equal': 'pin.not-equal',
};

export function createSetPinModel(
  tablet: Pick<Tablet, 'checkPin' | 'setPin'>,
  staffOf: () => readonly RosterStaff[],
  onDone: () => void,
): SetPinModel {
  const staff = computed(staffOf);
  const chosen = signal<RosterStaff | null>(null);
  const first = signal<string | null>(null);
  const typed = signal('');
  const fault = signal<TextKey | null>(null);
  const isBusy = signal(false);

  const startOver = (): void => {
    first.value = null;
    typed.value = '';
  };

  const keep = async (person: RosterStaff, pin: string): Promise<void> => {
    isBusy.value = true;
    try {
      const outcome: UnlockOutcome = await tablet.setPin(person.staffId, pin);
      startOver();
      if (outcome !== 'unlocked') return void (fault.value = 'pin.storage-failed');
      chosen.value = null;
      onDone();
    } catch {
      fault.value = 'pin.storage-failed';
    } finally {
      isBusy.value = false;
    }
  };

  return {
    staff,
    chosen,
    step: computed(() =>
      chosen.value === null ? 'choose-staff' : first.value === null ? 'first-pin' : 'again',
    ),
    typed,
    fault,
    isBusy,
    choose: (staffId) => {
      chosen.value = staff.value.find((person) => person.staffId === staffId) ?? null;
      fault.value = null;
      startOver();
    },
    chooseAgain: () => {
      chosen.value = null;
      fault.value = null;
      startOver();
    },
    type: (digits) => {
      typed.value = digits;
      fault.value = null;
    },
    submit: async () => {
      const person = chosen.value;
      if (person === null || isBusy.value) return;
      const pin = typed.value;
      if (first.value === null) {
        const found = tablet.checkPin(pin, pin);
        if (found !== null) return void (fault.value = keyOfFault[found]);
        first.value = pin;
        typed.value = '';
        return;
      }
      const found = tablet.checkPin(first.value, pin);
      if (found === null) return keep(person, pin);
      fault.value = keyOfFault[found];
      startOver();
    },
  };
}
