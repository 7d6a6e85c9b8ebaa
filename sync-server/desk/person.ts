// Owns who a case is about, as far as the desk is shown: the booking's person, or the one a walk-in's registration names, with what was corrected since.

import { statedReferenceIdOf } from '../../schemas/fold/stated-reference.ts';
import type { DeskOpenDose } from '../../schemas/desk.ts';
import type { Case } from '../../schemas/fold/case.ts';
import { readBooking } from '../judge/gather-facts.ts';
import { personNow } from '../my-doses/phones.ts';
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
  const isWalkIn = booking === null;
  const person = personNow(folded, booking);
  if (person === null) return { ...nobody, isWalkIn };
  const { name, birthYear, gender, mobileNumber } = person;
  const stated = statedReferenceIdOf(folded);
  return {
    name,
    birthYear,
    gender,
    mobileLast4: mobileNumber?.slice(-4) ?? null,
    referenceId: booking?.reference_id ?? stated,
    isWalkIn,
  };
}
