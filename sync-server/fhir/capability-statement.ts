// Owns what this server says it can do for FHIR clients, and no more than that.

import type {
  CapabilityStatement,
  CapabilityStatementRestResource,
  CapabilityStatementRestResourceSearchParam,
} from 'fhir/r4';
import { fhirMediaType } from './systems.ts';
import { toInstant } from './values.ts';

export interface CapabilityFacts {
  readonly appVersion: string;
  /** Address of this server's FHIR door, without a slash at its end. */
  readonly base: string;
  readonly asOf: number;
}

type Parameter = readonly [name: string, type: CapabilityStatementRestResourceSearchParam['type']];

export function describeCapabilities(facts: CapabilityFacts): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: toInstant(facts.asOf),
    kind: 'instance',
    software: { name: 'Suchi', version: facts.appVersion },
    implementation: { description: 'Suchi vaccination session register', url: facts.base },
    fhirVersion: '4.0.1',
    format: [fhirMediaType],
    rest: [
      {
        mode: 'server',
        documentation: 'Read only. Bulk: GET {base}/bulk/{day}/{type} as NDJSON.',
        security: {
          cors: false,
          description: 'Bearer token of an account of this server, or its sign-in at the desk.',
        },
        resource: [
          describe('Immunization', ['read', 'search-type'], immunizationParameters),
          describe('Patient', ['read']),
          describe('Location', ['read']),
          describe('AdverseEvent', ['read', 'search-type'], adverseEventParameters),
          describe('MeasureReport', ['search-type'], [['period', 'date']]),
        ],
      },
    ],
  };
}

const immunizationParameters: readonly Parameter[] = [
  ['_id', 'token'],
  ['_lastUpdated', 'date'],
  ['_tag', 'token'],
  ['date', 'date'],
  ['location', 'reference'],
  ['patient', 'reference'],
  ['status', 'token'],
];
const adverseEventParameters: readonly Parameter[] = [
  ['_lastUpdated', 'date'],
  ['location', 'reference'],
];

function describe(
  type: CapabilityStatementRestResource['type'],
  interactions: readonly ('read' | 'search-type')[],
  parameters: readonly Parameter[] = [],
): CapabilityStatementRestResource {
  return {
    type,
    interaction: interactions.map((code) => ({ code })),
    ...(parameters.length === 0
      ? {}
      : { searchParam: parameters.map(([name, of]) => ({ name, type: of })) }),
  };
}
