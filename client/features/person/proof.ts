// Owns what stands behind a dose: a code that matches, or the plain reason why there is none.

import type { DoseBody } from '../../../schemas/fold/case.ts';
import { referenceKey, type EventReference } from '../../../schemas/log/hash-chain.ts';
import type { PersonRow } from '../../tablet.ts';

export type WithoutCode = NonNullable<DoseBody['withoutCode']>;

export type Proof =
  | { readonly proof: 'open' }
  | { readonly proof: 'code'; readonly code: EventReference }
  /** A booking and its code as they were said: the district checks them. */
  | { readonly proof: 'stated'; readonly code: EventReference }
  | { readonly proof: 'without-code'; readonly why: WithoutCode };

/** Reasons a person at the table can give for a booking that has a code. */
export const reasonsWithoutCode = ['lost-sms', 'no-phone', 'facilitated'] as const;

/** A code that matched survives a lock or a reload, because its event was written; a "not today" ends it. */
export function proofOf(person: PersonRow, chosen: WithoutCode | null): Proof {
  const { codesTried, bookingsStated, notToday } = person.folded;
  const ended = new Set(notToday.flatMap((away) => away.body.ends.map(referenceKey)));
  const matched = codesTried.filter(
    (tried) => tried.body.matches && !ended.has(referenceKey(tried.ref)),
  );
  const last = matched[matched.length - 1];
  if (last !== undefined && chosen === null) return { proof: 'code', code: last.ref };
  const stated = bookingsStated.filter((each) => !ended.has(referenceKey(each.ref)));
  const lastStated = stated[stated.length - 1];
  if (lastStated !== undefined) return { proof: 'stated', code: lastStated.ref };
  if (person.isWalkIn) return { proof: 'without-code', why: walkInReason(person) };
  if (person.appointment?.codeTag === null)
    return { proof: 'without-code', why: 'code-not-issued' };
  return chosen === null ? { proof: 'open' } : { proof: 'without-code', why: chosen };
}

function walkInReason(person: PersonRow): WithoutCode {
  const lastCheck = person.folded.checkedIn[person.folded.checkedIn.length - 1];
  if (lastCheck?.body.idSeen === 'facilitated') return 'facilitated';
  return person.mobileNumber === null && person.mobileLast4 === null ? 'no-phone' : 'walk-in';
}
