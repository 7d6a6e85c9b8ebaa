// Owns what a scanned slip is, whose it is, and the event that stands for its code. Comes with the screens of work: nobody scans one before.

import type { Signal } from '@preact/signals';
import { bytesToBase64url, type Bytes } from '../../schemas/bytes.ts';
import { appointmentKey } from '../../schemas/events/event.ts';
import { maskSlip, openSlip, type OpenedSlip } from '../../schemas/rules/slip.ts';
import type { PersonRow, SaveOutcome, SlipReading } from '../tablet.ts';
import { isSignedBy } from '../vault/slip-signature.ts';
import { subjectOf } from './commands.ts';
import type { SlipParts } from './slips.ts';

/** The slip in hand: in memory alone. */
export type HeldSlip = Signal<{ readonly key: string; readonly secret: Bytes } | null>;

export async function readSlip(
  parts: SlipParts,
  held: HeldSlip,
  scanned: string,
): Promise<SlipReading> {
  held.value = null;
  const enrolment = parts.enrolment();
  const slipKey = enrolment?.slipKey ?? parts.listKey();
  if (enrolment === null || slipKey === undefined) return { outcome: 'cannot-check' };
  const opened = await openSlip({
    scanned: scanned.trim(),
    deployment: enrolment.deployment,
    isSigned: (message, signature) => isSignedBy(slipKey, message, signature),
  });
  const { centreId } = enrolment;
  const reading = placeSlip(opened, { centreId, day: parts.listDay(), people: parts.people() });
  if (reading.outcome === 'of-person' && opened.outcome === 'ours')
    held.value = { key: reading.key, secret: opened.secret };
  return reading;
}

export async function recordSlip(
  parts: SlipParts,
  held: HeldSlip,
  person: PersonRow,
): Promise<SaveOutcome> {
  const slip = held.value;
  if (slip === null || slip.key !== person.key) return { outcome: 'not-saved', why: 'locked' };
  // Put down at once: a second tap finds nothing to write.
  held.value = null;
  const saved = await parts.save({
    kind: 'code-tried',
    subject: subjectOf(person),
    body: (place, codeKey) => ({
      matches: true,
      masked: 0,
      slip: bytesToBase64url(maskSlip(parts.digest, codeKey, place, slip.secret)),
    }),
  });
  if (saved.outcome !== 'saved' && parts.stage().stage === 'unlocked') held.value ??= slip;
  return saved;
}

interface ListHere {
  readonly centreId: number;
  readonly day: string | null;
  readonly people: readonly PersonRow[];
}

/** Whose slip it is, of those on this day's list. One whose dose stands has done its work. */
function placeSlip(opened: OpenedSlip, list: ListHere): SlipReading {
  if (opened.outcome !== 'ours') return { outcome: opened.outcome };
  const { appointment, day } = opened;
  if (appointment.centreId !== list.centreId) return { outcome: 'other-centre' };
  const key = appointmentKey(appointment.appointmentNo, appointment.check);
  const person = list.people.find((each) => each.key === key);
  if (person === undefined) return notListed(day, list.day);
  const isUsed = person.folded.doses.some(
    (dose) => dose.enteredInError === null && dose.state !== 'revoked',
  );
  return { outcome: isUsed ? 'used' : 'of-person', key };
}

/** The list decides who is expected; the slip's day only says why somebody is not. */
function notListed(day: string | null, listDay: string | null): SlipReading {
  if (day === null || listDay === null) return { outcome: 'not-on-list' };
  return day === listDay ? { outcome: 'changed' } : { outcome: 'other-day', day, listDay };
}
