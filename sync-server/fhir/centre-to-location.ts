// Owns how a centre is exported: by the number it has in the national lists.

import type { Location } from 'fhir/r4';
import { systems } from './systems.ts';
import { toFhirText } from './values.ts';

export interface CentreRecord {
  readonly centreId: number;
  readonly name: string;
  readonly block: string;
  readonly district: string;
  readonly state: string;
  readonly pincode: string;
}

export function centreToLocation(centre: CentreRecord): Location {
  const name = toFhirText(centre.name);
  const parts = {
    city: toFhirText(centre.block),
    district: toFhirText(centre.district),
    state: toFhirText(centre.state),
    postalCode: toFhirText(centre.pincode),
  };
  const known = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null));
  return {
    resourceType: 'Location',
    id: String(centre.centreId),
    identifier: [{ system: systems.centre, value: String(centre.centreId) }],
    status: 'active',
    mode: 'instance',
    ...(name === null ? {} : { name }),
    address: { ...known, country: 'IN' },
  };
}
