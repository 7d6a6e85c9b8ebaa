// Owns the opening of a vial: product, batch from stock or typed, size, and the name to write on it with a pen.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { TextKey } from '../i18n/index.ts';
import type { DayView, Tablet } from '../tablet.ts';
import type { RosterStock } from '../../schemas/records/roster.ts';
import { dayToDayNumber } from '../../schemas/rules/day.ts';
import { draftNames } from '../draft-names.ts';
import { keepDraft } from './keep-draft.ts';
import { adviceBeforeOpening, type StandbyAdvice } from './vial-advice.ts';
import { createSaving, type Saving } from './saving.ts';

export interface OpenVialFaults {
  readonly product?: TextKey;
  readonly batch?: TextKey;
  readonly expiry?: TextKey;
  readonly name?: TextKey;
}

/** `typed` in place of a batch number: the label's batch is not in the stock list. */
export const typedBatch = '(typed)';

interface VialDraft {
  readonly product: string | null;
  readonly batch: string | null;
  readonly batchTyped: string;
  readonly expiry: string;
  readonly size: number | null;
  readonly name: string | null;
}

export interface OpenVialModel {
  /** Something was typed into it before the page was loaded anew: the form stands open again. */
  readonly isBegun: boolean;
  readonly saving: Saving;
  readonly products: ReadonlySignal<readonly string[]>;
  readonly product: ReadonlySignal<string | null>;
  readonly batches: ReadonlySignal<readonly RosterStock[]>;
  readonly batchChoice: ReadonlySignal<string | null>;
  readonly batchTyped: ReadonlySignal<string>;
  readonly expiry: ReadonlySignal<string>;
  readonly isExpired: ReadonlySignal<boolean>;
  readonly sizes: ReadonlySignal<readonly number[]>;
  readonly size: ReadonlySignal<number>;
  readonly name: ReadonlySignal<string>;
  readonly faults: ReadonlySignal<OpenVialFaults>;
  /** What would be left of this vial, by who is here and who may still come. */
  readonly advice: ReadonlySignal<StandbyAdvice>;
  readonly chooseProduct: (product: string) => void;
  readonly chooseBatch: (batch: string) => void;
  readonly typeBatch: (batch: string) => void;
  readonly typeExpiry: (day: string) => void;
  readonly chooseSize: (doses: number) => void;
  readonly typeName: (name: string) => void;
  readonly open: () => Promise<string | null>;
}

const vialNameForm = /^[A-Z]{1,2}\d{1,3}$/;

export function createOpenVialModel(
  tablet: Tablet,
  preferredProduct: () => string | null,
): OpenVialModel {
  const saving = createSaving();
  const productChosen = signal<string | null>(null);
  const batchChosen = signal<string | null>(null);
  const batchTyped = signal('');
  const expiryTyped = signal('');
  const sizeChosen = signal<number | null>(null);
  const nameTyped = signal<string | null>(null);
  const isAsked = signal(false);

  const products = computed(() => productsOf(tablet.day.value));
  const product = computed(
    () =>
      productChosen.value ??
      preferredProduct() ??
      (products.value.length === 1 ? (products.value[0] ?? null) : null),
  );
  const batches = computed(() =>
    (tablet.day.value?.stock ?? []).filter((row) => row.product === product.value),
  );
  const batchChoice = computed(
    () =>
      batchChosen.value ??
      (batches.value.length === 0
        ? typedBatch
        : batches.value.length === 1
          ? (batches.value[0]?.vaccineBatch ?? null)
          : null),
  );
  const batch = computed(() =>
    batchChoice.value === typedBatch
      ? batchTyped.value.trim().toUpperCase()
      : (batchChoice.value ?? ''),
  );
  const expiry = computed(() =>
    batchChoice.value === typedBatch
      ? expiryTyped.value
      : (batches.value.find((row) => row.vaccineBatch === batchChoice.value)?.expiry ?? ''),
  );
  const sizes = computed(
    () =>
      tablet.day.value?.rules.products.find((rule) => rule.product === product.value)
        ?.dosesPerVial ?? [10],
  );
  const size = computed(() => sizeChosen.value ?? sizes.value[0] ?? 10);
  const name = computed(() => nameTyped.value ?? suggestName(tablet));
  const found = computed(() =>
    findFaults(product.value, batch.value, expiry.value, name.value, tablet),
  );

  const reset = (): void => {
    batchChosen.value = null;
    batchTyped.value = '';
    expiryTyped.value = '';
    sizeChosen.value = null;
    nameTyped.value = null;
    isAsked.value = false;
    productChosen.value = null;
  };

  keepDraft<VialDraft>(tablet.drafts, draftNames.vial, {
    read: () => {
      const typed = {
        product: productChosen.value,
        batch: batchChosen.value,
        batchTyped: batchTyped.value,
        expiry: expiryTyped.value,
        size: sizeChosen.value,
        name: nameTyped.value,
      };
      return Object.values(typed).some((each) => each !== null && each !== '') ? typed : null;
    },
    restore: (kept) => {
      productChosen.value = kept.product ?? null;
      batchChosen.value = kept.batch ?? null;
      batchTyped.value = kept.batchTyped ?? '';
      expiryTyped.value = kept.expiry ?? '';
      sizeChosen.value = kept.size ?? null;
      nameTyped.value = kept.name ?? null;
    },
  });

  return {
    isBegun: productChosen.value !== null || batchChosen.value !== null || batchTyped.value !== '',
    saving,
    products,
    product,
    batches,
    batchChoice,
    batchTyped,
    expiry,
    isExpired: computed(() => expiry.value !== '' && expiry.value < (tablet.day.value?.day ?? '')),
    sizes,
    size,
    name,
    faults: computed(() => (isAsked.value ? found.value : {})),
    advice: computed(() =>
      adviceBeforeOpening({
        people: tablet.people.value,
        vials: tablet.vials.value,
        day: tablet.day.value,
        now: tablet.now.value,
        product: product.value,
        dosesInVial: size.value,
      }),
    ),
    chooseProduct: (chosen) => {
      productChosen.value = chosen;
      batchChosen.value = null;
      sizeChosen.value = null;
    },
    chooseBatch: (chosen) => void (batchChosen.value = chosen),
    typeBatch: (typed) => void (batchTyped.value = typed),
    typeExpiry: (day) => void (expiryTyped.value = day),
    chooseSize: (doses) => void (sizeChosen.value = doses),
    typeName: (typed) => void (nameTyped.value = typed.toUpperCase()),
    open: async () => {
      isAsked.value = true;
      const chosen = product.value;
      if (chosen === null || Object.keys(found.value).length > 0) return null;
      const opened = name.value.trim();
      const saved = await saving.run(() =>
        tablet.openVial({
          vaccinationSession: sessionFor(tablet.day.value, chosen),
          name: opened,
          product: chosen,
          vaccineBatch: batch.value,
          expiry: expiry.value === '' ? null : expiry.value,
          dosesNominal: size.value,
        }),
      );
      if (saved === null) return null;
      reset();
      return opened;
    },
  };
}

/** Read with the vials, so that the suggestion moves on when one is opened. */
function suggestName(tablet: Tablet): string {
  void tablet.vials.value;
  return tablet.suggestVialName();
}

function productsOf(day: DayView | null): readonly string[] {
  if (day === null) return [];
  const here = [
    ...day.vaccinationSessions.map((each) => each.product),
    ...day.stock.map((each) => each.product),
  ];
  const known = here.filter((product) => product !== '');
  return [...new Set(known.length > 0 ? known : day.rules.products.map((rule) => rule.product))];
}

export function sessionFor(day: DayView | null, product: string): string {
  const sessions = day?.vaccinationSessions ?? [];
  return (
    (sessions.find((each) => each.product === product) ?? sessions[0])?.vaccinationSession ?? ''
  );
}

function findFaults(
  product: string | null,
  batch: string,
  expiry: string,
  name: string,
  tablet: Tablet,
): OpenVialFaults {
  const isNameTaken = tablet.vials.value.some((vial) => vial.name === name.trim());
  return {
    ...(product === null && { product: 'vial.productMissing' as const }),
    ...(batch === '' && { batch: 'vial.batchMissing' as const }),
    ...(expiry !== '' &&
      dayToDayNumber(expiry) === null && { expiry: 'vial.expiryMalformed' as const }),
    ...(!vialNameForm.test(name.trim()) && { name: 'vial.nameMalformed' as const }),
    ...(isNameTaken && { name: 'vial.nameTaken' as const }),
  };
}
