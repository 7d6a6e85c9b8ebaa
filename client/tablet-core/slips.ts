// Owns slips at the table: what a scanned one is, the one in hand, and the event that stands for its code.

import { computed, effect, signal } from '@preact/signals';
import { bytesToBase64url, type Bytes } from '../../schemas/bytes.ts';
import { appointmentKey } from '../../schemas/events/event.ts';
import type { Digest } from '../../schemas/ports.ts';
import { maskSlip, openSlip, type OpenedSlip } from '../../schemas/rules/slip.ts';
import type { EnrolmentRecord } from '../journal/records.ts';
import type { PersonRow, SlipReading, Stage, Tablet } from '../tablet.ts';
import { isSignedBy } from '../vault/slip-signature.ts';
import { subjectOf, type Save } from './commands.ts';

interface SlipParts {
  readonly digest: Digest;
  readonly save: Save;
  readonly enrolment: () => EnrolmentRecord | null;
  /** Of the list in force: a tablet that was enrolled anew keeps its list, and has pinned nothing yet. */
  readonly listKey: () => string | undefined;
  /** Day of the list in force; null without one. */
  readonly listDay: () => string | null;
  readonly people: () => readonly PersonRow[];
  readonly stage: () => Stage;
}

export interface StartedSlips extends Pick<Tablet, 'readSlip' | 'slipInHand' | 'recordSlip'> {
  /** A slip in hand does not outlive the sign-in of whoever held it. */
  readonly follow: () => () => void;
}

export function createSlips(parts: SlipParts): StartedSlips {
  const held = signal<{ readonly key: string; readonly secret: Bytes } | null>(null);
  return {
    slipInHand: computed(() => held.value?.key ?? null),
    readSlip: async (scanned) => {
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
      const reading = placeSlip(opened, {
        centreId,
        day: parts.listDay(),
        people: parts.people(),
      });
      if (reading.outcome === 'of-person' && opened.outcome === 'ours')
        held.value = { key: reading.key, secret: opened.secret };
      return reading;
    },
    recordSlip: async (person) => {
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
    },
    follow: () =>
      effect(() => {
        if (parts.stage().stage !== 'unlocked') held.value = null;
      }),
  };
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
