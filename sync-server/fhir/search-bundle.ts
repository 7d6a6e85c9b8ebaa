// Owns the answer of a search: a page of resources, where the next one begins, and what it leaves out.

import type { Bundle, BundleEntry, FhirResource } from 'fhir/r4';

export interface SearchPage {
  readonly base: string;
  readonly self: string;
  readonly next: string | null;
  readonly resources: readonly FhirResource[];
  /** A sentence for whoever reads: never silently less than was asked for. */
  readonly notice: string | null;
}

export function toSearchBundle({
  base,
  self,
  next,
  resources,
  notice,
}: SearchPage): Bundle<FhirResource> {
  const matches: BundleEntry<FhirResource>[] = resources.map((resource) => ({
    fullUrl: `${base}/${resource.resourceType}/${resource.id ?? ''}`,
    resource,
    search: { mode: 'match' },
  }));
  const entry = notice === null ? matches : [...matches, toNotice(notice)];
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    link: [
      { relation: 'self', url: self },
      ...(next === null ? [] : [{ relation: 'next', url: next }]),
    ],
    // FHIR knows no empty lists.
    ...(entry.length === 0 ? {} : { entry }),
  };
}

function toNotice(diagnostics: string): BundleEntry<FhirResource> {
  return {
    resource: {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'information', code: 'incomplete', diagnostics }],
    },
    search: { mode: 'outcome' },
  };
}
