// Owns the room's port on the tablet: commands that write its events, and the board that stays readable while locked.

import { computed, effect, signal } from '@preact/signals';
import type { VaccinationSessionState } from '../../schemas/fold/vaccination-session.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import type { DayPack } from '../../schemas/records/roster.ts';
import type { Cancel, Timers } from '../device/timers.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { readSetting, writeSetting } from '../journal/settings.ts';
import { findObserved, pruneBoard } from '../room/board.ts';
import { findPackChanges, rememberPack, type RememberedPacks } from '../room/pack-changes.ts';
import type { BoardEntry, Room } from '../room/port.ts';
import type { Save } from './commands.ts';
import { subjectOf } from './commands.ts';
import type { Views } from './views.ts';

export interface RoomParts {
  readonly database: JournalDatabase;
  readonly timers: Pick<Timers, 'after'>;
  readonly views: Views;
  readonly save: Save;
  /** Sent now and first: a serious reaction does not wait behind a day’s doses. */
  readonly sendFirst: (places: readonly EventReference[]) => void;
}

export interface StartedRoom extends Room {
  /** Reads what was left in clear, forgets what is too old, and follows the day from here on. */
  readonly follow: () => Promise<() => void>;
}

const noSessions: ReadonlyMap<string, VaccinationSessionState> = new Map();
const nothingRemembered: RememberedPacks = { earlier: null, morning: null };
const noEntries: readonly BoardEntry[] = [];

/** Long enough for "Saved" to be on the screen before the board goes to the disk. */
const boardWaitMilliseconds = 250;

export function createRoom({ database, timers, views, save, sendFirst }: RoomParts): StartedRoom {
  /** What stands in clear on the disk, or will in a moment. */
  const stored = signal<readonly BoardEntry[]>(noEntries);
  let written = '';
  let cancelWrite: Cancel | null = null;
  const isAtWork = computed(
    () => views.stage.value.stage === 'unlocked' && views.model.value !== null,
  );
  const minute = computed(() => views.now.value - (views.now.value % 15));
  const live = computed(() =>
    findObserved(views.people.value, minute.value).map(({ entry }) => entry),
  );
  const board = computed(() =>
    isAtWork.value ? live.value : pruneBoard(stored.value, minute.value),
  );
  const vaccinationSessions = computed(
    () => views.model.value?.vaccinationSessions.value ?? noSessions,
  );
  const remembered = signal<RememberedPacks>(nothingRemembered);
  const remember = async (pack: DayPack): Promise<void> => {
    const before = (await readSetting(database, 'remembered-packs')) ?? nothingRemembered;
    const after = rememberPack(before, pack);
    if (after !== before) await writeSetting(database, 'remembered-packs', after);
    remembered.value = after;
  };
  const forget = (): Promise<void> =>
    database.transaction('rw', database.settings, async () => {
      const entries = (await readSetting(database, 'observation-board')) ?? noEntries;
      const kept = pruneBoard(entries, views.now.peek());
      if (kept.length !== entries.length) await writeSetting(database, 'observation-board', kept);
      stored.value = kept;
      written = JSON.stringify(kept);
    });
  const write = async (): Promise<void> => {
    const text = JSON.stringify(stored.value);
    if (text === written) return;
    await writeSetting(database, 'observation-board', stored.value);
    written = text;
  };
  // A full or broken disk costs the board its memory, never a dose: the next change tries again.
  const quietly = (work: Promise<void>): void => void work.catch(() => undefined);
  const keep = (entries: readonly BoardEntry[]): void => {
    stored.value = pruneBoard(entries, views.now.peek());
    cancelWrite ??= timers.after(boardWaitMilliseconds, () => {
      cancelWrite = null;
      quietly(write());
    });
  };
  /** Nobody locks a tablet, or stops it, so fast that the board would forget the last dose. */
  const writeWaiting = async (): Promise<void> => {
    if (cancelWrite === null) return;
    cancelWrite();
    cancelWrite = null;
    await write().catch(() => undefined);
  };
  return {
    board,
    vaccinationSessions,
    changes: computed(() =>
      views.pack.value === null ? null : findPackChanges(remembered.value, views.pack.value),
    ),
    endObservation: (person, doseEvent, leftEarly) =>
      save({
        kind: 'observation-ended',
        subject: subjectOf(person),
        body: leftEarly === undefined ? { doseEvent } : { doseEvent, leftEarly },
      }),
    reportAefi: async (person, body) => {
      const outcome = await save({ kind: 'aefi-reported', subject: subjectOf(person), body });
      const isUrgent = body.severity === 'serious' || body.severity === 'death';
      // A walk-in's registration goes along: a report about nobody helps nobody.
      const registration = person.folded.registration?.ref;
      if (outcome.outcome === 'saved' && isUrgent)
        sendFirst([...(registration === undefined ? [] : [registration]), outcome.ref]);
      return outcome;
    },
    openVaccinationSession: (vaccinationSession, body) =>
      save({ kind: 'vaccination-session-opened', subject: { vaccinationSession }, body }),
    closeVaccinationSession: (vaccinationSession, body) =>
      save({ kind: 'vaccination-session-closed', subject: { vaccinationSession }, body }),
    countStock: (vaccinationSession, body) =>
      save({ kind: 'stock-counted', subject: { vaccinationSession }, body }),
    follow: async () => {
      await forget().catch(() => undefined);
      const stops = [
        effect(() => {
          // Read for its change: what is too old is forgotten while nobody is at work.
          void minute.value;
          if (isAtWork.value) keep(live.value);
          else quietly(writeWaiting().then(forget));
        }),
        effect(() => {
          if (views.pack.value !== null) quietly(remember(views.pack.value));
        }),
      ];
      return () => {
        for (const stop of stops) stop();
        quietly(writeWaiting());
      };
    },
  };
}
