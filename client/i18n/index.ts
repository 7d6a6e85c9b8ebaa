// Owns how texts reach the screen: `t(key, values)` in the language in use, from ICU messages, each language a chunk of its own.

import { IntlMessageFormat } from 'intl-messageformat';
import { whenNeeded } from '../device/when-needed.ts';
import { language, localeTags, type Language } from './language.ts';
import en from './en.json';

export { language, languageNames, languages, type Language } from './language.ts';
export { formatDay, formatDayShort, formatDayTime, formatNumber, formatTime } from './format.ts';

/** Keys of the shell and the tablet’s screens. The desk and the page that checks cards bring their own. */
export type TextKey = keyof typeof en | `desk.${string}` | `verify.${string}`;
export type TextValues = Readonly<Record<string, string | number>>;

/** A text before its language is known: what models hand to views. */
export interface Text {
  readonly key: TextKey;
  readonly values?: TextValues;
}

const messages: Record<Language, Record<string, string>> = {
  en: { ...en },
  hi: {},
  mr: {},
};
const texts = {
  hi: whenNeeded(async () => (await import('./hi.json')).default),
  mr: whenNeeded(async () => (await import('./mr.json')).default),
};
const compiled: Record<Language, Map<string, IntlMessageFormat>> = {
  en: new Map(),
  hi: new Map(),
  mr: new Map(),
};

/** Must be there before the language is shown; English, which stands in for what is missing, always is. */
export async function loadTexts(inLanguage: Language): Promise<void> {
  if (inLanguage === 'en') return;
  Object.assign(messages[inLanguage], await texts[inLanguage].load());
  // A text that was asked for before may have been answered in English.
  compiled[inLanguage].clear();
}

/** Adds a part's texts when it is loaded: the desk's do not weigh on a tablet's first visit. */
export function addTexts(part: Readonly<Record<Language, Readonly<Record<string, string>>>>): void {
  for (const each of ['en', 'hi', 'mr'] as const) Object.assign(messages[each], part[each]);
}

/** Reading the signal here is what makes every component that shows a text follow the language. */
export function t(key: TextKey, values?: TextValues): string {
  return textIn(language.value, key, values);
}

export function tText(text: Text): string {
  return t(text.key, text.values);
}

export function hasText(key: string): boolean {
  return key in messages.en;
}

function textIn(inLanguage: Language, key: string, values: TextValues | undefined): string {
  const cache = compiled[inLanguage];
  let message = cache.get(key);
  if (message === undefined) {
    const pattern = messages[inLanguage][key] ?? messages.en[key];
    // A missing key shows itself; the test of keys keeps that from shipping.
    if (pattern === undefined) return key;
    message = new IntlMessageFormat(pattern, localeTags[inLanguage], undefined, {
      ignoreTag: true,
    });
    cache.set(key, message);
  }
  return String(message.format(values));
}
