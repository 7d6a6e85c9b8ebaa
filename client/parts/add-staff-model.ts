// Owns letting another person in at this tablet: who it is, who vouches with their own PIN, and the new PIN typed twice.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { limits } from '../../schemas/limits.ts';
import type { Text, TextKey } from '../i18n/index.ts';
import { formatTime } from '../i18n/index.ts';
import type { LockedStaff, NewStaff, PinFault, Tablet, UnlockOutcome } from '../tablet.ts';

export type AddStaffStep = 'who' | 'substitute' | 'how' | 'voucher-pin' | 'pin' | 'again';
export type SubstituteRole = 'vaccinator' | 'verifier';

export interface AddStaffModel {
  readonly step: ReadonlySignal<AddStaffStep>;
  /** Those of the list who have no PIN here. */
  readonly people: ReadonlySignal<readonly LockedStaff[]>;
  /** Those in charge who can vouch: with a PIN here. */
  readonly vouchers: ReadonlySignal<readonly LockedStaff[]>;
  /** The name of whom it is about; empty before that is known. */
  readonly name: ReadonlySignal<string>;
  readonly voucher: ReadonlySignal<LockedStaff | null>;
  readonly substituteName: ReadonlySignal<string>;
  readonly substituteRole: ReadonlySignal<SubstituteRole>;
  /** Without a vouch the name is noted, not proved; only a colleague who is signed in lets somebody in so. */
  readonly mayGoWithout: ReadonlySignal<boolean>;
  readonly digits: ReadonlySignal<string>;
  readonly fault: ReadonlySignal<Text | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly choose: (staffId: string) => void;
  readonly chooseSubstitute: () => void;
  readonly typeName: (name: string) => void;
  readonly pickRole: (role: SubstituteRole) => void;
  readonly nameSubstitute: () => void;
  readonly chooseVoucher: (staffId: string) => void;
  readonly goWithout: () => void;
  readonly type: (digits: string) => void;
  readonly submit: () => Promise<void>;
  readonly startOver: () => void;
}

const keyOfFault: Readonly<Record<PinFault, TextKey>> = {
  'too-short': 'pin.too-short',
  'not-digits': 'pin.not-digits',
  'too-simple': 'pin.too-simple',
  'not-equal': 'pin.not-equal',
};
const nameCharactersMin = 2;

export function createAddStaffModel(
  tablet: Pick<Tablet, 'staffHere' | 'stage' | 'checkPin' | 'setPin' | 'vouch'>,
  onDone: () => void,
): AddStaffModel {
  const step = signal<AddStaffStep>('who');
  const person = signal<NewStaff | null>(null);
  const substituteName = signal('');
  const substituteRole = signal<SubstituteRole>('vaccinator');
  const voucher = signal<LockedStaff | null>(null);
  const voucherPin = signal('');
  const first = signal('');
  const digits = signal('');
  const fault = signal<Text | null>(null);
  const isBusy = signal(false);
  const go = (next: AddStaffStep): void => {
    step.value = next;
    digits.value = '';
    fault.value = null;
  };
  const startOver = (): void => {
    person.value = null;
    voucher.value = null;
    voucherPin.value = '';
    first.value = '';
    go('who');
  };
  const chosenId = computed(() =>
    person.value !== null && 'staffId' in person.value ? person.value.staffId : null,
  );
  const finish = async (who: NewStaff, pin: string): Promise<void> => {
    if (voucher.value === null) {
      if (!('staffId' in who)) return;
      const outcome = await tablet.setPin(who.staffId, pin);
      if (outcome !== 'unlocked') return void (fault.value = { key: 'pin.storage-failed' });
      startOver();
      return onDone();
    }
    const answer = await tablet.vouch({
      person: who,
      voucherId: voucher.value.staffId,
      voucherPin: voucherPin.value,
      pin,
    });
    if (answer === 'vouched') {
      substituteName.value = '';
      startOver();
      return onDone();
    }
    if (answer.of === 'new') return void (fault.value = { key: 'pin.storage-failed' });
    // The new PIN is asked for again with the right one of whoever is in charge: it is kept nowhere meanwhile.
    voucherPin.value = '';
    go('voucher-pin');
    fault.value = faultOfPin(answer.outcome);
  };
  const submitPin = async (): Promise<void> => {
    const pin = digits.value;
    if (step.value === 'voucher-pin') {
      if (pin === '') return void (fault.value = { key: 'unlock.typePin' });
      voucherPin.value = pin;
      return go('pin');
    }
    const isAgain = step.value === 'again';
    const found = tablet.checkPin(isAgain ? first.value : pin, pin);
    if (found !== null) {
      go('pin');
      fault.value = { key: keyOfFault[found] };
      return;
    }
    if (!isAgain) {
      first.value = pin;
      return go('again');
    }
    const who = person.value;
    if (who === null) return startOver();
    isBusy.value = true;
    try {
      await finish(who, pin);
    } catch {
      fault.value = { key: 'pin.storage-failed' };
    } finally {
      isBusy.value = false;
    }
  };
  return {
    step,
    people: computed(() => tablet.staffHere.value.filter((each) => !each.hasPin)),
    vouchers: computed(() =>
      tablet.staffHere.value.filter(
        (each) => each.role === 'in-charge' && each.hasPin && each.staffId !== chosenId.value,
      ),
    ),
    name: computed(() =>
      chosenId.value === null
        ? substituteName.value.trim()
        : (tablet.staffHere.value.find((each) => each.staffId === chosenId.value)?.name ?? ''),
    ),
    voucher,
    substituteName,
    substituteRole,
    mayGoWithout: computed(
      () => tablet.stage.value.stage === 'unlocked' && chosenId.value !== null,
    ),
    digits,
    fault,
    isBusy,
    choose: (staffId) => {
      person.value = { staffId };
      go('how');
    },
    chooseSubstitute: () => go('substitute'),
    typeName: (name) => {
      substituteName.value = name;
      fault.value = null;
    },
    pickRole: (role) => void (substituteRole.value = role),
    nameSubstitute: () => {
      const name = substituteName.value.trim().slice(0, limits.nameCharactersMax);
      if (name.length < nameCharactersMin) return void (fault.value = { key: 'addStaff.noName' });
      person.value = { substitute: { name, role: substituteRole.value } };
      go('how');
    },
    chooseVoucher: (staffId) => {
      voucher.value = tablet.staffHere.value.find((each) => each.staffId === staffId) ?? null;
      go('voucher-pin');
    },
    goWithout: () => {
      voucher.value = null;
      go('pin');
    },
    type: (typed) => {
      digits.value = typed;
      fault.value = null;
    },
    submit: async () => {
      if (!isBusy.value) await submitPin();
    },
    startOver,
  };
}

function faultOfPin(outcome: Exclude<UnlockOutcome, 'unlocked'>): Text {
  if (typeof outcome === 'string') return { key: `unlock.${outcome}` };
  if (outcome.outcome === 'wait')
    return { key: 'unlock.wait', values: { time: formatTime(outcome.waitUntil) } };
  return { key: 'unlock.wrong', values: { count: outcome.triesLeft } };
}
