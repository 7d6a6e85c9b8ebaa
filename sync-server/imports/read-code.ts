// Owns the security code of a list: four digits or none, and whether it can count at all. The report never shows the digits.

import { codeTagOf, normaliseDigits } from '../../schemas/rules/security-code.ts';
import type { Findings } from './findings.ts';

/** The remainder that counts for a booking: none without a code, none for a code anybody can read off the slip. */
export function countingTag(referenceId: string, code: string | null): number | null {
  return code === null || isWeakCode(referenceId, code) ? null : codeTagOf(Number(code));
}

export function isWeakCode(referenceId: string, code: string): boolean {
  return referenceId.endsWith(code);
}

export function readCode(text: string, referenceId: string, findings: Findings): string | null {
  if (text === '') {
    findings.flagged('no-code', "no code: the certificate waits for the person's word");
    return null;
  }
  const digits = normaliseDigits(text.replace(/^'/, '').replace(/\.0$/, ''));
  if (!/^\d{1,4}$/.test(digits)) {
    const why = /^\d{6}$/.test(digits)
      ? 'six digits look like an OTP'
      : 'it should have four digits';
    findings.refused(`the security code cannot be read: ${why}`);
    return null;
  }
  const code = digits.padStart(4, '0');
  if (digits.length < 4) findings.corrected('security code: zeros in front restored');
  else if (digits !== text) findings.corrected('security code: written as four digits');
  if (isWeakCode(referenceId, code))
    findings.flagged(
      'weak-code',
      'the security code is the end of the reference id: it counts as no code',
    );
  return code;
}
