// Owns what the rescue page says: what is here, why, what is wrong, and the steps that help, decided from numbers alone.

import { computed, type ReadonlySignal } from '@preact/signals';
import type { Text, TextKey } from '../../i18n/index.ts';
import { formatDayTime, formatNumber } from '../../i18n/index.ts';
import type { StorageCare } from '../../ports.ts';
import type { FaultView, Holdings, Notebook, SelfCheck, Tablet } from '../../tablet.ts';

export interface RescueModel {
  readonly unsent: ReadonlySignal<number>;
  readonly notebooks: ReadonlySignal<readonly Notebook[]>;
  readonly faults: ReadonlySignal<readonly FaultView[]>;
  readonly hasSeriousFault: ReadonlySignal<boolean>;
  readonly isUnreadable: ReadonlySignal<boolean>;
  readonly isChecking: ReadonlySignal<boolean>;
  readonly steps: ReadonlySignal<readonly Text[]>;
  readonly tabletName: ReadonlySignal<string | null>;
  readonly isPersisted: ReadonlySignal<boolean | null>;
  readonly freeRoom: ReadonlySignal<Text>;
  readonly clock: ReadonlySignal<Text>;
  readonly lastLook: ReadonlySignal<Text | null>;
  readonly refresh: () => void;
  readonly checkAgain: () => void;
  readonly sendNow: () => void;
  readonly protectStorage: () => void;
}

/** About 2,000 records, and what the app itself needs to update. */
const freeBytesMin = 50_000_000;
const driftSecondsMax = 300;

export function createRescueModel(tablet: Tablet, storage: StorageCare): RescueModel {
  const { holdings, selfCheck } = tablet;
  const faults = computed(() => selfCheck.value?.faults ?? []);
  const isPersisted = computed(
    () => storage.isPersisted.value ?? holdings.value?.isPersisted ?? null,
  );
  return {
    unsent: computed(() =>
      (holdings.value?.notebooks ?? []).reduce((sum, notebook) => sum + notebook.unsent, 0),
    ),
    notebooks: computed(() => holdings.value?.notebooks ?? []),
    faults,
    hasSeriousFault: computed(() => faults.value.some((fault) => fault.needsPerson)),
    isUnreadable: computed(() => selfCheck.value?.outcome === 'not-checked'),
    isChecking: tablet.isChecking,
    steps: computed(() => {
      const held = holdings.value;
      return held === null
        ? []
        : chooseSteps({ ...held, isPersisted: isPersisted.value }, faults.value);
    }),
    tabletName: computed(() => holdings.value?.tabletName ?? null),
    isPersisted,
    freeRoom: computed(() => freeRoomOf(holdings.value?.freeBytes ?? null)),
    clock: computed(() => clockOf(tablet.now.value, holdings.value?.driftSeconds ?? 0)),
    lastLook: computed(() => lastLookOf(selfCheck.value)),
    refresh: () => void tablet.refreshHoldings().catch(() => undefined),
    checkAgain: () => void tablet.checkAgain().catch(() => undefined),
    sendNow: tablet.exchangeNow,
    protectStorage: () => void storage.ask(),
  };
}

/** In the order in which somebody at the table can do them; none when all is as it should be. */
export function chooseSteps(held: Holdings, faults: readonly FaultView[]): readonly Text[] {
  const { notebooks, tabletName } = held;
  const waitsFor = (why: Notebook['why']): boolean => notebooks.some((each) => each.why === why);
  const needsDistrict =
    waitsFor('key-gone') ||
    notebooks.some(({ needHelp }) => needHelp > 0) ||
    faults.some((fault) => fault.needsPerson);
  const isFull = held.freeBytes !== null && held.freeBytes < freeBytesMin;
  const steps: readonly (readonly [boolean, Text])[] = [
    [needsDistrict, step('goOn')],
    [waitsFor('enrol-again'), step('askCode')],
    [waitsFor('not-the-office'), step('otherNetwork')],
    [waitsFor('no-network'), step('findSignal')],
    [waitsFor('office-busy'), step('wait')],
    [needsDistrict, step('phone', { tablet: tabletName ?? '–' })],
    [needsDistrict, step('doNotClear')],
    [needsDistrict, step('doNotReset')],
    [needsDistrict, step('keepCharged')],
    [held.isPersisted === false, step('askStorage')],
    [isFull, step('freeRoom')],
    [Math.abs(held.driftSeconds) > driftSecondsMax, step('setClock')],
  ];
  return steps.filter(([isNeeded]) => isNeeded).map(([, text]) => text);
}

type StepName<Key> = Key extends `rescue.step.${infer Name}` ? Name : never;

function step(name: StepName<TextKey>, values?: Text['values']): Text {
  const key: TextKey = `rescue.step.${name}`;
  return values === undefined ? { key } : { key, values };
}

/** What a fault means for the records: nothing lost, somebody must know, or nothing to do. */
export function meaningOf(fault: FaultView): TextKey {
  if (fault.isWithDistrict) return 'rescue.faultWithDistrict';
  return fault.needsPerson ? 'rescue.faultHelp' : 'rescue.faultItself';
}

export function placeOf({ notebook, from, to }: FaultView): Text {
  if (to === 0) return { key: 'rescue.faultWhole', values: { notebook } };
  return { key: 'rescue.faultLine', values: { notebook, from, to, count: to - from + 1 } };
}

function freeRoomOf(bytes: number | null): Text {
  if (bytes === null) return { key: 'status.storageUnknown' };
  return {
    key: 'rescue.megabytes',
    values: { count: formatNumber(Math.floor(bytes / 1_000_000)) },
  };
}

function clockOf(now: number, driftSeconds: number): Text {
  const time = formatDayTime(now);
  const count = Math.round(Math.abs(driftSeconds) / 60);
  if (count === 0) return { key: 'rescue.clockRight', values: { time } };
  return {
    key: driftSeconds > 0 ? 'rescue.clockAhead' : 'rescue.clockBehind',
    values: { time, count },
  };
}

function lastLookOf(check: SelfCheck | null): Text | null {
  if (check === null) return null;
  const time = formatDayTime(check.at);
  if (check.outcome === 'not-checked') return { key: 'rescue.notChecked' };
  if (check.faults.length > 0)
    return { key: 'rescue.checkedFaults', values: { time, count: check.faults.length } };
  return { key: 'rescue.checkedWell', values: { time, count: check.records } };
}
