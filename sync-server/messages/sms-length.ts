// Owns how long a text is as an SMS: 160 characters of the GSM alphabet in one, or 67 UTF-16 units in each part of a Unicode one.

/** 3GPP TS 23.038, default alphabet. */
const gsmCharacters = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ!"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Each takes two places. */
const gsmExtended = new Set('\f^{}\\[~]|€');

export const gsmCharactersMax = 160;
const unicodeUnitsOfOne = 70;
const unicodeUnitsOfPart = 67;
export const unicodePartsMax = 2;

export interface SmsLength {
  readonly isUnicode: boolean;
  /** Places taken in the GSM alphabet, or UTF-16 units. */
  readonly units: number;
  readonly isWithinLimit: boolean;
}

export function smsLengthOf(text: string): SmsLength {
  const characters = [...text];
  const isUnicode = characters.some((each) => !gsmCharacters.has(each) && !gsmExtended.has(each));
  if (isUnicode) {
    const units = text.length;
    const parts = units <= unicodeUnitsOfOne ? 1 : Math.ceil(units / unicodeUnitsOfPart);
    return { isUnicode, units, isWithinLimit: parts <= unicodePartsMax };
  }
  const units = characters.reduce((sum, each) => sum + (gsmExtended.has(each) ? 2 : 1), 0);
  return { isUnicode, units, isWithinLimit: units <= gsmCharactersMax };
}

/** The longest beginning of `part` with which the text fits; what is cut off ends in a full stop. */
export function fitInto(part: string, textWith: (part: string) => string): string {
  const characters = [...part];
  for (let kept = characters.length; kept >= 0; kept--) {
    const shown =
      kept === characters.length ? part : `${characters.slice(0, kept).join('').trimEnd()}.`;
    const text = textWith(shown);
    if (smsLengthOf(text).isWithinLimit) return text;
  }
  return textWith('.');
}
