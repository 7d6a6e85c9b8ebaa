// Owns a person's line on the day list: booking or walk-in, folded case, and where each dose record is.

import { statedReferenceIdOf } from '../../schemas/fold/stated-reference.ts';
import type { Case, DoseInCase, DoseState } from '../../schemas/fold/case.ts';
import { standingFields } from '../../schemas/fold/standing-fields.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import type { RosterAppointment } from '../../schemas/records/roster.ts';
import type { PersonRow, RecordPlace } from '../tablet.ts';

/** What is known of an own record beside the fold; null for a record of another tablet. */
export interface OwnRecord {
  /** True when the server named our hash at the row's number or later. */
  readonly isOnServer: boolean;
  /** The server's last word on the row, outside the feed. */
  readonly word: string | null;
}

export type OwnRecordOf = (eventKey: string) => OwnRecord | null;

export function bookedPersonRow(
  appointment: RosterAppointment,
  folded: Case,
  ownRecordOf: OwnRecordOf,
): PersonRow {
  const { referenceId } = appointment;
  const fields = { category: null, village: null, ...appointment, ...standingFields(folded) };
  const { mobileNumber, name } = fields;
  return {
    key: folded.key,
    isWalkIn: false,
    name,
    birthYear: fields.birthYear,
    gender: fields.gender,
    slot: appointment.slot,
    referenceId,
    mobileNumber,
    mobileLast4: mobileNumber?.slice(-4) ?? null,
    idType: fields.idType,
    idLast4: fields.idLast4,
    category: fields.category,
    village: fields.village,
    product: appointment.product,
    doseNumber: appointment.doseNumber,
    appointment,
    folded,
    dosePlaces: dosePlaces(folded, ownRecordOf),
    searchText: searchTextOf([
      name,
      // Whoever looks for the name on the slip finds the person too.
      name === appointment.name ? null : appointment.name,
      referenceId,
      mobileNumber,
    ]),
  };
}

/** Null until the registration itself has come: a name is not made up. */
export function walkInPersonRow(
  folded: Case,
  productOf: (vaccinationSession: string) => string,
  ownRecordOf: OwnRecordOf,
): PersonRow | null {
  const registered = folded.registration?.body;
  if (registered === undefined) return null;
  const body = { village: null, ...registered, ...standingFields(folded) };
  const dose = folded.doses.find((given) => given.enteredInError === null);
  return {
    key: folded.key,
    isWalkIn: true,
    name: body.name,
    birthYear: body.birthYear,
    gender: body.gender,
    slot: null,
    referenceId: statedReferenceIdOf(folded),
    mobileNumber: body.mobileNumber,
    mobileLast4: body.mobileNumber?.slice(-4) ?? null,
    idType: body.idType,
    idLast4: body.idLast4,
    category: body.category,
    village: body.village,
    product: dose?.body.product ?? productOf(body.vaccinationSession),
    doseNumber: dose?.body.doseNumber ?? nextStated(folded),
    appointment: null,
    folded,
    dosePlaces: dosePlaces(folded, ownRecordOf),
    searchText: searchTextOf([body.name, statedReferenceIdOf(folded), body.mobileNumber]),
  };
}

/** The dose after the last one that was stated: a first one where nothing was. */
function nextStated(folded: Case): number {
  return Math.max(0, ...folded.earlierDoses.map((stated) => stated.body.doseNumber)) + 1;
}

function searchTextOf(parts: readonly (string | null)[]): string {
  return parts
    .filter((part) => part !== null)
    .join(' ')
    .normalize('NFC')
    .toLocaleLowerCase('en');
}

function dosePlaces(folded: Case, ownRecordOf: OwnRecordOf): PersonRow['dosePlaces'] {
  return folded.doses.map((dose) => ({ ref: dose.ref, place: placeOf(dose, ownRecordOf) }));
}

const placeOfState: Readonly<Record<Exclude<DoseState, 'received'>, RecordPlace>> = {
  waiting: 'being-checked',
  confirmed: 'confirmed',
  held: 'held',
  accepted: 'confirmed',
  revoked: 'withdrawn',
};

/** The fold's word first, then the server's word about its rows, then whether it has the row at all. */
function placeOf(dose: DoseInCase, ownRecordOf: OwnRecordOf): RecordPlace {
  if (dose.isInQuestion) return 'in-question';
  if (dose.state !== 'received') return placeOfState[dose.state];
  const own = ownRecordOf(referenceKey(dose.ref));
  if (own === null) return 'from-other-tablet';
  // Unreadable rows are kept apart and looked at by a person: "being checked, the dose is safe".
  if (own.word === 'quarantined') return 'being-checked';
  const word = own.word as DoseState | null;
  if (word !== null && word !== 'received' && word in placeOfState) return placeOfState[word];
  return own.isOnServer ? 'sent' : 'saved-here';
}
