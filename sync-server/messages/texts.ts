// Owns the words of every message in three languages. Each names place and date, and where to say "that was not me".

import type { MessageKind } from './plan-messages.ts';
import { fitInto } from './sms-length.ts';

export const messageLanguages = ['en', 'hi', 'mr'] as const;
export type MessageLanguage = (typeof messageLanguages)[number];

export function isMessageLanguage(text: unknown): text is MessageLanguage {
  return (messageLanguages as readonly unknown[]).includes(text);
}

export interface MessageFacts {
  readonly place: string;
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Of the person's own page. */
  readonly address: string;
  readonly code?: string;
  readonly doseNumber?: number;
  readonly product?: string;
}

type Words = (facts: MessageFacts & { readonly date: string }) => string;

/** The two that ask say nothing of a dose that was given; only the last one states one. */
const texts: Readonly<Record<MessageLanguage, Readonly<Record<MessageKind, Words>>>> = {
  en: {
    'booking-code': (f) =>
      `${f.place}, ${f.date}: code ${f.code}. Say it at the table, just before the dose. Not you? Reply here: ${f.address}`,
    'one-time-code': (f) =>
      `${f.code} opens your page (${f.place}, ${f.date}). Good for 10 minutes. Tell nobody. Not you? Reply here: ${f.address}`,
    'word-asked': (f) =>
      `${f.place}, ${f.date}: a vaccination was noted for this phone. Was it yours? Not you? Reply here: ${f.address}`,
    'dose-confirmed': (f) =>
      `${f.place}, ${f.date}: ${f.product} dose ${f.doseNumber} is confirmed. Not you? Reply here, or get your card: ${f.address}`,
  },
  hi: {
    'booking-code': (f) =>
      `${f.place}, ${f.date}: कोड ${f.code}. टीके से ठीक पहले ही बताएँ. आप नहीं? यहाँ बताएँ: ${f.address}`,
    'one-time-code': (f) =>
      `${f.code} आपका कोड (${f.place}, ${f.date}), 10 मिनट. किसी को न बताएँ. आप नहीं? यहाँ बताएँ: ${f.address}`,
    'word-asked': (f) =>
      `${f.place}, ${f.date}: इस फ़ोन पर एक टीका लिखा गया. क्या आपका है? आप नहीं? यहाँ बताएँ: ${f.address}`,
    'dose-confirmed': (f) =>
      `${f.place}, ${f.date}: ${f.product} खुराक ${f.doseNumber} पक्की. कार्ड यहीं. आप नहीं? यहाँ बताएँ: ${f.address}`,
  },
  mr: {
    'booking-code': (f) =>
      `${f.place}, ${f.date}: कोड ${f.code}. लस घेण्याआधीच सांगा. तुम्ही नाही? येथे कळवा: ${f.address}`,
    'one-time-code': (f) =>
      `${f.code} तुमचा कोड (${f.place}, ${f.date}), 10 मिनिटे. कोणाला सांगू नका. तुम्ही नाही? येथे कळवा: ${f.address}`,
    'word-asked': (f) =>
      `${f.place}, ${f.date}: या फोनवर एका लसीची नोंद झाली. तुमचीच का? तुम्ही नाही? येथे कळवा: ${f.address}`,
    'dose-confirmed': (f) =>
      `${f.place}, ${f.date}: ${f.product} डोस ${f.doseNumber} निश्चित. कार्ड येथेच. तुम्ही नाही? येथे कळवा: ${f.address}`,
  },
};

/** At most 160 GSM characters or two Unicode parts: a long name of a place is cut, never the rest. */
export function writeMessage(
  kind: MessageKind,
  language: MessageLanguage,
  facts: MessageFacts,
): string {
  const date = facts.day.split('-').reverse().join('/');
  // What came out of a list must not break the line or the alphabet.
  const place = facts.place.replaceAll(/\s+/g, ' ').trim();
  return fitInto(place, (shown) => texts[language][kind]({ ...facts, place: shown, date }));
}
