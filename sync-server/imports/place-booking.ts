// Owns what a booking takes from its session, and what the desk should look at before the day. Pure.

import { judgeDoseInterval } from '../../schemas/rules/dose-interval.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import type { Findings } from './findings.ts';
import type { PlacedBooking } from './judge-booking.ts';
import type { SessionRecord } from './read-vaccination-session.ts';

/** Fills what the list leaves to its session. */
export function placeBooking(
  line: PlacedBooking,
  session: SessionRecord,
  findings: Findings,
): PlacedBooking {
  const first = session.slots.at(0);
  const last = session.slots.at(-1);
  const whole = first && last ? `${first.split('-')[0]}-${last.split('-')[1]}` : '09:00-17:00';
  if (line.vaccinationSession === '')
    findings.corrected('session: the only one of its centre on that day');
  if (line.slot === '') findings.corrected(`slot: none given, the whole session ${whole}`);
  if (line.product === '')
    findings.corrected(`vaccine: none given, the session's ${session.product}`);
  return {
    ...line,
    vaccinationSession: session.vaccinationSession,
    slot: line.slot === '' ? whole : line.slot,
    product: line.product === '' ? session.product : line.product,
  };
}

/** A rule never keeps anybody off the list: it shows the desk what to look at before the day. */
export function checkPractice(
  booking: PlacedBooking,
  session: SessionRecord,
  findings: Findings,
): void {
  const { product, doseNumber, earlierDoseDay, earlierDoseProduct, day } = booking;
  const age = Number(day.slice(0, 4)) - booking.birthYear;
  if (age < session.ageMin || (session.ageMax !== null && age > session.ageMax))
    findings.flagged(
      'age-outside',
      `age ${age} in that year, the session is for ${session.ageMin}${session.ageMax === null ? ' and over' : `-${session.ageMax}`}`,
    );
  if (
    session.slots.length > 0 &&
    !session.slots.includes(booking.slot) &&
    booking.slot !== `${session.slots[0]!.split('-')[0]}-${session.slots.at(-1)!.split('-')[1]}`
  )
    findings.flagged('slot-not-offered', `the slot ${booking.slot} is not one of its session's`);
  if (session.product !== '' && session.product !== product)
    findings.flagged('product-not-offered', `${product} in a session of ${session.product}`);
  if (doseNumber > 1 && earlierDoseProduct !== null && earlierDoseProduct !== product)
    findings.flagged(
      'different-product',
      `dose ${doseNumber} of ${product} after ${earlierDoseProduct}`,
    );
  const interval = judgeDoseInterval(currentRuleSet, product, doseNumber, earlierDoseDay, day);
  if (interval.outcome === 'too-early')
    findings.flagged(
      'too-early',
      `dose ${doseNumber} after ${interval.days} days, due from ${interval.dueFrom}`,
    );
}
