// Owns the registry of event kinds. Adding a kind is one file, one line here, one fixture.

import * as z from 'zod/mini';
import { aefiReported } from './aefi-reported.ts';
import { bookingStated } from './booking-stated.ts';
import { checkedIn } from './checked-in.ts';
import { codeTried } from './code-tried.ts';
import { doseAdministered } from './dose-administered.ts';
import { earlierDoseStated } from './earlier-dose-stated.ts';
import { enteredInError } from './entered-in-error.ts';
import { evidenceDue } from './evidence-due.ts';
import { envelopeSchema, type SuchiEvent } from './event.ts';
import type { EventKind } from './kind.ts';
import { notToday } from './not-today.ts';
import { observationEnded } from './observation-ended.ts';
import { correctionAccepted, notMe, wordGiven } from './person-words.ts';
import { signedIn } from './signed-in.ts';
import { personCorrected } from './person-corrected.ts';
import { stockCounted } from './stock-counted.ts';
import { vaccinationSessionClosed } from './vaccination-session-closed.ts';
import { vaccinationSessionOpened } from './vaccination-session-opened.ts';
import { questionAnswered } from './question-answered.ts';
import { questionAsked } from './question-asked.ts';
import { notSamePerson, samePerson } from './same-person.ts';
import { reasonsSettled } from './reasons-settled.ts';
import { staffVouched } from './staff-vouched.ts';
import { accepted, confirmed, held, revoked, waiting } from './verdicts.ts';
import { isStorableValue } from '../log/canonical.ts';
import { vialDiscarded } from './vial-discarded.ts';
import { vialOpened } from './vial-opened.ts';
import { walkInRegistered } from './walk-in-registered.ts';

const kinds = [
  signedIn,
  checkedIn,
  codeTried,
  walkInRegistered,
  notToday,
  vialOpened,
  vialDiscarded,
  doseAdministered,
  enteredInError,
  observationEnded,
  confirmed,
  waiting,
  held,
  accepted,
  revoked,
  personCorrected,
  earlierDoseStated,
  vaccinationSessionOpened,
  vaccinationSessionClosed,
  stockCounted,
  aefiReported,
  evidenceDue,
  wordGiven,
  notMe,
  correctionAccepted,
  questionAsked,
  questionAnswered,
  samePerson,
  notSamePerson,
  staffVouched,
  reasonsSettled,
  bookingStated,
] as unknown as readonly EventKind<unknown>[];

export const eventKinds: ReadonlyMap<string, EventKind<unknown>> = new Map(
  kinds.map((kind) => [kind.kind, kind]),
);

export type EventReading =
  | { readonly outcome: 'known'; readonly event: SuchiEvent; readonly kind: EventKind<unknown> }
  | { readonly outcome: 'unknown-kind'; readonly event: SuchiEvent }
  | { readonly outcome: 'malformed' };

const keptReadings = new WeakMap<object, EventReading>();

/** Reads an event and keeps what was found beside it: whoever calls this never changes the value again. */
export function keepReading(value: object): EventReading {
  const reading = readEvent(value);
  keptReadings.set(value, reading);
  return reading;
}

/** Reads an already hashed event. Nothing is stripped: the value given is the value kept. */
export function readEvent(value: unknown): EventReading {
  const kept = keptReadings.get(value as object);
  if (kept !== undefined) return kept;
  if (!z.safeParse(envelopeSchema, value).success) return { outcome: 'malformed' };
  // What no honest append writes and PostgreSQL cannot keep stands for nothing, on the tablet and on the server alike.
  if (!isStorableValue(value)) return { outcome: 'malformed' };
  const event = value as SuchiEvent;
  const kind = eventKinds.get(event.kind);
  if (kind === undefined) return { outcome: 'unknown-kind', event };
  return z.safeParse(kind.body, event.body).success
    ? { outcome: 'known', event, kind }
    : { outcome: 'malformed' };
}
