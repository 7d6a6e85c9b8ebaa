// Owns the cleaning of text out of other people's files: names stay exactly as written but for what no screen or database can bear.

export interface CleanedText {
  readonly text: string;
  readonly isTrimmed: boolean;
  /** Control or direction signs were taken out. */
  readonly isStripped: boolean;
  /** Half a surrogate: text that was cut in the middle of a character. */
  readonly isBroken: boolean;
  /** U+FFFD: a program before us already lost a character here. */
  readonly isDamaged: boolean;
}

const lineSigns = /[\t\n\r\v\f\u0085\u2028\u2029]+/gu;
// Joiners (U+200C, U+200D) are left alone: conjuncts need them. Direction signs can make one name look like another.
const unwantedSigns = /[\p{Cc}\u202A-\u202E\u2066-\u2069\uFEFF]/gu;
const needsWork = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF\uFFFD]|^\s|\s$/u;

/** No Unicode normalisation: a name is kept the way its owner's list writes it. */
export function cleanText(raw: string): CleanedText {
  if (!needsWork.test(raw))
    return { text: raw, isTrimmed: false, isStripped: false, isBroken: false, isDamaged: false };
  const trimmed = raw.trim();
  const text = trimmed.replace(lineSigns, ' ').replace(unwantedSigns, '').trim();
  return {
    text,
    isTrimmed: trimmed !== raw,
    isStripped: text !== trimmed,
    isBroken: !raw.isWellFormed(),
    isDamaged: raw.includes('\uFFFD'),
  };
}
