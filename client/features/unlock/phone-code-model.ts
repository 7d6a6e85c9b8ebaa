// Owns the forgotten PIN: the question to say on the phone, the code that is read back, and the new PIN.

import { signal, type ReadonlySignal } from '@preact/signals';
import { createSetPinModel, type SetPinModel } from '../../parts/set-pin-model.ts';
import type { TextKey } from '../../i18n/index.ts';
import type { Tablet } from '../../tablet.ts';
import type { RosterStaff } from '../../../schemas/records/roster.ts';

export interface PhoneCodeModel {
  readonly person: RosterStaff;
  /** What to say on the phone; null when no code would open this tablet, undefined while it is looked up. */
  readonly question: ReadonlySignal<string | null | undefined>;
  readonly typed: ReadonlySignal<string>;
  readonly fault: ReadonlySignal<TextKey | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  /** The code fits: a new PIN is chosen. */
  readonly newPin: ReadonlySignal<SetPinModel | null>;
  readonly type: (code: string) => void;
  readonly submit: () => Promise<void>;
}

export function createPhoneCodeModel(
  tablet: Tablet,
  person: RosterStaff,
  onDone: () => void,
): PhoneCodeModel {
  const question = signal<string | null | undefined>(undefined);
  const typed = signal('');
  const fault = signal<TextKey | null>(null);
  const isBusy = signal(false);
  const newPin = signal<SetPinModel | null>(null);
  void tablet.phoneQuestion().then(
    (found) => void (question.value = found),
    () => void (question.value = null),
  );
  return {
    person,
    question,
    typed,
    fault,
    isBusy,
    newPin,
    type: (code) => {
      typed.value = code;
      fault.value = null;
    },
    submit: async () => {
      if (isBusy.value) return;
      isBusy.value = true;
      const code = typed.value;
      const isRight = await tablet.checkPhoneCode(code).catch(() => false);
      isBusy.value = false;
      if (!isRight) return void (fault.value = 'phoneCode.wrong');
      const spending = {
        checkPin: tablet.checkPin,
        setPin: (staffId: string, pin: string) => tablet.resetPin(staffId, code, pin),
      };
      const model = createSetPinModel(spending, () => [person], onDone);
      model.choose(person.staffId);
      newPin.value = model;
    },
  };
}
