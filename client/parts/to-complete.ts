// Owns which doses were recorded without unlocking and are still to be completed, and what each lacks. Pure.

import { administeredAtOf } from '../../schemas/fold/administered-at.ts';
import type { DoseInCase } from '../../schemas/fold/case.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import type { PersonRow, VialRow } from '../tablet.ts';

/** `person`: who of the list it was · `code`: the person has one · `vial`: none of that name is open · `staff`: nobody of the list said to have given it. */
type MissingOfDose = 'person' | 'code' | 'vial' | 'staff';

export interface DoseToComplete {
  /** The registration that was made with it. */
  readonly person: PersonRow;
  readonly ref: EventReference;
  readonly doseNumber: number;
  readonly product: string;
  readonly vial: string;
  readonly vaccineBatch: string;
  /** Epoch seconds, by the tablet that recorded it. */
  readonly administeredAt: number;
  readonly missing: readonly MissingOfDose[];
  /** The dose stands with this person already: only the first record is to be closed. */
  readonly doneAs: PersonRow | null;
}

/** Oldest first. A dose that names no vaccination session was recorded while nobody could see the list. */
export function findDosesToComplete(
  people: readonly PersonRow[],
  vials: readonly VialRow[],
  staffIds: ReadonlySet<string>,
): readonly DoseToComplete[] {
  return people
    .filter((person) => person.isWalkIn)
    .flatMap((person) =>
      person.folded.doses
        .filter((dose) => isOpen(dose) && dose.body.vaccinationSession === '')
        .map((dose): DoseToComplete => {
          const { doseNumber, product, vial, vaccineBatch } = dose.body;
          const administeredAt = administeredAtOf(dose);
          const doneAs = people.find((other) => isDoneAs(other, person, dose)) ?? null;
          const missing = missingOf(person, dose, people, vials, staffIds);
          const what = { doseNumber, product, vial, vaccineBatch, administeredAt };
          return { person, ref: dose.ref, ...what, missing, doneAs };
        }),
    )
    .sort((a, b) => a.administeredAt - b.administeredAt);
}

const isStanding = (dose: DoseInCase): boolean =>
  dose.enteredInError === null && dose.state !== 'revoked';

/** What a supervisor has accepted as it is may have a card by now: nobody takes that away by completing it. */
const isOpen = (dose: DoseInCase): boolean =>
  isStanding(dose) && dose.state !== 'accepted' && dose.state !== 'confirmed';

/** The same needle: at that second, from that vial. */
function isDoneAs(other: PersonRow, person: PersonRow, dose: DoseInCase): boolean {
  return (
    other.key !== person.key &&
    other.folded.doses.some(
      (each) =>
        isStanding(each) &&
        each.body.administeredAt === administeredAtOf(dose) &&
        each.body.vial === dose.body.vial &&
        each.body.doseNumber === dose.body.doseNumber,
    )
  );
}

function missingOf(
  person: PersonRow,
  dose: DoseInCase,
  people: readonly PersonRow[],
  vials: readonly VialRow[],
  staffIds: ReadonlySet<string>,
): readonly MissingOfDose[] {
  const booked = people.find(
    (other) =>
      !other.isWalkIn && other.referenceId !== null && other.referenceId === person.referenceId,
  );
  const hasCode = (booked?.appointment?.codeTag ?? null) !== null;
  const isVialOpen = vials.some((vial) => vial.name === dose.body.vial);
  const isStaffKnown = dose.by !== null && staffIds.has(dose.by.staffId);
  return [
    'person',
    ...(hasCode ? (['code'] as const) : []),
    ...(isVialOpen ? [] : (['vial'] as const)),
    ...(isStaffKnown ? [] : (['staff'] as const)),
  ];
}
