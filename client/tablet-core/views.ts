// Owns the signals screens read. They are written here only, from what lifecycle, link and clock report.

import { computed, signal } from '@preact/signals';
import type { DayPack } from '../../schemas/records/roster.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import type { ClockFault } from '../device/trusted-time.ts';
import type { EnrolmentRecord } from '../journal/records.ts';
import type { JournalNumbers } from '../journal/watch.ts';
import type { DayModel } from '../read-model/day-model.ts';
import { vialRowOf, type VialFacts } from '../read-model/vial-facts.ts';
import type {
  Connection,
  DayView,
  Holdings,
  LockedStaff,
  PackProgress,
  PersonRow,
  QuestionRow,
  Stage,
  VialRow,
} from '../tablet.ts';

const noPeople: readonly PersonRow[] = [];
const noQuestions: readonly QuestionRow[] = [];
const noVials: readonly VialFacts[] = [];
/** Vials count minutes: their rows need not change with every step of the clock. */
const vialStepSeconds = 15;

export type Views = ReturnType<typeof createViews>;
export type RowPlace = Pick<EventReference, 'log' | 'seq'>;
type UnsentNumbers = Pick<JournalNumbers, 'unsent' | 'heads'>;
const nothingWritten: UnsentNumbers = { unsent: 0, heads: new Map() };

export function createViews(firstNow: number, wall: () => number) {
  const stage = signal<Stage>({ stage: 'starting' });
  const staffHere = signal<readonly LockedStaff[]>([]);
  const connectionState = signal<Connection['state']>('offline');
  const lastExchangeAt = signal<number | null>(null);
  const numbers = signal(nothingWritten);
  /** Own rows that no look at the disk has counted yet: what is saved counts as unsent in the same moment. */
  const savedSince = signal<readonly RowPlace[]>([]);
  const unsent = computed(
    () =>
      numbers.value.unsent +
      savedSince.value.filter(({ log, seq }) => seq > (numbers.value.heads.get(log) ?? 0)).length,
  );
  const packProgress = signal<PackProgress | null>(null);
  const now = signal(firstNow);
  const clockFault = signal<ClockFault>(null);
  const listDay = signal<string | null>(null);
  const enrolment = signal<EnrolmentRecord | null>(null);
  const model = signal<DayModel | null>(null);
  const pack = signal<DayPack | null>(null);
  const holdings = signal<Holdings | null>(null);

  const isExpired = computed(() => pack.value !== null && now.value > pack.value.validUntil);
  const day = computed((): DayView | null => {
    const list = pack.value;
    if (list === null) return null;
    const { centre, isDemo, staff, vaccinationSessions, stock, rules } = list;
    const expired = isExpired.value;
    return {
      centre,
      day: list.day,
      isDemo,
      isExpired: expired,
      staff,
      vouches: list.vouches ?? [],
      vaccinationSessions,
      stock,
      rules,
      aadhaarQrKey: list.aadhaarQrKey ?? null,
    };
  });
  const vialNow = computed(() => now.value - (now.value % vialStepSeconds));
  const vialFacts = computed(() => model.value?.vials.value ?? noVials);
  const vials = computed((): readonly VialRow[] => {
    const rules = pack.value?.rules ?? currentRuleSet;
    return vialFacts.value.map((facts) => vialRowOf(facts, rules, vialNow.value));
  });
  const clockQuestion = computed(() => {
    if (clockFault.value === null || listDay.value === null) return null;
    // Read for its change: the wall clock itself is no signal.
    void now.value;
    return { listDay: listDay.value, clockDay: istDayOf(wall()) };
  });
  return {
    stage,
    staffHere,
    connectionState,
    lastExchangeAt,
    unsent,
    noteSaved: (place: RowPlace): void => {
      savedSince.value = [...savedSince.peek(), place];
    },
    /** A look at the disk begins, which counts all that was saved before; what it read is handed to the answer. */
    beginCount: (): ((read: UnsentNumbers) => void) => {
      const before = savedSince.peek();
      return (read) => {
        numbers.value = read;
        savedSince.value = savedSince.peek().filter((place) => !before.includes(place));
      };
    },
    packProgress,
    now,
    clockFault,
    listDay,
    enrolment,
    model,
    pack,
    holdings,
    day,
    vials,
    vialFacts,
    clockQuestion,
    questions: computed(() => model.value?.questions.value ?? noQuestions),
    people: computed(() => model.value?.people.value ?? noPeople),
    connection: computed((): Connection => ({
      state: connectionState.value,
      lastExchangeAt: lastExchangeAt.value,
      unsent: unsent.value,
    })),
    centreName: computed(() => enrolment.value?.centreName ?? null),
    isDemo: computed(() => enrolment.value?.isDemo ?? false),
  };
}
