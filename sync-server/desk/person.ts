// Owns who a case is about, as far as the desk is shown: the booking's person, or the one a walk-in's registration names.

import type { DeskOpenDose } from '../../schemas/desk.ts';
import type { Case } from '../../schemas/fold/case.ts';
import { readBooking } from '../judge/gather-facts.ts';
import type { DatabaseReach } from '../store/schema.ts';

type DeskPerson = DeskOpenDose['person'];

/** A number that fits no booking of this centre belongs to nobody: no name is guessed. */
const nobody: DeskPerson = {
  name: '',
  birthYear: null,
  gender: null,
  mobileLast4: null,
  referenceId: null,
  isWalkIn: false,
};

export async function readDeskPerson(
  reach: DatabaseReach,
  centreId: number,
  folded: Case,
): Promise<DeskPerson> {
  const booking = await readBooking(reach, centreId, folded.key);
  if (booking === 'none') return nobody;
  if (booking === null) return walkInToPerson(folded);
  return {
    name: booking.name,
    birthYear: booking.birth_year,
    gender: booking.gender,
    mobileLast4: booking.mobile_number?.slice(-4) ?? null,
    referenceId: booking.reference_id,
    isWalkIn: false,
  };
}

function walkInToPerson({ registration }: Case): DeskPerson {
  if (registration === null) return { ...nobody, isWalkIn: true };
  const { name, birthYear, gender, mobileNumber, statedReferenceId } = registration.body;
  return {
    name,
    birthYear,
    gender,
    mobileLast4: mobileNumber?.slice(-4) ?? null,
    referenceId: statedReferenceId ?? null,
    isWalkIn: true,
  };
}
