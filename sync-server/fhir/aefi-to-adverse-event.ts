// Owns how an AEFI report is exported. What kind of event it was is India's grade in text; FHIR's codes stand where they mean the same.

import type { AdverseEvent, CodeableConcept } from 'fhir/r4';
import type { AefiBody } from '../../schemas/fold/case.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { eventToId, namedEventToId } from './fhir-id.ts';
import {
  toLocationReference,
  toMeta,
  toPatientReference,
  toStaffReference,
  type RecordFacts,
} from './parts.ts';
import { extensions, systems } from './systems.ts';
import { toFhirText, toInstant, toOccurrence } from './values.ts';

export interface AefiFacts extends RecordFacts {
  readonly ref: EventReference;
  readonly body: AefiBody;
  readonly isError: boolean;
}

const outcomes: Readonly<Record<AefiBody['outcome'], string>> = {
  'under-observation': 'ongoing',
  recovering: 'recovering',
  recovered: 'resolved',
  'in-hospital': 'ongoing',
  disability: 'resolvedWithSequelae',
  died: 'fatal',
  unknown: 'unknown',
};

/** "Severe" of the guidelines is an intensity, "serious" an outcome: only the first two grades are a severity. */
const severities: Readonly<Partial<Record<AefiBody['severity'], string>>> = {
  minor: 'mild',
  severe: 'severe',
};

/** R4's AdverseEvent has no word for a mistake, so an extension that changes the meaning says it. */
export function aefiToAdverseEvent(facts: AefiFacts): AdverseEvent {
  const { body, centreId } = facts;
  const severity = severities[body.severity];
  const isSerious = body.severity === 'serious' || body.severity === 'death';
  return {
    resourceType: 'AdverseEvent',
    id: eventToId(facts),
    meta: toMeta(facts.changedAt),
    ...(body.follows === undefined ? {} : toFollows(centreId, body.follows)),
    ...(facts.isError
      ? { modifierExtension: [{ url: extensions.enteredInError, valueBoolean: true }] }
      : {}),
    actuality: 'actual',
    event: toEvent(body),
    subject: toPatientReference(facts),
    ...toOnset(body),
    recordedDate: toInstant(facts.receivedAt),
    location: toLocationReference(facts),
    seriousness: {
      coding: [{ system: systems.aefiSeriousness, code: isSerious ? 'serious' : 'non-serious' }],
      text: body.severity,
    },
    ...(severity === undefined
      ? {}
      : { severity: { coding: [{ system: systems.aefiSeverity, code: severity }] } }),
    outcome: { coding: [{ system: systems.aefiOutcome, code: outcomes[body.outcome] }] },
    ...(facts.by === null ? {} : { recorder: toStaffReference(facts, facts.by) }),
    ...toSuspect(centreId, body.doseEvent),
  };
}

/** 9999-12-31, 00:00 IST: FHIR's years have four digits, a tablet's clock may say anything. */
const lastTellable = 253_402_194_600;

function toOnset({ onsetAt, onsetPrecision }: AefiBody): Pick<AdverseEvent, 'date'> {
  if (onsetAt < 0 || onsetAt > lastTellable) return {};
  const day = istDayOf(onsetAt);
  return { date: onsetPrecision === 'minute' ? toOccurrence(onsetAt, day) : day };
}

function toEvent(body: AefiBody): CodeableConcept {
  const text = toFhirText(body.otherSymptoms);
  const codes = body.symptoms.flatMap((symptom) => toFhirText(symptom) ?? []);
  return {
    ...(codes.length === 0
      ? {}
      : { coding: codes.map((code) => ({ system: systems.symptom, code })) }),
    text: text ?? codes.join(', '),
  };
}

/** A reference to a row in no log of ours names nothing that could be read: it is left out. */
function toSuspect(
  centreId: number,
  ref: EventReference | null,
): Pick<AdverseEvent, 'suspectEntity'> {
  const id = ref === null ? null : namedEventToId({ centreId, ref });
  return id === null ? {} : { suspectEntity: [{ instance: { reference: `Immunization/${id}` } }] };
}

function toFollows(centreId: number, ref: EventReference): Pick<AdverseEvent, 'extension'> {
  const id = namedEventToId({ centreId, ref });
  if (id === null) return {};
  return {
    extension: [{ url: extensions.follows, valueReference: { reference: `AdverseEvent/${id}` } }],
  };
}
