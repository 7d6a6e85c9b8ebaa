// Owns the three languages: their tags, their own names, and the one in use as a signal.

import { signal } from '@preact/signals';

export const languages = ['mr', 'hi', 'en'] as const;
export type Language = (typeof languages)[number];

export const languageNames: Readonly<Record<Language, string>> = {
  mr: 'मराठी',
  hi: 'हिंदी',
  en: 'English',
};

/** Latin digits everywhere: doses, batches, dates and ids are compared with what is printed on labels. */
export const localeTags: Readonly<Record<Language, string>> = {
  mr: 'mr-IN-u-nu-latn',
  hi: 'hi-IN-u-nu-latn',
  en: 'en-IN-u-nu-latn',
};

/** The language on screen. Components that call `t` follow it by themselves. */
export const language = signal<Language>('en');

export function isLanguage(value: unknown): value is Language {
  return languages.includes(value as Language);
}

/** The first of the browser's languages that we speak. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const primary = tag.slice(0, 2).toLowerCase();
    if (isLanguage(primary)) return primary;
  }
  return 'en';
}
