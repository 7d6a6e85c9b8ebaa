// Owns one person's flow from top to bottom: check, code, vial, dose; then what was saved, and its undoing.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { PersonRow, Tablet, VialRow } from '../../tablet.ts';
import type { DoseInCase } from '../../../schemas/fold/case.ts';
import { referenceKey, type EventReference } from '../../../schemas/log/hash-chain.ts';
import { createOpenVialModel, type OpenVialModel } from '../../parts/open-vial-model.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';
import { createCheckModel, type CheckModel } from './check-model.ts';
import { createBookingModel, type BookingModel } from './booking-model.ts';
import { createCodeModel, type CodeModel } from './code-model.ts';
import { findDoseWarnings, type DoseWarning } from './dose-warnings.ts';
import { createCorrectionModel, type CorrectionModel } from './correction-model.ts';
import { nextAfterStated } from './earlier-dose.ts';
import { createEarlierDoseModel, type EarlierDoseModel } from './earlier-dose-model.ts';
import { createNotTodayModel, type NotTodayModel } from './not-today-model.ts';
import { createReceiptModel, type ReceiptModel } from './receipt-model.ts';
import { roomDoubt, type RoomDoubt } from './room-words.ts';
import { proofOf, type Proof } from './proof.ts';
import type { Text } from '../../i18n/index.ts';

export type PersonStep = 'check' | 'code' | 'dose' | 'given' | 'not-today';

/** A dose taken back within this time is a slip of the finger; later it needs a reason. */
export const undoSeconds = 120;

export const errorReasons = [
  'wrong-person',
  'not-given',
  'recorded-twice',
  'wrong-product',
  'wrong-vial',
] as const;
export type ErrorReason = (typeof errorReasons)[number];

export type PersonPanel = 'not-today' | 'error' | 'correct' | 'earlier' | 'booking';

export interface PersonModel {
  readonly person: ReadonlySignal<PersonRow | null>;
  readonly step: ReadonlySignal<PersonStep>;
  readonly check: CheckModel;
  readonly code: CodeModel;
  readonly notToday: NotTodayModel;
  readonly correction: CorrectionModel;
  readonly earlierDose: EarlierDoseModel;
  readonly booking: BookingModel;
  readonly receipt: ReceiptModel;
  readonly openVial: OpenVialModel;
  readonly saving: Saving;
  readonly proof: ReadonlySignal<Proof>;
  /** The slip in hand may count now: the check is done, and nothing else counts as the code yet. */
  readonly isSlipDue: ReadonlySignal<boolean>;
  /** Another tablet may have given this dose; null while all see each other. */
  readonly roomDoubt: ReadonlySignal<RoomDoubt | null>;
  readonly vials: ReadonlySignal<readonly VialRow[]>;
  readonly vial: ReadonlySignal<VialRow | null>;
  readonly isOpeningVial: ReadonlySignal<boolean>;
  readonly doseNumber: ReadonlySignal<number>;
  readonly warnings: ReadonlySignal<readonly DoseWarning[]>;
  /** The dose that counts, newest last; null before one is given. */
  readonly given: ReadonlySignal<DoseInCase | null>;
  readonly undoSecondsLeft: ReadonlySignal<number>;
  readonly wasTakenBack: ReadonlySignal<boolean>;
  readonly panel: ReadonlySignal<PersonPanel | null>;
  readonly chooseVial: (name: string) => void;
  readonly showOpenVial: (isShown: boolean) => void;
  readonly chooseDoseNumber: (doseNumber: number) => void;
  readonly showPanel: (panel: PersonPanel | null) => void;
  readonly comeBack: () => void;
  readonly recordAnother: () => void;
  readonly saveDose: (evenIf?: 'already-dosed') => Promise<void>;
  readonly undo: () => Promise<void>;
  readonly enterInError: (reason: ErrorReason) => Promise<void>;
  readonly unsaved: () => Text | null;
}

export function createPersonModel(
  tablet: Tablet,
  key: string,
  languageNow: () => string,
): PersonModel {
  const person = computed(() => tablet.people.value.find((each) => each.key === key) ?? null);
  const check = createCheckModel(tablet, key, languageNow);
  const code = createCodeModel(tablet, key);
  const notToday = createNotTodayModel(tablet, key);
  const correction = createCorrectionModel(tablet, key, person);
  const earlierDose = createEarlierDoseModel(tablet, key);
  const booking = createBookingModel(tablet, key);
  const saving = createSaving();
  const vialChosen = signal<string | null>(null);
  const isOpeningVial = signal(false);
  const doseNumberChosen = signal<number | null>(null);
  const panel = signal<PersonPanel | null>(
    notToday.isBegun
      ? 'not-today'
      : correction.isBegun
        ? 'correct'
        : earlierDose.isBegun
          ? 'earlier'
          : booking.isBegun
            ? 'booking'
            : null,
  );
  const isBack = signal(false);
  const isAnother = signal(false);
  const wasTakenBack = signal(false);
  /** Saved a moment ago; holds the step while the list catches up, so that a second tap finds nothing to save. */
  const justSaved = signal<EventReference | null>(null);

  const isListCatchingUp = computed(() => {
    const saved = justSaved.value;
    if (saved === null) return false;
    const doses = person.value?.folded.doses ?? [];
    return !doses.some((dose) => referenceKey(dose.ref) === referenceKey(saved));
  });
  const given = computed(() => {
    const counted = person.value?.folded.doses.filter(
      (dose) => dose.enteredInError === null && dose.state !== 'revoked',
    );
    return counted?.[counted.length - 1] ?? null;
  });
  const proof = computed((): Proof =>
    person.value === null ? { proof: 'open' } : proofOf(person.value, code.withoutCode.value),
  );
  const doseNumber = computed(() => {
    if (doseNumberChosen.value !== null) return doseNumberChosen.value;
    const now = person.value;
    // Booked as a first dose, and it turns out that one was given: the next one is meant.
    return now === null ? 1 : Math.max(now.doseNumber, nextAfterStated(now) ?? 1);
  });
  const vials = computed(() => usableVials(tablet.vials.value, person.value?.product ?? ''));
  const vial = computed(
    () =>
      vials.value.find((each) => each.name === vialChosen.value) ??
      bestVial(vials.value, person.value?.product ?? ''),
  );
  const warnings = computed(() => {
    const day = tablet.day.value;
    if (person.value === null || day === null) return [];
    return findDoseWarnings({
      person: person.value,
      vial: vial.value,
      doseNumber: doseNumber.value,
      day,
    });
  });
  const step = computed((): PersonStep => {
    const now = person.value;
    if (now === null) return 'check';
    if (!isAnother.value && (given.value !== null || isListCatchingUp.value)) return 'given';
    if (now.folded.progress === 'not-today' && !isBack.value) return 'not-today';
    if (now.folded.checkedIn.length === 0 || now.folded.progress === 'not-today') return 'check';
    return proof.value.proof === 'open' ? 'code' : 'dose';
  });
  const openVial = createOpenVialModel(tablet, () =>
    person.value?.product === '' ? null : (person.value?.product ?? null),
  );

  const takeBack = async (reason: string): Promise<void> => {
    const [now, dose] = [person.value, given.value];
    if (now === null || dose === null) return;
    const saved = await saving.run(() => tablet.enterInError(now, dose.ref, reason));
    if (saved === null) return;
    justSaved.value = null;
    isAnother.value = false;
    panel.value = null;
    wasTakenBack.value = true;
  };

  return {
    person,
    step,
    check,
    code,
    notToday,
    correction,
    earlierDose,
    booking,
    receipt: createReceiptModel(tablet.carry),
    openVial,
    saving,
    proof,
    isSlipDue: computed(
      () =>
        code.hasSlip.value &&
        proof.value.proof !== 'code' &&
        (step.value === 'code' || step.value === 'dose'),
    ),
    roomDoubt: computed(() =>
      roomDoubt(tablet.people.value, tablet.connection.value, tablet.now.value),
    ),
    vials,
    vial,
    isOpeningVial,
    doseNumber,
    warnings,
    given,
    undoSecondsLeft: computed(() =>
      given.value === null
        ? 0
        : Math.min(undoSeconds, Math.max(0, given.value.at + undoSeconds - tablet.now.value)),
    ),
    wasTakenBack,
    panel,
    chooseVial: (name) => {
      vialChosen.value = name;
      isOpeningVial.value = false;
    },
    showOpenVial: (isShown) => void (isOpeningVial.value = isShown),
    chooseDoseNumber: (chosen) => void (doseNumberChosen.value = chosen),
    showPanel: (shown) => {
      panel.value = shown;
      if (shown === 'correct') correction.open();
      if (shown === 'booking') booking.open(person.value?.referenceId ?? null);
      isBack.value = false;
    },
    comeBack: () => void (isBack.value = true),
    recordAnother: () => {
      isAnother.value = true;
      justSaved.value = null;
    },
    saveDose: async (evenIf) => {
      const [now, from, standing] = [person.value, vial.value, proof.value];
      if (now === null || from === null || standing.proof === 'open' || step.value !== 'dose')
        return;
      const saved = await saving.run(() =>
        tablet.recordDose({
          person: now,
          vial: from,
          doseNumber: doseNumber.value,
          code: standing.proof === 'without-code' ? null : standing.code,
          ...(standing.proof === 'without-code' && { withoutCode: standing.why }),
          ...(evenIf && { evenIf }),
        }),
      );
      if (saved === null) return;
      justSaved.value = saved.ref;
      isAnother.value = false;
      wasTakenBack.value = false;
    },
    undo: () => takeBack('undone-at-once'),
    enterInError: (reason) => takeBack(reason),
    unsaved: () =>
      code.typed.value !== '' ||
      code.withoutCode.value !== null ||
      check.screening.value.length > 0 ||
      notToday.reason.value !== null ||
      correction.draft.value !== null
        ? { key: 'broken.personForm' }
        : null,
  };
}

/** Vials that may be drawn from: of the person's product first, those of others after them. */
export function usableVials(vials: readonly VialRow[], product: string): readonly VialRow[] {
  const open = vials.filter((vial) => !vial.isDiscarded);
  return [
    ...open.filter((vial) => vial.product === product),
    ...open.filter((vial) => vial.product !== product),
  ];
}

/** The one opened first that still has doses and time; so that open vials are finished before new ones. */
export function bestVial(vials: readonly VialRow[], product: string): VialRow | null {
  const good = vials.filter(
    (vial) => vial.product === product && !vial.isPastTime && vial.dosesLeft > 0,
  );
  return good.reduce<VialRow | null>(
    (best, vial) => (best === null || vial.openedAt < best.openedAt ? vial : best),
    null,
  );
}
