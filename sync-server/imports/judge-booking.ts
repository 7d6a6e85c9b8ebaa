// Owns the decision on one booking: one named outcome out of what the list says and what is known. Pure; nothing is written here.

import { isWeakCode } from './read-code.ts';
import { createFindings, type Findings, type Note } from './findings.ts';
import type { Booking } from './roster-shape.ts';
import type { SessionRecord } from './read-vaccination-session.ts';
import { judgeAgainstStored, type StoredBooking } from './judge-stored.ts';
import { checkPractice, placeBooking } from './place-booking.ts';
import { isLikelySamePerson, type PersonTraits } from './same-person.ts';

/** A booking with what the store's keys and the session add to it. */
export interface PlacedBooking extends Booking {
  readonly idHmac: string | null;
}

export interface BookingKnowledge {
  readonly isCentreKnown: boolean;
  /** Sessions of this centre that the line may mean: the one it names, or all of its day when it names none. */
  readonly sessions: readonly SessionRecord[];
  /** An earlier line of this file with the same reference id. */
  readonly earlierLine: {
    readonly line: number;
    readonly isIdentical: boolean;
    readonly isSamePerson: boolean;
  } | null;
  /** Stored bookings under this reference id. */
  readonly stored: readonly StoredBooking[];
  /** Others, stored or in this file, with the same ID document. */
  readonly sameDocument: readonly (PersonTraits & { readonly where: string })[];
  readonly sharesRemainder: boolean;
}

export type BookingOutcome =
  | { readonly outcome: 'refused'; readonly because: readonly string[] }
  | { readonly outcome: 'duplicate'; readonly line: number }
  | { readonly outcome: 'new'; readonly booking: PlacedBooking; readonly notes: readonly Note[] }
  | {
      readonly outcome: 'unchanged';
      readonly stored: StoredBooking;
      readonly notes: readonly Note[];
    }
  | {
      readonly outcome: 'changed';
      readonly stored: StoredBooking;
      readonly fields: readonly string[];
      readonly booking: PlacedBooking;
      readonly notes: readonly Note[];
    }
  | {
      readonly outcome: 'new-number';
      readonly stored: StoredBooking;
      readonly why: 'code' | 'place';
      readonly booking: PlacedBooking;
      readonly notes: readonly Note[];
    };

export function judgeBooking(
  line: PlacedBooking,
  readingNotes: readonly Note[],
  knowledge: BookingKnowledge,
): BookingOutcome {
  const findings = createFindings();
  const session = findSession(line, knowledge, findings);
  if (session === null) return { outcome: 'refused', because: findings.refusals };
  const earlier = knowledge.earlierLine;
  if (earlier?.isIdentical) return { outcome: 'duplicate', line: earlier.line };
  if (earlier) {
    const because = earlier.isSamePerson
      ? `the reference id was already on line ${earlier.line}, with other details`
      : `the reference id was already given to another person on line ${earlier.line}`;
    return { outcome: 'refused', because: [because] };
  }
  const booking = placeBooking(line, session, findings);
  checkPractice(booking, session, findings);
  if (
    knowledge.sharesRemainder &&
    booking.code !== null &&
    !isWeakCode(booking.referenceId, booking.code)
  )
    findings.flagged(
      'shared-remainder',
      "the security code has the same remainder as a family member's on this phone",
    );
  // "No code" is not true of a booking that keeps the code of an earlier list.
  const notes = (): readonly Note[] => {
    const keepsCode = findings.notes.some(
      (note) => note.kind === 'flagged' && note.flag === 'code-missing',
    );
    const isNoCode = (note: Note): boolean => note.kind === 'flagged' && note.flag === 'no-code';
    return [...readingNotes.filter((note) => !(keepsCode && isNoCode(note))), ...findings.notes];
  };
  const against = judgeAgainstStored(booking, knowledge.stored, findings);
  if (against.outcome === 'refused') return against;
  if (against.outcome === 'unchanged')
    return { ...against, notes: findings.notes.filter(isNewsOfUnchanged) };
  if (against.outcome === 'changed' && !against.fields.includes('id_hmac'))
    return { ...against, booking, notes: notes() };
  const other = knowledge.sameDocument.find((holder) => isLikelySamePerson(booking, holder));
  if (other !== undefined)
    findings.flagged(
      'likely-same-person',
      `likely the same person as ${other.where}: same photo ID under another reference id`,
    );
  return { ...against, booking, notes: notes() };
}

function findSession(
  line: PlacedBooking,
  knowledge: BookingKnowledge,
  findings: Findings,
): SessionRecord | null {
  if (!knowledge.isCentreKnown) {
    findings.refused(
      `centre ${line.centreId} is not known here: import its sessions first, or mend the id`,
    );
    return null;
  }
  const [session, ...more] = knowledge.sessions;
  if (session === undefined || more.length > 0) {
    const named =
      line.vaccinationSession === ''
        ? `the line names no session, and centre ${line.centreId} has ${more.length === 0 ? 'none' : 'several'} on ${line.day}`
        : `the session is not known at centre ${line.centreId}: import the sessions file it stands in, or mend the id`;
    findings.refused(named);
    return null;
  }
  if (session.day !== line.day) {
    findings.refused(`the line says ${line.day}, its session is on ${session.day}`);
    return null;
  }
  if (line.product === '' && session.product === '') {
    findings.refused('neither the line nor its session names the vaccine');
    return null;
  }
  return session;
}

/** What was said when the booking came is not said again each time its list is read again. */
function isNewsOfUnchanged(note: Note): boolean {
  return note.kind === 'flagged' && (note.flag === 'code-missing' || note.flag === 'moved-since');
}
