// Owns the envelope every event has, the subjects it can be about, and the text checks made when one is appended.

import * as z from 'zod/mini';
import { referenceTo, type EventIdentity, type EventReference } from '../log/hash-chain.ts';
import { canonicalBytes, isStorableValue } from '../log/canonical.ts';
import { limits } from '../limits.ts';

// Compiled validators use `new Function`, which the content security policy forbids.
z.config({ jitless: true });

/** A booked person: dense number in the centre, and a 16-bit check over reference id and vaccination session. */
export interface AppointmentSubject {
  readonly appointmentNo: number;
  readonly check: number;
}
/** A walk-in, named by the event that registered the person; the registration itself says `self`. */
export interface WalkInSubject {
  readonly walkIn: EventReference | 'self';
}
export interface VialSubject {
  readonly vaccinationSession: string;
  readonly vial: string;
}
export interface VaccinationSessionSubject {
  readonly vaccinationSession: string;
}
/** The tablet itself: sign-ins and what else belongs to nobody's case. */
export interface TabletSubject {
  readonly tablet: true;
}
export type Subject =
  AppointmentSubject | WalkInSubject | VialSubject | VaccinationSessionSubject | TabletSubject;

/** One event as it is hashed. Unknown kinds and fields are kept byte for byte. `at`: epoch seconds; `skew`: estimated seconds the tablet's clock is ahead. */
export interface SuchiEvent<Body = Readonly<Record<string, unknown>>> {
  readonly v: 1;
  readonly kind: string;
  readonly subject: Subject;
  readonly at: number;
  readonly skew: number;
  readonly app: string;
  readonly mayDose?: true;
  readonly body: Body;
}

export const referenceSchema = z.looseObject({
  log: z.string().check(z.maxLength(40)),
  seq: z.int().check(z.positive()),
  h: z.string().check(z.regex(/^[A-Za-z0-9_-]{11}$/)),
});

export const subjectSchema = z.union([
  z.looseObject({
    appointmentNo: z.int().check(z.positive()),
    check: z.int().check(z.minimum(0), z.maximum(65_535)),
  }),
  z.looseObject({ walkIn: z.union([z.literal('self'), referenceSchema]) }),
  z.looseObject({ vaccinationSession: z.string(), vial: z.string().check(z.maxLength(8)) }),
  z.looseObject({ vaccinationSession: z.string() }),
  z.looseObject({ tablet: z.literal(true) }),
]);

export const envelopeSchema = z.looseObject({
  v: z.literal(1),
  kind: z.string().check(z.minLength(1), z.maxLength(40)),
  subject: subjectSchema,
  at: z.int(),
  skew: z.int(),
  app: z.string().check(z.maxLength(40)),
  mayDose: z.optional(z.literal(true)),
  body: z.looseObject({}),
});

/** An event together with where it was first written and who stands behind it. `by` is derived, never a field. */
export interface LoggedEvent {
  readonly identity: EventIdentity;
  readonly event: SuchiEvent;
  readonly by: Author | null;
}

/** `proved`: signed with the person's own bound key. Otherwise the name is claimed. */
export interface Author {
  readonly staffId: string;
  readonly proved: boolean;
}

export type EventFault = 'too-long' | 'text-not-storable' | 'wrong-form';

/** What an append checks before hashing: form, length and storable text. Null when the event may be written. */
export function findEventFault(event: unknown): EventFault | null {
  if (!isStorableValue(event)) return 'text-not-storable';
  if (!z.safeParse(envelopeSchema, event).success) return 'wrong-form';
  const { body } = event as SuchiEvent;
  if (canonicalBytes(body).length > limits.eventBodyBytesMax) return 'too-long';
  return canonicalBytes(event).length > limits.eventBytesMax ? 'too-long' : null;
}

/** The case an event belongs to, as a key; null for what belongs to no person. */
export function caseKeyOf(entry: Pick<LoggedEvent, 'identity' | 'event'>): string | null {
  const subject = entry.event.subject as Partial<AppointmentSubject & WalkInSubject>;
  if (subject.appointmentNo !== undefined)
    return isBooking(subject) ? appointmentKey(subject.appointmentNo, subject.check) : null;
  if (subject.walkIn === 'self') return walkInKey(referenceTo(entry.identity));
  const walkIn = z.safeParse(referenceSchema, subject.walkIn);
  return walkIn.success ? walkInKey(walkIn.data) : null;
}

/** Numbers only: "03" would be another case of the same booking, with codes of its own. */
function isBooking(subject: Partial<AppointmentSubject>): subject is AppointmentSubject {
  return Number.isSafeInteger(subject.appointmentNo) && Number.isSafeInteger(subject.check);
}

export function appointmentKey(appointmentNo: number, check: number): string {
  return `a${appointmentNo}-${check}`;
}

export function walkInKey(reference: EventReference): string {
  return `w${reference.log}/${reference.seq}/${reference.h}`;
}
