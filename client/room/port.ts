// Owns the port of the room: who is under observation, what happened to them, and the opening and closing of the session.

import type { ReadonlySignal } from '@preact/signals';
import type { AefiBody } from '../../schemas/fold/case.ts';
import type { StockCountedBody } from '../../schemas/events/stock-counted.ts';
import type { VaccinationSessionClosedBody } from '../../schemas/events/vaccination-session-closed.ts';
import type { VaccinationSessionOpenedBody } from '../../schemas/events/vaccination-session-opened.ts';
import type { VaccinationSessionState } from '../../schemas/fold/vaccination-session.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import type { PackChanges } from './pack-changes.ts';
import type { PersonRow, SaveOutcome } from '../tablet.ts';

/** One person in the thirty minutes, as the board shows them without a PIN: nothing here says who it is. */
export interface BoardEntry {
  /** The same on every tablet: a letter of the tablet that recorded the dose, and the end of the record's number. */
  readonly token: string;
  readonly initials: string;
  /** Epoch seconds. */
  readonly givenAt: number;
  readonly until: number;
}

export interface Room {
  /** Soonest end first. Also while locked: it is kept in clear for an hour after each dose, and no longer. */
  readonly board: ReadonlySignal<readonly BoardEntry[]>;
  /** Of today's vaccination sessions, by name. */
  readonly vaccinationSessions: ReadonlySignal<ReadonlyMap<string, VaccinationSessionState>>;
  /** What the list in force brought that the last one had not; null without a list. */
  readonly changes: ReadonlySignal<PackChanges | null>;
  readonly endObservation: (
    person: PersonRow,
    doseEvent: EventReference,
    leftEarly?: string,
  ) => Promise<SaveOutcome>;
  /** Serious ones are sent at once, before everything else that waits. */
  readonly reportAefi: (person: PersonRow, body: AefiBody) => Promise<SaveOutcome>;
  readonly openVaccinationSession: (
    vaccinationSession: string,
    body: VaccinationSessionOpenedBody,
  ) => Promise<SaveOutcome>;
  readonly closeVaccinationSession: (
    vaccinationSession: string,
    body: VaccinationSessionClosedBody,
  ) => Promise<SaveOutcome>;
  readonly countStock: (vaccinationSession: string, body: StockCountedBody) => Promise<SaveOutcome>;
}
