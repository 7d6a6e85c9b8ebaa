// Owns what a strategy of a dishonest vaccinator is, and the hand it plays with: an unlocked tablet with everything in it.

import type { AppointmentSubject } from '../../../schemas/events/event.ts';
import type { EventReference } from '../../../schemas/log/hash-chain.ts';
import type { RosterAppointment } from '../../../schemas/records/roster.ts';
import type { SimulatedTablet, Tab } from '../tablet.ts';
import type { Room } from './room.ts';

export interface Hand {
  readonly room: Room;
  readonly tablet: SimulatedTablet;
  readonly tab: Tab;
  /** How many doses to invent. */
  readonly doses: number;
  /** The day list as it rests on the tablet: no code is in it, only remainders. */
  readonly list: () => readonly RosterAppointment[];
  /** Notes an invented dose: whatever becomes of it is counted. */
  readonly forge: (ref: EventReference, centreId?: number) => void;
  /** An exchange; the first one shows who is exposed at once. */
  readonly deliver: (tab?: Tab) => Promise<void>;
  /** An honest dose, which must not suffer from what follows. */
  readonly honest: (ref: EventReference) => void;
}

export interface Strategy {
  readonly name: string;
  /** What makes it fail, in a few words. */
  readonly stoppedBy: string;
  /** `willing`: somebody with a phone plays along. Nothing can tell them from honest people but the stock. */
  readonly holder: 'none' | 'willing';
  /** Certificates may be gained up to this number; 0 unless said. */
  readonly gainMax?: (doses: number) => number;
  /** Every dose that gains nothing has to be held after the exchange that brought it. */
  readonly isExposed?: boolean;
  /** A certificate needs its dose claimed first, at every centre concerned: counted after that. */
  readonly isClaimed?: boolean;
  readonly bookings: (doses: number) => number;
  readonly issued: (doses: number) => number;
  readonly codeOf?: (index: number) => number;
  readonly play: (hand: Hand) => Promise<void>;
}

export const subjectOf = ({ appointmentNo, check }: RosterAppointment): AppointmentSubject => ({
  appointmentNo,
  check,
});

/** Whoever reads the whole storage: every code that has the remainder in the list looks right. */
export function lookAlikes(tag: number): number[] {
  const codes: number[] = [];
  for (let code = tag; code < 10_000; code += 103) codes.push(code);
  return codes;
}

/** The code a person said at the gate before being sent home: known to whoever stood there. */
export function overheard(hand: Hand, appointment: RosterAppointment): number {
  return hand.room.people.find((one) => one.referenceId === appointment.referenceId)!.code;
}

/** Vials that are really there, ten doses each, opened as they are needed. */
export const vialOf = (index: number): string => `A${Math.floor(index / 10) + 1}`;
