// Owns how "not today" is exported: a vaccination that was not done, with who says why and when the person may come again.

import type { Coding, Immunization } from 'fhir/r4';
import type { NotTodayBody } from '../../schemas/fold/case.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { eventToId } from './fhir-id.ts';
import {
  toLocationReference,
  toMeta,
  toPatientReference,
  toPerformers,
  type RecordFacts,
} from './parts.ts';
import { extensions, systems } from './systems.ts';
import { toFhirDay, toFhirText, toInstant, toOccurrence } from './values.ts';
import { productToVaccineCode } from './vaccine-codes.ts';

export interface NotTodayFacts extends RecordFacts {
  readonly ref: EventReference;
  readonly day: string;
  readonly at: number;
  readonly outcome: NotTodayBody['outcome'];
  readonly reason: string;
  readonly nextDate: string | null;
  /** What the person was booked for; null where nothing says. */
  readonly product: string | null;
  readonly isError: boolean;
}

/** HL7's ActReason, where it has a word for it. Being absent is none of its reasons. */
const actReasons: ReadonlyMap<string, string> = new Map([
  ['fever', 'MEDPREC'],
  ['covid-recent', 'MEDPREC'],
  ['other-illness', 'MEDPREC'],
  ['doctor-first', 'MEDPREC'],
  ['vaccine-finished', 'OSTOCK'],
]);

export function notTodayToImmunization(facts: NotTodayFacts): Immunization {
  const nextDate = toFhirDay(facts.nextDate);
  const reason = toFhirText(facts.reason);
  return {
    resourceType: 'Immunization',
    id: eventToId(facts),
    meta: toMeta(facts.changedAt),
    ...(nextDate === null
      ? {}
      : { extension: [{ url: extensions.nextDate, valueDate: nextDate }] }),
    status: facts.isError ? 'entered-in-error' : 'not-done',
    statusReason: { coding: codingsOf(facts), ...(reason === null ? {} : { text: reason }) },
    vaccineCode: productToVaccineCode(facts.product),
    patient: toPatientReference(facts),
    occurrenceDateTime: toOccurrence(facts.at, facts.day),
    recorded: toInstant(facts.receivedAt),
    ...(facts.isError ? {} : { primarySource: true }),
    location: toLocationReference(facts),
    ...toPerformers(facts),
  };
}

function codingsOf({ outcome, reason }: NotTodayFacts): Coding[] {
  const actReason = outcome === 'refused' ? 'PATOBJ' : actReasons.get(reason);
  return [
    { system: systems.notToday, code: outcome },
    ...(actReason === undefined ? [] : [{ system: systems.actReason, code: actReason }]),
  ];
}
