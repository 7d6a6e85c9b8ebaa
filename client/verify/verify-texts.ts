// Owns the verify page's texts: brought in with its own chunk, so that they do not weigh on a tablet's first visit.

import { addTexts, t, type TextValues } from '../i18n/index.ts';
import en from '../i18n/verify.en.json';
import hi from '../i18n/verify.hi.json';
import mr from '../i18n/verify.mr.json';

addTexts({ en, hi, mr });

type FullKey = keyof typeof en;
/** A key without the `verify.` in front: a key that has no text does not compile. */
export type VerifyTextKey = FullKey extends `verify.${infer Rest}` ? Rest : never;

export function say(key: VerifyTextKey, values?: TextValues): string {
  return t(`verify.${key}`, values);
}
