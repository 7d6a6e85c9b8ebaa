// Owns what an import remembers of a file while it streams: numbers instead of texts, so that 200,000 lines stay small.

import { hash } from 'node:crypto';
import { isWeakCode } from './read-code.ts';
import type { Booking } from './roster-shape.ts';
import { codeTagOf } from '../../schemas/rules/security-code.ts';
import { nameKey } from './same-person.ts';

/** 48 bits of SHA-256: two of 200,000 texts fall together once in 14,000 files, and then a line is flagged too much. */
function shortHash(text: string): number {
  return Number.parseInt(hash('sha256', text, 'hex').slice(0, 12), 16);
}

/** Which families (one phone in one vaccination session) hold two codes of one remainder. */
export interface FamilyMemory {
  readonly add: (booking: Booking) => void;
  readonly sharesRemainder: (booking: Booking) => boolean;
}

export function createFamilyMemory(): FamilyMemory {
  const holderByRemainder = new Map<number, number>();
  const shared = new Set<number>();
  const keyOf = (booking: Booking): number | null =>
    booking.code === null ||
    booking.mobileNumber === null ||
    isWeakCode(booking.referenceId, booking.code)
      ? null
      : shortHash(
          `${booking.centreId}/${booking.vaccinationSession}/${booking.mobileNumber}/${codeTagOf(Number(booking.code))}`,
        );
  return {
    add: (booking) => {
      const key = keyOf(booking);
      if (key === null) return;
      const holder = holderByRemainder.get(key);
      if (holder === undefined) holderByRemainder.set(key, Number(booking.referenceId));
      else if (holder !== Number(booking.referenceId)) shared.add(key);
    },
    sharesRemainder: (booking) => {
      const key = keyOf(booking);
      return key !== null && shared.has(key);
    },
  };
}

/** Which reference ids already stood on an earlier line. */
export interface LineMemory {
  readonly earlierLine: (booking: Booking) => {
    readonly line: number;
    readonly isIdentical: boolean;
    readonly isSamePerson: boolean;
  } | null;
  readonly add: (booking: Booking, line: number) => void;
  /** Refused lines too: a person on a refused line did not vanish from the list. */
  readonly addRefused: (referenceId: string) => void;
  readonly holds: (referenceId: string) => boolean;
}

export function createLineMemory(): LineMemory {
  // Three numbers a reference id: line, hash of the whole booking, hash of the person.
  const placeByReference = new Map<number, number>();
  const refused = new Set<string>();
  let facts = new Float64Array(3 * 4096);
  const bookingHash = (booking: Booking): number => shortHash(JSON.stringify(booking));
  const personHash = (booking: Booking): number =>
    shortHash(`${nameKey(booking.name)}/${booking.birthYear}`);
  return {
    earlierLine: (booking) => {
      const place = placeByReference.get(referenceKey(booking.referenceId));
      if (place === undefined) return null;
      return {
        line: facts[place]!,
        isIdentical: facts[place + 1] === bookingHash(booking),
        isSamePerson: facts[place + 2] === personHash(booking),
      };
    },
    add: (booking, line) => {
      const place = placeByReference.size * 3;
      if (place + 3 > facts.length) {
        const larger = new Float64Array(facts.length * 2);
        larger.set(facts);
        facts = larger;
      }
      facts.set([line, bookingHash(booking), personHash(booking)], place);
      placeByReference.set(referenceKey(booking.referenceId), place);
    },
    addRefused: (referenceId) => void refused.add(referenceId),
    holds: (referenceId) =>
      refused.has(referenceId) || placeByReference.has(referenceKey(referenceId)),
  };
}

/** Exact: 14 digits fit a double; the factor keeps a 13-digit id apart from the same digits after a zero. */
function referenceKey(referenceId: string): number {
  return Number(referenceId) * 2 + (referenceId.length === 13 ? 1 : 0);
}
