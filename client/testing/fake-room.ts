// Owns a room in memory, for the gallery and for tests of screens: it follows the fake tablet's people.

import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { AefiBody, Case, CaseEntry } from '../../schemas/fold/case.ts';
import type { VaccinationSessionState } from '../../schemas/fold/vaccination-session.ts';
import { referenceKey, type EventReference } from '../../schemas/log/hash-chain.ts';
import { findObserved } from '../room/board.ts';
import type { PackChanges } from '../room/pack-changes.ts';
import type { BoardEntry, Room } from '../room/port.ts';
import type { PersonRow, SaveOutcome, Stage } from '../tablet.ts';

export interface FakeRoomParts {
  readonly people: ReadonlySignal<readonly PersonRow[]>;
  readonly stage: ReadonlySignal<Stage>;
  readonly now: ReadonlySignal<number>;
  readonly append: (name: string, write: (ref: EventReference) => void) => Promise<SaveOutcome>;
  readonly changeCase: (key: string, how: (folded: Case) => Case) => void;
}

export interface FakeRoom extends Room {
  readonly vaccinationSessions: Signal<ReadonlyMap<string, VaccinationSessionState>>;
  readonly changes: Signal<PackChanges | null>;
  readonly reports: AefiBody[];
}

const untouched: VaccinationSessionState = {
  opened: [],
  closed: [],
  stockCounts: [],
  standingCloses: [],
  phase: 'not-opened',
};

export function createFakeRoom(parts: FakeRoomParts): FakeRoom {
  const { people, stage, now, append, changeCase } = parts;
  const vaccinationSessions = signal<ReadonlyMap<string, VaccinationSessionState>>(new Map());
  const changes = signal<PackChanges | null>({
    since: '2021-05-19',
    newRules: 'in-2021-05-13',
    newStaff: ['संगीता पवार'],
    staffGone: 1,
    newBatches: ['4121MC018'],
    products: ['COVISHIELD'],
    addedToday: 4,
    goneToday: 1,
  });
  const reports: AefiBody[] = [];
  const atWork = computed(() => findObserved(people.value, now.value).map(({ entry }) => entry));
  const board = computed((): readonly BoardEntry[] =>
    stage.value.stage === 'not-enrolled' ? [] : atWork.value,
  );
  const entry = <Body>(ref: EventReference, body: Body): CaseEntry<Body> => ({
    ref,
    by: null,
    at: now.value,
    skew: 0,
    body,
  });
  const changeSession = (
    name: string,
    how: (state: VaccinationSessionState) => VaccinationSessionState,
  ): void => {
    const before = vaccinationSessions.value.get(name) ?? untouched;
    vaccinationSessions.value = new Map(vaccinationSessions.value).set(name, how(before));
  };
  return {
    board,
    vaccinationSessions,
    changes,
    reports,
    endObservation: (person, doseEvent, leftEarly) =>
      append('endObservation', (ref) =>
        changeCase(person.key, (folded) => ({
          ...folded,
          observationsEnded: [
            ...folded.observationsEnded,
            entry(ref, leftEarly === undefined ? { doseEvent } : { doseEvent, leftEarly }),
          ],
        })),
      ),
    reportAefi: (person, body) =>
      append('reportAefi', (ref) => {
        reports.push(body);
        changeCase(person.key, (folded) => ({
          ...folded,
          aefiReports: [...folded.aefiReports, { ...entry(ref, body), enteredInError: null }],
        }));
      }),
    openVaccinationSession: (name, body) =>
      append('openVaccinationSession', (ref) =>
        changeSession(name, (state) => {
          const back = new Set((body.reopens ?? []).map(referenceKey));
          const standingCloses = state.standingCloses.filter(
            (close) => !back.has(referenceKey(close.ref)),
          );
          const phase = standingCloses.length > 0 ? 'closed' : 'open';
          return { ...state, opened: [...state.opened, entry(ref, body)], standingCloses, phase };
        }),
      ),
    closeVaccinationSession: (name, body) =>
      append('closeVaccinationSession', (ref) =>
        changeSession(name, (state) => {
          const close = entry(ref, body);
          return {
            ...state,
            closed: [...state.closed, close],
            standingCloses: [...state.standingCloses, close],
            phase: 'closed',
          };
        }),
      ),
    countStock: (name, body) =>
      append('countStock', (ref) =>
        changeSession(name, (state) => ({
          ...state,
          stockCounts: [...state.stockCounts, entry(ref, body)],
        })),
      ),
  };
}
