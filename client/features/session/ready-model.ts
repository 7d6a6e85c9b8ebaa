// Owns the beginning of a session: the points of readiness, what changed, the counting of vials, and the opening itself.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { StockCount } from '../../../schemas/events/stock-counted.ts';
import type { VaccinationSessionState } from '../../../schemas/fold/vaccination-session.ts';
import { normaliseDigits } from '../../../schemas/rules/security-code.ts';
import { formatDayShort, formatTime, type Text } from '../../i18n/index.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';
import type { Battery } from '../../ports.ts';
import { findReadiness, type ReadinessLine } from '../../room/readiness.ts';
import type { PackChanges } from '../../room/pack-changes.ts';
import type { DayView, Tablet } from '../../tablet.ts';

export interface CountLine {
  readonly key: string;
  readonly product: string;
  readonly vaccineBatch: string;
  readonly expiry: string | null;
  readonly dosesPerVial: number;
  readonly typed: string;
}

export interface ReadyModel {
  readonly saving: Saving;
  readonly lines: ReadonlySignal<readonly ReadinessLine[]>;
  readonly changes: ReadonlySignal<PackChanges | null>;
  readonly state: ReadonlySignal<VaccinationSessionState | null>;
  readonly isCounting: ReadonlySignal<boolean>;
  readonly counts: ReadonlySignal<readonly CountLine[]>;
  readonly countFaults: ReadonlySignal<ReadonlySet<string>>;
  readonly wasCounted: ReadonlySignal<boolean>;
  readonly showCount: (isShown: boolean) => void;
  readonly typeCount: (key: string, typed: string) => void;
  readonly saveCount: () => Promise<void>;
  readonly begin: () => Promise<void>;
  readonly unsaved: () => Text | null;
}

export function createReadyModel(tablet: Tablet, battery: Battery): ReadyModel {
  const saving = createSaving();
  const isCounting = signal(false);
  const hasTried = signal(false);
  const wasCounted = signal(false);
  const typed = signal<ReadonlyMap<string, string>>(new Map());
  const name = computed(() => tablet.day.value?.vaccinationSessions[0]?.vaccinationSession ?? null);
  const state = computed(() => tablet.room.vaccinationSessions.value.get(name.value ?? '') ?? null);
  const lines = computed((): readonly ReadinessLine[] => {
    const day = tablet.day.value;
    if (day === null) return [];
    return findReadiness({
      day,
      peopleCount: tablet.people.value.length,
      now: tablet.now.value,
      state: state.value,
      holdings: tablet.holdings.value,
      batteryLevel: battery.level.value,
      isBatteryLow: battery.isLow.value,
      formatDay: formatDayShort,
      formatTime,
    });
  });
  const counts = computed(() => countLinesOf(tablet.day.value, typed.value));
  const countFaults = computed(
    () =>
      new Set(
        hasTried.value
          ? counts.value.filter((line) => readCount(line.typed) === null).map((line) => line.key)
          : [],
      ),
  );
  return {
    saving,
    lines,
    changes: tablet.room.changes,
    state,
    isCounting,
    counts,
    countFaults,
    wasCounted,
    showCount: (isShown) => {
      isCounting.value = isShown;
      hasTried.value = false;
      wasCounted.value = false;
    },
    typeCount: (key, text) => void (typed.value = new Map(typed.value).set(key, text)),
    saveCount: async () => {
      hasTried.value = true;
      if (name.value === null || countFaults.value.size > 0) return;
      const body = counts.value.map((line): StockCount => {
        const { product, vaccineBatch, expiry, dosesPerVial } = line;
        return { product, vaccineBatch, expiry, vials: readCount(line.typed) ?? 0, dosesPerVial };
      });
      const occasion = state.value?.phase === 'open' ? 'during' : 'opening';
      const session = name.value;
      const saved = await saving.run(() =>
        tablet.room.countStock(session, { occasion, counts: body.slice(0, 20) }),
      );
      if (saved === null) return;
      typed.value = new Map();
      hasTried.value = false;
      isCounting.value = false;
      wasCounted.value = true;
    },
    begin: async () => {
      const session = name.value;
      if (session === null || state.value?.phase === 'open') return;
      const pointsOf = (isGood: boolean): string[] =>
        lines.value.filter((line) => line.isGood === isGood).map((line) => line.point);
      await saving.run(() =>
        tablet.room.openVaccinationSession(session, {
          ready: pointsOf(true),
          notReady: pointsOf(false),
        }),
      );
    },
    unsaved: () =>
      [...typed.value.values()].some((text) => text !== '') ? { key: 'broken.countForm' } : null,
  };
}

function countLinesOf(
  day: DayView | null,
  typed: ReadonlyMap<string, string>,
): readonly CountLine[] {
  return (day?.stock ?? []).map(({ product, vaccineBatch, expiry }) => {
    const key = `${product}/${vaccineBatch}`;
    const rule = day?.rules.products.find((each) => each.product === product);
    const dosesPerVial = rule?.dosesPerVial[0] ?? 10;
    return { key, product, vaccineBatch, expiry, dosesPerVial, typed: typed.get(key) ?? '' };
  });
}

/** Null for what is no number from 0 to 999. */
function readCount(text: string): number | null {
  const digits = normaliseDigits(text).trim();
  return /^\d{1,3}$/.test(digits) ? Number(digits) : null;
}
