// Owns the page's texts in three languages: short ones with plain places to fill, so that no message library has to be fetched.

import en from '../i18n/my.en.json';
import hi from '../i18n/my.hi.json';
import mr from '../i18n/my.mr.json';
import { language, localeTags, type Language } from '../i18n/language.ts';

type FullKey = keyof typeof en;
/** A key without the `my.` in front: a key that has no text does not compile. */
export type MyTextKey = FullKey extends `my.${infer Rest}` ? Rest : never;

const texts: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en, hi, mr };

export function say(
  key: MyTextKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const text = texts[language.value][`my.${key}`] ?? key;
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** YYYY-MM-DD as "21 May 2021", with Latin digits. A text that is no day stays as it is. */
export function sayDay(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) return day;
  const form = { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' } as const;
  return new Intl.DateTimeFormat(localeTags[language.value], form).format(at);
}

export function sayDayOf(epochSeconds: number): string {
  const form = { timeZone: 'Asia/Kolkata', dateStyle: 'long' } as const;
  return new Intl.DateTimeFormat(localeTags[language.value], form).format(epochSeconds * 1000);
}
