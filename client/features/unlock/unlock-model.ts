// Owns unlocking: who is at the tablet, the PIN, what a wrong one means, and the question about the day.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Text } from '../../i18n/index.ts';
import { formatTime } from '../../i18n/index.ts';
import { createAddStaffModel, type AddStaffModel } from '../../parts/add-staff-model.ts';
import { createPhoneCodeModel, type PhoneCodeModel } from './phone-code-model.ts';
import type { LockedStaff, Tablet, UnlockOutcome } from '../../tablet.ts';

export interface UnlockModel {
  readonly staff: ReadonlySignal<readonly LockedStaff[]>;
  readonly chosen: ReadonlySignal<LockedStaff | null>;
  readonly pin: ReadonlySignal<string>;
  readonly message: ReadonlySignal<Text | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  /** Every PIN of this tablet was destroyed: only a new enrolment code opens it. */
  readonly isNobodyLeft: ReadonlySignal<boolean>;
  /** The enrolment screen stands in the lock screen's place. */
  readonly isEnrolling: ReadonlySignal<boolean>;
  /** Epoch seconds until which no try is taken; null when one may be made. */
  readonly waitUntil: ReadonlySignal<number | null>;
  /** Somebody in charge lets a person in from the lock screen; null while that is not asked for. */
  readonly addStaff: ReadonlySignal<AddStaffModel | null>;
  readonly startAddStaff: (staffId: string | null) => void;
  readonly stopAddStaff: () => void;
  /** The way back in by a code over the phone; null while nobody asked for it. */
  readonly phone: ReadonlySignal<PhoneCodeModel | null>;
  readonly startPhone: () => void;
  readonly stopPhone: () => void;
  readonly choose: (staffId: string) => void;
  readonly chooseAgain: () => void;
  readonly type: (digits: string) => void;
  readonly submit: () => Promise<void>;
  readonly startEnrolling: () => void;
  readonly stopEnrolling: () => void;
}

export function createUnlockModel(tablet: Tablet): UnlockModel {
  const chosenId = signal<string | null>(null);
  const pin = signal('');
  const message = signal<Text | null>(null);
  const isBusy = signal(false);
  const phone = signal<PhoneCodeModel | null>(null);
  const isEnrollingAsked = signal(false);
  const isAdding = signal(false);
  // Those who can open the tablet stand first.
  const staff = computed(() =>
    tablet.stage.value.stage === 'locked'
      ? [...tablet.stage.value.staff].sort((a, b) => Number(b.hasPin) - Number(a.hasPin))
      : [],
  );
  const chosen = computed(() => {
    const withPin = staff.value.filter((person) => person.hasPin);
    const only = withPin.length === 1 && staff.value.length === 1 ? withPin[0] : undefined;
    return staff.value.find((person) => person.staffId === chosenId.value) ?? only ?? null;
  });
  const isNobodyLeft = computed(
    () => tablet.stage.value.stage === 'locked' && !staff.value.some((person) => person.hasPin),
  );
  const waitUntil = computed(() => {
    const until = chosen.value?.waitUntil ?? null;
    return until !== null && until > tablet.now.value ? until : null;
  });
  const adding = createAddStaffModel(tablet, () => void (isAdding.value = false));
  const forget = (): void => {
    pin.value = '';
    message.value = null;
  };
  return {
    staff,
    chosen,
    pin,
    message,
    isBusy,
    isNobodyLeft,
    isEnrolling: computed(() => isNobodyLeft.value && isEnrollingAsked.value),
    waitUntil,
    addStaff: computed(() => (isAdding.value ? adding : null)),
    startAddStaff: (staffId) => {
      adding.startOver();
      if (staffId !== null) adding.choose(staffId);
      isAdding.value = true;
    },
    stopAddStaff: () => {
      adding.startOver();
      isAdding.value = false;
    },
    phone,
    startPhone: () => {
      const person = chosen.value;
      if (person !== null)
        phone.value = createPhoneCodeModel(tablet, person, () => void (phone.value = null));
    },
    stopPhone: () => void (phone.value = null),
    choose: (staffId) => {
      chosenId.value = staffId;
      forget();
    },
    chooseAgain: () => {
      chosenId.value = null;
      forget();
    },
    type: (digits) => {
      pin.value = digits;
      message.value = null;
    },
    submit: async () => {
      const person = chosen.value;
      if (person === null || isBusy.value) return;
      if (pin.value === '') return void (message.value = { key: 'unlock.typePin' });
      isBusy.value = true;
      try {
        const outcome = await tablet.unlock(person.staffId, pin.value);
        pin.value = '';
        message.value = messageOf(outcome);
        if (outcome === 'unlocked') chosenId.value = null;
      } catch {
        message.value = { key: 'unlock.storage-failed' };
      } finally {
        isBusy.value = false;
      }
    },
    startEnrolling: () => {
      isEnrollingAsked.value = true;
    },
    stopEnrolling: () => {
      isEnrollingAsked.value = false;
    },
  };
}

export function messageOf(outcome: UnlockOutcome): Text | null {
  if (outcome === 'unlocked') return null;
  if (typeof outcome === 'string') return { key: `unlock.${outcome}` };
  if (outcome.outcome === 'wait')
    return { key: 'unlock.wait', values: { time: formatTime(outcome.waitUntil) } };
  if (outcome.waitUntil === null)
    return { key: 'unlock.wrong', values: { count: outcome.triesLeft } };
  return {
    key: 'unlock.wrongWait',
    values: { count: outcome.triesLeft, time: formatTime(outcome.waitUntil) },
  };
}
