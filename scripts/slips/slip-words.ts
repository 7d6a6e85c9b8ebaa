// Owns the words of a slip that is printed by the command: the desk's own texts, read for a program without a screen.

import { IntlMessageFormat } from 'intl-messageformat';
import deskEn from '../../client/i18n/desk.en.json' with { type: 'json' };
import deskHi from '../../client/i18n/desk.hi.json' with { type: 'json' };
import deskMr from '../../client/i18n/desk.mr.json' with { type: 'json' };
import en from '../../client/i18n/en.json' with { type: 'json' };
import hi from '../../client/i18n/hi.json' with { type: 'json' };
import mr from '../../client/i18n/mr.json' with { type: 'json' };
import type { SheetParts } from './slip-sheet.ts';

export const slipLanguages = ['en', 'hi', 'mr'] as const;
export type SlipLanguage = (typeof slipLanguages)[number];

const texts: Readonly<Record<SlipLanguage, Readonly<Record<string, string>>>> = {
  en: { ...en, ...deskEn },
  hi: { ...hi, ...deskHi },
  mr: { ...mr, ...deskMr },
};

export function createSlipWords(
  language: SlipLanguage,
): Pick<SheetParts, 'language' | 'say' | 'formatDay'> {
  const tag = `${language}-IN-u-nu-latn`;
  const day = new Intl.DateTimeFormat(tag, {
    timeZone: 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  return {
    language,
    say: (key, values) => {
      const message = new IntlMessageFormat(texts[language][key] ?? key, tag, undefined, {
        ignoreTag: true,
      });
      return String(message.format(values));
    },
    formatDay: (text) => day.format(Date.parse(`${text}T00:00:00Z`)),
  };
}
