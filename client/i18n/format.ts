// Owns how days, times and numbers are written: India Standard Time, the words of the language, Latin digits.

import { language, localeTags, type Language } from './language.ts';

type Formats = ReturnType<typeof createFormats>;
const formats = new Map<Language, Formats>();

function createFormats(tag: string) {
  const day = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(tag, { timeZone: 'UTC', ...options });
  return {
    dayLong: day({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    dayShort: day({ day: 'numeric', month: 'short', year: 'numeric' }),
    time: new Intl.DateTimeFormat(tag, {
      timeZone: 'Asia/Kolkata',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
    dayOfInstant: new Intl.DateTimeFormat(tag, {
      timeZone: 'Asia/Kolkata',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    }),
    number: new Intl.NumberFormat(tag),
  };
}

function current(): Formats {
  const known = formats.get(language.value);
  if (known) return known;
  const created = createFormats(localeTags[language.value]);
  formats.set(language.value, created);
  return created;
}

/** YYYY-MM-DD as "Friday, 21 May 2021". A text that is no day stays as it is. */
export function formatDay(day: string): string {
  return formatWith(current().dayLong, day);
}

/** YYYY-MM-DD as "21 May 2021". */
export function formatDayShort(day: string): string {
  return formatWith(current().dayShort, day);
}

function formatWith(format: Intl.DateTimeFormat, day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : format.format(at);
}

/** Epoch seconds as HH:MM in IST, 24 hours. */
export function formatTime(epochSeconds: number): string {
  return current().time.format(epochSeconds * 1000);
}

/** Epoch seconds as "21 May 2021, 14:05" in IST. */
export function formatDayTime(epochSeconds: number): string {
  return `${current().dayOfInstant.format(epochSeconds * 1000)}, ${formatTime(epochSeconds)}`;
}

export function formatNumber(value: number): string {
  return current().number.format(value);
}
