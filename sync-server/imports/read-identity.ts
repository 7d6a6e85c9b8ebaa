// Owns the identity fields of a list: reference id, phone, photo ID. The full ID number leaves here only as HMAC input.

import { normaliseDigits } from '../../schemas/rules/security-code.ts';
import type { PhotoIdType } from '../../schemas/records/roster.ts';
import { shown, type Findings } from './findings.ts';
import { nearest } from './read-product.ts';

const shortened = /^\d(?:\.\d+)?E\+?\d+$/i;
const shortenedHelp =
  'was shortened by a spreadsheet (E+…): the digits are lost, take them from the first list';

/** 14 digits as text; 13 are accepted. */
export function readReferenceId(text: string, findings: Findings): string {
  if (text === '') findings.refused('the reference id is empty');
  else if (shortened.test(text)) findings.refused(`the reference id ${shortenedHelp}`);
  else {
    const digits = normaliseDigits(text.replace(/^'/, '').replace(/\.0$/, ''));
    if (/^\d{13,14}$/.test(digits)) {
      if (digits !== text) findings.corrected('reference id: spaces and signs removed');
      if (digits.length === 13)
        findings.flagged('short-reference-id', 'the reference id has 13 digits, most have 14');
      return digits;
    }
    findings.refused(
      /^\d+$/.test(digits)
        ? `the reference id has ${digits.length} digits, it should have 14`
        : 'the reference id holds something other than digits',
    );
  }
  return text;
}

/** Ten digits beginning with 6-9, or null when the list gives none. */
export function readPhone(text: string, findings: Findings): string | null {
  if (text === '') {
    findings.flagged('no-phone', 'no phone number: no message can reach this person');
    return null;
  }
  if (shortened.test(text)) {
    findings.refused(`the phone number ${shortenedHelp}`);
    return null;
  }
  const digits = normaliseDigits(text.replace(/\.0$/, '')).replace(/[^\p{L}\p{N}]/gu, '');
  const national = /^(?:0|91|0091|091)?([6-9]\d{9})$/.exec(digits)?.[1];
  if (national === undefined) {
    findings.refused(
      /^\d+$/.test(digits)
        ? `the phone number (${digits.length} digits) is not an Indian mobile number: ten digits beginning with 6, 7, 8 or 9`
        : 'the phone number holds something other than digits',
    );
    return null;
  }
  if (national !== text) findings.corrected('phone number: written as ten digits');
  return national;
}

const photoIdNames: readonly (readonly [PhotoIdType, ...string[]])[] = [
  ['aadhaar', 'Aadhaar Card', 'Aadhaar', 'Aadhar Card', 'Aadhar', 'UIDAI'],
  ['driving-licence', 'Driving License', 'Driving Licence', 'DL'],
  ['pan', 'PAN Card', 'PAN'],
  ['passport', 'Passport'],
  ['pension-passbook', 'Pension Passbook', 'Pension Passbook with Photo'],
  ['npr-smart-card', 'NPR Smart Card', 'NPR'],
  ['voter-id', 'Voter ID', 'Voter ID Card', 'EPIC'],
  ['unique-disability-id', 'Unique Disability ID', 'Unique Disability ID (UDID)', 'UDID'],
  ['ration-card', 'Ration Card with Photo', 'Ration Card'],
  ['school-id', 'School ID', 'School ID Card', 'Student Photo ID Card'],
];
const photoIdTypeByName = new Map(
  photoIdNames.flatMap(([type, ...names]) =>
    [type, ...names].map((name) => [nameKey(name), { type, isUsual: name === names[0] }] as const),
  ),
);

function nameKey(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

export interface IdentityDocument {
  readonly idType: PhotoIdType | null;
  /** For the HMAC alone; null when the list gives none or hides digits. */
  readonly idNumber: string | null;
  readonly idLast4: string | null;
}

/** One spelling of a number, so that the same document gives the same HMAC wherever it was typed. */
export function normaliseIdNumber(idType: PhotoIdType, text: string): string {
  const plain = normaliseDigits(text)
    .toUpperCase()
    .replace(/[^\p{L}\p{N}*]/gu, '');
  const isShortAadhaar = idType === 'aadhaar' && /^\d{9,11}$/.test(plain);
  return isShortAadhaar ? plain.padStart(12, '0') : plain;
}

export function readDocument(type: string, number: string, findings: Findings): IdentityDocument {
  const none: IdentityDocument = { idType: null, idNumber: null, idLast4: null };
  if (type === '' && number === '') {
    findings.flagged('no-id', 'no photo ID on the list: the facilitated path');
    return none;
  }
  if (type === '') {
    findings.refused('a photo ID number without the kind of document');
    return none;
  }
  const known = photoIdTypeByName.get(nameKey(type));
  if (known === undefined) {
    const suggestion = nearest(
      type,
      photoIdNames.map((names) => names[1]!),
    );
    const help = suggestion === null ? '' : `: did you mean ${suggestion}?`;
    findings.refused(`${shown(type)} is not a known kind of photo ID${help}`);
    return none;
  }
  const idType = known.type;
  if (number === '') {
    findings.flagged('no-id', 'the photo ID has no number on the list');
    return { ...none, idType };
  }
  return readNumber(idType, number, findings);
}

function readNumber(idType: PhotoIdType, text: string, findings: Findings): IdentityDocument {
  if (shortened.test(text)) {
    findings.refused(`the photo ID number ${shortenedHelp}`);
    return { idType, idNumber: null, idLast4: null };
  }
  const number = normaliseIdNumber(idType, text.replace(/^'/, '').replace(/\.0$/, ''));
  const last4 = /^[0-9A-Z]{4}$/.test(number.slice(-4)) ? number.slice(-4) : null;
  if (idType === 'aadhaar' && /^[X*]{4,}\d{4}$/.test(number)) {
    findings.flagged('id-number-form', 'the photo ID number is masked: only its last 4 are kept');
    return { idType, idNumber: null, idLast4: last4 };
  }
  if (idType === 'aadhaar' && !/^\d{12}$/.test(number))
    findings.flagged('id-number-form', 'an Aadhaar number has 12 digits, this one does not');
  else if (last4 === null)
    findings.flagged('id-number-form', 'the photo ID number does not end in 4 letters or digits');
  else if (number !== text)
    findings.corrected('photo ID number: written without gaps, zeros in front restored');
  return { idType, idNumber: number === '' ? null : number, idLast4: last4 };
}
