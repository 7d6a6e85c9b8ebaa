// Owns the desk's texts: brought in with its own chunk, so that they do not weigh on a tablet's first visit.

import { addTexts, language, t, type TextValues } from '../../i18n/index.ts';
import { localeTags } from '../../i18n/language.ts';
import en from '../../i18n/desk.en.json';
import hi from '../../i18n/desk.hi.json';
import mr from '../../i18n/desk.mr.json';

addTexts({ en, hi, mr });

type FullKey = keyof typeof en;
/** A key without the `desk.` in front: a key that has no text does not compile. */
export type DeskTextKey = FullKey extends `desk.${infer Rest}` ? Rest : never;

export function say(key: DeskTextKey, values?: TextValues): string {
  return t(`desk.${key}`, values);
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A span that ended now, in plain words: "4 minutes ago". Below a minute: "just now". */
export function sayAgo(seconds: number): string {
  if (seconds < minute) return say('time.justNow');
  const format = new Intl.RelativeTimeFormat(localeTags[language.value], { numeric: 'always' });
  if (seconds < hour) return format.format(-Math.floor(seconds / minute), 'minute');
  if (seconds < day) return format.format(-Math.floor(seconds / hour), 'hour');
  return format.format(-Math.floor(seconds / day), 'day');
}

/** A length of time in its largest fitting unit: "12 minutes", "3 hours". */
export function saySpan(seconds: number): string {
  if (seconds < minute) return say('time.seconds', { count: Math.round(seconds) });
  if (seconds < hour) return say('time.minutes', { count: Math.round(seconds / minute) });
  if (seconds < day) return say('time.hours', { count: Math.round(seconds / hour) });
  return say('time.days', { count: Math.round(seconds / day) });
}
