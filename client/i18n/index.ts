// Owns how texts reach the screen: `t(key, values)` in the language in use, from ICU messages, each language a chunk of its own.

import { signal } from '@preact/signals';
import { whenNeeded } from '../device/when-needed.ts';
import { language, localeTags, type Language } from './language.ts';
import { compileMessage, type Message, type TextValues } from './message.ts';
import type en from './en.json';
import firstEnglish from './en.json?first';

export { language, languageNames, languages, type Language } from './language.ts';
export { formatDay, formatDayShort, formatDayTime, formatNumber, formatTime } from './format.ts';
export type { TextValues } from './message.ts';

/** Keys of the shell and the tablet’s screens. The desk and the page that checks cards bring their own. */
export type TextKey = keyof typeof en | `desk.${string}` | `verify.${string}`;

/** A text before its language is known: what models hand to views. */
export interface Text {
  readonly key: TextKey;
  readonly values?: TextValues;
}

const messages: Record<Language, Record<string, Message>> = {
  en: { ...firstEnglish },
  hi: {},
  mr: {},
};
/** The build divides every language in two: what the first screens say, and the rest. */
const first = {
  en: whenNeeded(async () => firstEnglish),
  hi: whenNeeded(async () => (await import('./hi.json?first')).default),
  mr: whenNeeded(async () => (await import('./mr.json?first')).default),
};
const rest = {
  en: whenNeeded(async () => (await import('./en.json?rest')).default),
  hi: whenNeeded(async () => (await import('./hi.json?rest')).default),
  mr: whenNeeded(async () => (await import('./mr.json?rest')).default),
};
const compiled: Record<Language, Map<string, (values?: TextValues) => string>> = {
  en: new Map(),
  hi: new Map(),
  mr: new Map(),
};
/** Texts that came after something was shown make it be said again. */
const arrivals = signal(0);

/** Must be there before the first screen is shown; English, which stands in for what is missing, always is. */
export async function loadFirstTexts(inLanguage: Language): Promise<void> {
  take(inLanguage, await first[inLanguage].load());
}

/** All of a language: before it is chosen, and before the screens of work. */
export async function loadTexts(inLanguage: Language): Promise<void> {
  const parts = await Promise.all([first[inLanguage].load(), rest[inLanguage].load()]);
  take(inLanguage, { ...parts[0], ...parts[1] });
}

function take(inLanguage: Language, texts: Readonly<Record<string, Message>>): void {
  Object.assign(messages[inLanguage], texts);
  // A text that was asked for before may have been answered in English.
  compiled[inLanguage].clear();
  arrivals.value += 1;
}

/** Adds a part's texts when it is loaded: the desk's do not weigh on a tablet's first visit. */
export function addTexts(part: Readonly<Record<Language, Readonly<Record<string, string>>>>): void {
  for (const each of ['en', 'hi', 'mr'] as const) Object.assign(messages[each], part[each]);
}

/** Reading the signals here is what makes every component that shows a text follow the language. */
export function t(key: TextKey, values?: TextValues): string {
  void arrivals.value;
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
    message = compileMessage(pattern, localeTags[inLanguage]);
    cache.set(key, message);
  }
  return message(values);
}
