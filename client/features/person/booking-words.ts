// Owns what is said at the table of a stated booking: as the district's word on the dose stands. Which digit was wrong nobody hears here.

import type { TextKey } from '../../i18n/index.ts';
import type { PersonRow } from '../../tablet.ts';
import type { IconName } from '../../ui/icons.tsx';
import type { Tone } from '../../ui/notice.tsx';

/** Real codes may be the end of the reference id: those digits are never shown. */
export function maskEnd(referenceId: string): string {
  return `${referenceId.slice(0, -4)}••••`;
}

export interface StatedWords {
  readonly title: TextKey;
  readonly body: TextKey;
  readonly tone: Tone;
  readonly icon: IconName;
}

const checking: StatedWords = {
  title: 'booking.checking',
  body: 'booking.checkingBody',
  tone: 'wait',
  icon: 'checking',
};

/** A number that no list knows may be a slip of the finger: that alone staff can mend. All else is the district's. */
export function statedBookingWords({ folded }: Pick<PersonRow, 'folded'>): StatedWords {
  const doses = folded.doses.filter((dose) => dose.enteredInError === null);
  const dose = doses[doses.length - 1];
  if (dose === undefined) return checking;
  if (dose.state === 'confirmed' || dose.state === 'accepted')
    return {
      title: 'booking.confirmed',
      body: 'booking.confirmedBody',
      tone: 'good',
      icon: 'confirmed',
    };
  if (dose.state === 'held')
    return { title: 'booking.held', body: 'booking.heldBody', tone: 'warn', icon: 'held' };
  const reasons = new Set(dose.reasons.map((reason) => reason.reason));
  if (reasons.has('booking-unknown'))
    return { title: 'booking.unknown', body: 'booking.unknownBody', tone: 'warn', icon: 'warning' };
  if (reasons.has('booking-other-day') || reasons.has('walk-in-waits-for-word'))
    return { title: 'booking.word', body: 'code.waitsForWord', tone: 'wait', icon: 'checking' };
  return checking;
}
