// Owns the digits of a card's QR: `shc:/` and two digits a sign, as the framework says, so that a QR holds them as numbers.

export const numericPrefix = 'shc:/';
/** Each sign's number is its ASCII code less that of "-", the smallest that a JWS uses. */
const smallestCode = 45;
const largestCode = 122;
/** A JWS of this length still fits QR version 22 at error correction L. */
export const jwsCharactersMax = 1195;

export function jwsToNumeric(jws: string): string {
  let digits = numericPrefix;
  for (let i = 0; i < jws.length; i++)
    digits += String(jws.charCodeAt(i) - smallestCode).padStart(2, '0');
  return digits;
}

/** Null when it is not what `jwsToNumeric` writes. */
export function numericToJws(text: string): string | null {
  if (!text.startsWith(numericPrefix)) return null;
  const digits = text.slice(numericPrefix.length);
  if (digits.length === 0 || digits.length % 2 !== 0 || !/^\d+$/.test(digits)) return null;
  let jws = '';
  for (let i = 0; i < digits.length; i += 2) {
    const code = Number(digits.slice(i, i + 2)) + smallestCode;
    if (code > largestCode) return null;
    jws += String.fromCharCode(code);
  }
  return jws;
}

/** The form a `.smart-health-card` file has. */
export function writeCardFile(jws: string): string {
  return JSON.stringify({ verifiableCredential: [jws] });
}
