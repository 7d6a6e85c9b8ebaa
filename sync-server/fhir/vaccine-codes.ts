// Owns which international codes stand for a product. A product without a row keeps its own name: no code is guessed.

import type { CodeableConcept, Coding } from 'fhir/r4';
import { systems } from './systems.ts';
import { toFhirText } from './values.ts';

/** CVX: CDC's list of codes for vaccines; ICD-11: WHO's extension codes for COVID-19 vaccines, both as of 2022. */
const codesOfProduct: ReadonlyMap<string, { readonly cvx: string; readonly icd11: string }> =
  new Map([
    ['COVISHIELD', { cvx: '210', icd11: 'XM97T2' }],
    ['COVAXIN', { cvx: '502', icd11: 'XM1G90' }],
    ['SPUTNIK V', { cvx: '505', icd11: 'XM5ZJ4' }],
  ]);

export function productToVaccineCode(product: string | null): CodeableConcept {
  const code = toFhirText(product);
  if (code === null) return { text: 'unknown' };
  const known = codesOfProduct.get(code);
  const coding: Coding[] = [
    { system: systems.product, code },
    ...(known === undefined
      ? []
      : [
          { system: systems.cvx, code: known.cvx },
          { system: systems.icd11, code: known.icd11 },
        ]),
  ];
  return { coding, text: code };
}

export const covid19: CodeableConcept = {
  coding: [{ system: systems.snomed, code: '840539006' }],
  text: 'COVID-19',
};
