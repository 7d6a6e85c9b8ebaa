// Owns the codes a card names a vaccine by: one row a product, with its source. A product without a row gets no card.

export interface ProductCodes {
  /** As in the rule set and on each dose. */
  readonly product: string;
  /** CDC's list of vaccines administered, those of other countries included. */
  readonly cvx: string;
  /** ICD-11 for mortality and morbidity statistics, extension codes. */
  readonly icd11: string;
}

export const cvxSystem = 'http://hl7.org/fhir/sid/cvx';
export const icd11System = 'http://id.who.int/icd/release/11/mms';

/** CDC, COVID-19 non-US vaccine codes (2021), and WHO, ICD-11 MMS. Corbevax waits for a code that somebody has looked up at its source. */
export const productCodes: readonly ProductCodes[] = [
  { product: 'COVISHIELD', cvx: '210', icd11: 'XM97T2' },
  { product: 'COVAXIN', cvx: '502', icd11: 'XM1G90' },
  { product: 'SPUTNIK V', cvx: '505', icd11: 'XM5ZJ4' },
];

export function codesOfProduct(product: string): ProductCodes | null {
  return productCodes.find((row) => row.product === product) ?? null;
}

export function productOfCvx(cvx: string): string | null {
  return productCodes.find((row) => row.cvx === cvx)?.product ?? null;
}
