// Owns which earlier dose counts for the next one: given on this list, stated at the table, or known from the booking.

import type { EarlierDoseBody } from '../../../schemas/fold/case.ts';
import { istDayOf } from '../../../schemas/rules/day.ts';
import type { PersonRow } from '../../tablet.ts';

export interface EarlierDose {
  readonly doseNumber: number;
  readonly product: string | null;
  readonly day: string | null;
  readonly from: 'this-list' | 'booking' | EarlierDoseBody['seen'];
  readonly place: string | null;
}

/** Of several that are known the latest day counts: a dose too early is worse than one a little later. Null when none is known. */
export function earlierDoseOf(person: PersonRow, doseNumber: number): EarlierDose | null {
  const wanted = doseNumber - 1;
  if (wanted < 1) return null;
  const known = [...bookedBefore(person, doseNumber), ...stated(person), ...given(person)].filter(
    (dose) => dose.doseNumber === wanted,
  );
  return known.reduce<EarlierDose | null>(
    (latest, dose) => (latest === null || (dose.day ?? '') >= (latest.day ?? '') ? dose : latest),
    null,
  );
}

/** The dose that comes after the last one that was stated; null when none was. */
export function nextAfterStated(person: PersonRow): number | null {
  const known = stated(person).map((dose) => dose.doseNumber);
  return known.length === 0 ? null : Math.max(...known) + 1;
}

function bookedBefore(person: PersonRow, doseNumber: number): EarlierDose[] {
  const { appointment } = person;
  if (appointment === null || appointment.doseNumber !== doseNumber) return [];
  const { earlierDoseDay: day, earlierDoseProduct: product } = appointment;
  return day === null && product === null
    ? []
    : [{ doseNumber: doseNumber - 1, product, day, from: 'booking', place: null }];
}

function stated(person: PersonRow): EarlierDose[] {
  return person.folded.earlierDoses.map(({ body }) => ({
    doseNumber: body.doseNumber,
    product: body.product,
    day: body.day,
    from: body.seen,
    place: body.place,
  }));
}

function given(person: PersonRow): EarlierDose[] {
  return person.folded.doses
    .filter((dose) => dose.enteredInError === null && dose.state !== 'revoked')
    .map((dose) => ({
      doseNumber: dose.body.doseNumber,
      product: dose.body.product,
      day: istDayOf(dose.at),
      from: 'this-list',
      place: null,
    }));
}
