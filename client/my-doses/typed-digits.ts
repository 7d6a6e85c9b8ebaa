// Owns reading digits as people type them: a phone with its country code, a code, in either script.

export const isMobile = (digits: string): boolean => /^[6-9]\d{9}$/.test(digits);
export const isCode = (digits: string): boolean => /^\d{6}$/.test(digits);

/** +91, spaces, dashes and Devanagari digits are typed too. */
export function digitsOf(text: string, most: number): string {
  const digits = [...text]
    .map((sign) => (/[०-९]/.test(sign) ? String(sign.charCodeAt(0) - 0x0966) : sign))
    .filter((sign) => /\d/.test(sign))
    .join('');
  return (most === 10 ? digits.replace(/^(?:91|0)(?=\d{10})/, '') : digits).slice(0, most);
}
