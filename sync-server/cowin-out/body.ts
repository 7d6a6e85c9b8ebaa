// Owns a dose as the national portal's vaccinator API would have said it, with what makes sending it twice harmless.

import { hash } from 'node:crypto';
import { canonicalText } from '../../schemas/log/canonical.ts';
import type { DoseRecordFacts } from '../fhir/dose-to-immunization.ts';
import { eventToId } from '../fhir/fhir-id.ts';
import type { PersonRecord } from '../records/persons.ts';

export type DeliveryAction = 'vaccinated' | 'withdrawn';

export interface CowinContent {
  readonly record_id: string;
  readonly action: DeliveryAction;
  readonly beneficiary_reference_id: string | null;
  readonly name: string;
  readonly birth_year: number | null;
  readonly gender: string | null;
  readonly mobile_number: string | null;
  readonly photo_id_type: string | null;
  /** The last four signs: no more is kept here. */
  readonly photo_id_number: string | null;
  readonly dose: number;
  /** DD-MM-YYYY; of a second dose null where the list did not tell. */
  readonly dose1_date: string | null;
  /** Day of this dose. */
  readonly dose_date: string;
  readonly vaccine: string;
  readonly vaccine_batch: string;
  readonly center_id: number;
}

export interface CowinBody extends CowinContent {
  /** Of one record the greater one holds, whichever arrives later. */
  readonly revision: number;
}

export type DeliveredDose = Pick<
  DoseRecordFacts,
  'centreId' | 'ref' | 'day' | 'doseNumber' | 'product' | 'vaccineBatch'
>;

export function doseToContent(
  dose: DeliveredDose,
  person: PersonRecord | null,
  action: DeliveryAction,
): CowinContent {
  const earlier = person?.earlierDoseDay ?? null;
  const firstDay = dose.doseNumber === 1 ? dose.day : dose.doseNumber === 2 ? earlier : null;
  return {
    record_id: eventToId(dose),
    action,
    beneficiary_reference_id: person?.referenceId ?? null,
    name: person?.name ?? '',
    birth_year: person?.birthYear ?? null,
    gender: person?.gender ?? null,
    mobile_number: person?.mobileNumber ?? null,
    photo_id_type: photoIdNames.get(person?.idType ?? '') ?? null,
    photo_id_number: person?.idLast4 ?? null,
    dose: dose.doseNumber,
    dose1_date: firstDay === null ? null : toCowinDay(firstDay),
    dose_date: toCowinDay(dose.day),
    vaccine: dose.product,
    vaccine_batch: dose.vaccineBatch,
    center_id: dose.centreId,
  };
}

/** Equal contents have equal names: what has not changed is not sent again. */
export function contentHash(content: CowinContent): string {
  return hash('sha256', canonicalText(content), 'base64url').slice(0, 22);
}

function toCowinDay(day: string): string {
  return day.split('-').reverse().join('-');
}

/** As the portal writes them. */
const photoIdNames: ReadonlyMap<string, string> = new Map([
  ['aadhaar', 'Aadhaar Card'],
  ['driving-licence', 'Driving License'],
  ['pan', 'PAN Card'],
  ['passport', 'Passport'],
  ['pension-passbook', 'Pension Passbook'],
  ['npr-smart-card', 'NPR Smart Card'],
  ['voter-id', 'Voter ID'],
  ['unique-disability-id', 'Unique Disability ID'],
  ['ration-card', 'Ration Card with Photo'],
  ['school-id', 'Student Photo ID Card'],
]);
