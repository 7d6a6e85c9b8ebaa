// Owns what is answered to every case that a stated booking concerns: a pure function of who stated what, and of the bookings of that number.

import { chooseBooking, judgeStatedCodes } from '../../schemas/rules/stated-booking.ts';
import { soundsAlike } from './find-pairs.ts';
import type { StatedAnswer } from './stated-bookings.ts';
import type { Booking } from './reasons.ts';

/** One case that stated the number. */
export interface StatingCase {
  readonly centreId: number;
  readonly caseKey: string;
  readonly day: string | null;
  /** Both null while its registration is not here. */
  readonly name: string | null;
  readonly birthYear: number | null;
  /** Codes it said, read; null where the digits cannot be read. */
  readonly codes: readonly { readonly code: number | null; readonly isEnded: boolean }[];
  readonly hasDose: boolean;
}

/** One booking of the number, with what was tried at its own table. */
export interface BookingOfNumber {
  readonly centreId: number;
  readonly caseKey: string;
  readonly appointmentNo: number;
  readonly day: string;
  readonly name: string;
  readonly birthYear: number;
  /** Null where it has no code that counts. */
  readonly rightCode: number | null;
  readonly tried: readonly number[];
  readonly hasDose: boolean;
  readonly facts: NonNullable<StatedAnswer['booking']> & Booking;
}

export interface Statements {
  readonly stating: readonly StatingCase[];
  readonly bookings: readonly BookingOfNumber[];
  /** Every case that was told something of this number, or is to be: how often it had changed when this was read. */
  readonly rows: readonly NotedCase[];
}

export interface NotedCase {
  readonly centreId: number;
  readonly caseKey: string;
  readonly role: string;
  readonly changes: number;
}

export interface CaseAnswer {
  readonly centreId: number;
  readonly caseKey: string;
  readonly role: 'stated' | 'booked';
  readonly answer: StatedAnswer;
}

const nothing: StatedAnswer = { outcome: 'none', booking: null, isUsed: false };

export function decideAnswers({ stating, bookings, rows }: Statements): CaseAnswer[] {
  const meant = Map.groupBy(stating, (each) => chooseBooking(bookings, each));
  const stated = [...meant].flatMap(([booking, cases]) => answersFor(booking, cases));
  const booked = bookings
    .filter((booking) => meant.has(booking))
    .map((booking): CaseAnswer => {
      const others = stated.some(
        ({ answer, hasDose, meant: own }) =>
          own === booking && answer.outcome === 'right' && hasDose,
      );
      return {
        centreId: booking.centreId,
        caseKey: booking.caseKey,
        role: 'booked',
        answer: { ...nothing, isUsed: others },
      };
    });
  const isTold = new Set(booked.map(placeOf));
  const free = rows
    .filter((row) => row.role === 'booked' && !isTold.has(placeOf(row)))
    .map(({ centreId, caseKey }): CaseAnswer => {
      return { centreId, caseKey, role: 'booked', answer: nothing };
    });
  return [
    ...stated.map(({ centreId, caseKey, role, answer }): CaseAnswer => ({
      centreId,
      caseKey,
      role,
      answer,
    })),
    ...booked,
    ...free,
  ];
}

const placeOf = (place: { readonly centreId: number; readonly caseKey: string }): string =>
  `${place.centreId}\n${place.caseKey}`;

interface Judged extends CaseAnswer {
  readonly hasDose: boolean;
  readonly meant: BookingOfNumber | null;
}

function answersFor(booking: BookingOfNumber | null, cases: readonly StatingCase[]): Judged[] {
  const judged = cases.map((each): Judged => {
    const { centreId, caseKey, hasDose } = each;
    const outcome = outcomeOf(booking, each, cases);
    const facts = booking === null ? null : booking.facts;
    const answer = { outcome, booking: facts, isUsed: false };
    return { centreId, caseKey, role: 'stated', hasDose, meant: booking, answer };
  });
  const dosed = judged.filter(({ answer, hasDose }) => answer.outcome === 'right' && hasDose);
  return judged.map((each) => {
    if (each.answer.outcome !== 'right') return each;
    const isUsed = booking!.hasDose || dosed.some((other) => other !== each);
    return { ...each, answer: { ...each.answer, isUsed } };
  });
}

function outcomeOf(
  booking: BookingOfNumber | null,
  own: StatingCase,
  all: readonly StatingCase[],
): StatedAnswer['outcome'] {
  if (booking === null) return 'unknown';
  const { rightCode } = booking;
  if (rightCode === null) return 'no-code';
  // Digits that cannot be read count as wrong ones.
  const wrong = rightCode === 0 ? 1 : 0;
  const read = (of: StatingCase): number[] => of.codes.map(({ code }) => code ?? wrong);
  const everSaid = [...booking.tried, ...all.flatMap(read)];
  const outcome = judgeStatedCodes(read(own), everSaid, rightCode);
  const isAlive = own.codes.some(({ code, isEnded }) => code === rightCode && !isEnded);
  return outcome === 'right' && !(isAlive && isOfThem(booking, own)) ? 'none' : outcome;
}

/**
 * A walk-in's card bears the name that was written at the table. A code that somebody else was sent is no proof of that person:
 * under another name or year of birth it waits for the person's own word, as without a code.
 */
function isOfThem(booking: BookingOfNumber, { name, birthYear }: StatingCase): boolean {
  if (name === null || birthYear === null) return true;
  return birthYear === booking.birthYear && soundsAlike(name, booking.name);
}
