// Owns what stands on a card: a SMART Health Card's payload (framework 1.4.0) in the data-minimisation profile, nothing else about anybody.

import { codesOfProduct, cvxSystem, icd11System, productOfCvx } from './product-codes.ts';

export interface CardDose {
  readonly product: string;
  /** YYYY-MM-DD, IST. */
  readonly day: string;
  readonly vaccineBatch: string;
}

export interface CardContent {
  readonly name: string;
  readonly birthYear: number;
  /** At least one; products that have codes. */
  readonly doses: readonly CardDose[];
}

export interface CardFrame {
  /** https address without a slash at its end; the keys lie under it. */
  readonly issuer: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
  readonly rid: string;
}

export const healthCardType = 'https://smarthealth.cards#health-card';

/** The JSON that is packed and signed: no spaces, members in a fixed order. */
export function writePayload(frame: CardFrame, content: CardContent): string {
  return JSON.stringify({
    iss: frame.issuer,
    nbf: frame.issuedAt,
    vc: {
      type: [healthCardType],
      credentialSubject: { fhirVersion: '4.0.1', fhirBundle: writeBundle(content) },
      rid: frame.rid,
    },
  });
}

function writeBundle({ name, birthYear, doses }: CardContent) {
  const patient = {
    resourceType: 'Patient',
    name: [{ text: name }],
    // A bare year is a valid FHIR date, and all that anybody wrote down.
    birthDate: String(birthYear).padStart(4, '0'),
  };
  const resources = [patient, ...inOrderOfDay(doses).map(writeImmunization)];
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource, i) => ({ fullUrl: `resource:${i}`, resource })),
  };
}

function writeImmunization({ product, day, vaccineBatch }: CardDose) {
  const codes = codesOfProduct(product);
  if (codes === null) throw new Error('card: a product without codes');
  return {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: {
      coding: [
        { system: cvxSystem, code: codes.cvx },
        { system: icd11System, code: codes.icd11 },
      ],
    },
    patient: { reference: 'resource:0' },
    occurrenceDateTime: day,
    lotNumber: vaccineBatch,
  };
}

/** What `writePayload` wrote, for the words beside the code: paper and code cannot differ. */
export function readOwnPayload(text: string): CardContent {
  const payload = JSON.parse(text) as {
    readonly vc: { readonly credentialSubject: { readonly fhirBundle: OwnBundle } };
  };
  const [patient, ...doses] = payload.vc.credentialSubject.fhirBundle.entry.map((e) => e.resource);
  if (patient?.resourceType !== 'Patient') throw new Error('card: not one of ours');
  return {
    name: patient.name[0]?.text ?? '',
    birthYear: Number(patient.birthDate),
    doses: doses.flatMap((dose): CardDose[] => {
      if (dose.resourceType !== 'Immunization') return [];
      const cvx = dose.vaccineCode.coding[0]?.code ?? '';
      const product = productOfCvx(cvx) ?? cvx;
      return [{ product, day: dose.occurrenceDateTime, vaccineBatch: dose.lotNumber }];
    }),
  };
}

interface OwnBundle {
  readonly entry: readonly { readonly resource: OwnPatient | OwnImmunization }[];
}
interface OwnPatient {
  readonly resourceType: 'Patient';
  readonly name: readonly { readonly text: string }[];
  readonly birthDate: string;
}
interface OwnImmunization {
  readonly resourceType: 'Immunization';
  readonly vaccineCode: { readonly coding: readonly { readonly code: string }[] };
  readonly occurrenceDateTime: string;
  readonly lotNumber: string;
}

export function inOrderOfDay(doses: readonly CardDose[]): CardDose[] {
  return [...doses].sort(
    (a, b) =>
      compareText(a.day, b.day) ||
      compareText(a.product, b.product) ||
      compareText(a.vaccineBatch, b.vaccineBatch),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
