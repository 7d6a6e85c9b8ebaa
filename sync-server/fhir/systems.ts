// Owns the names of this register's own identifiers, codes and extensions in FHIR. They never change: other systems keep them.

export const systems = {
  doseRecord: 'urn:suchi:fhir:dose-record',
  beneficiaryReferenceId: 'urn:suchi:fhir:beneficiary-reference-id',
  centre: 'urn:suchi:fhir:centre',
  staff: 'urn:suchi:fhir:staff',
  product: 'urn:suchi:fhir:product',
  doseState: 'urn:suchi:fhir:dose-state',
  notToday: 'urn:suchi:fhir:not-today',
  symptom: 'urn:suchi:fhir:symptom',
  dosesGiven: 'urn:suchi:fhir:doses-given',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  icd11: 'http://id.who.int/icd/release/11/mms',
  snomed: 'http://snomed.info/sct',
  actReason: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  observationValue: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  providerRole: 'http://terminology.hl7.org/CodeSystem/v2-0443',
  aefiSeriousness: 'http://terminology.hl7.org/CodeSystem/adverse-event-seriousness',
  aefiSeverity: 'http://terminology.hl7.org/CodeSystem/adverse-event-severity',
  aefiOutcome: 'http://terminology.hl7.org/CodeSystem/adverse-event-outcome',
} as const;

/** Extensions. Those that change what a record means stand under `modifierExtension`: who does not know them must not use the record. */
export const extensions = {
  beingChecked: 'urn:suchi:fhir:ext:being-checked',
  enteredInError: 'urn:suchi:fhir:ext:entered-in-error',
  follows: 'urn:suchi:fhir:ext:follows',
  nextDate: 'urn:suchi:fhir:ext:next-date',
} as const;

export const fhirMediaType = 'application/fhir+json';
