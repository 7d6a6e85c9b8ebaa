// Owns slots and days as lists write them: 24-hour HH:MM-HH:MM and YYYY-MM-DD come out.

import { readDay } from '../../schemas/rules/day.ts';

export interface SlotReading {
  readonly slot: string;
  /** Neither CoWIN's own form (10:00AM-12:00PM) nor ours (10:00-12:00). */
  readonly isUnusual: boolean;
}

const cowinSlot = /^\d{2}:\d{2}[AP]M-\d{2}:\d{2}[AP]M$/;
const ourSlot = /^\d{2}:\d{2}-\d{2}:\d{2}$/;

/** Null for times that do not exist (25:00PM) and for slots that end before they begin. */
export function readSlot(text: string): SlotReading | null {
  const parts = text.trim().split(/\s*(?:[-\u2010-\u2015]|\bto\b)\s*/iu);
  if (parts.length !== 2) return null;
  const from = readTime(parts[0]!);
  const to = readTime(parts[1]!);
  if (from === null || to === null || from >= to) return null;
  return { slot: `${from}-${to}`, isUnusual: !cowinSlot.test(text) && !ourSlot.test(text) };
}

/** HH:MM in 24 hours, from 9:30AM, 09:30 am, 14:00, 14:00:00. */
export function readTime(text: string): string | null {
  const match = /^(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap])?\.?(?:m\.?)?$/i.exec(text.trim());
  if (!match) return null;
  const half = match[3]?.toUpperCase();
  let hours = Number(match[1]);
  const minutes = Number(match[2]);
  if (minutes > 59 || hours > 23) return null;
  if (half !== undefined) {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (half === 'P' ? 12 : 0);
  }
  return `${String(hours).padStart(2, '0')}:${match[2]}`;
}

export interface DayReading {
  readonly day: string;
  /** Anything but CoWIN's DD-MM-YYYY. */
  readonly isUnusual: boolean;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Day first, as India writes it; a year of two digits is not guessed. Null when it is no real day. */
export function readListDay(text: string): DayReading | null {
  const withoutTime = text.replace(/[T ]00:00(?::00(?:\.0+)?)?Z?$/, '');
  const read = readDay(withoutTime) ?? readDay(padded(withoutTime));
  return read === null
    ? null
    : { day: read.day, isUnusual: read.form !== 'cowin' || !/^\d{2}-\d{2}-\d{4}$/.test(text) };
}

function padded(text: string): string {
  const match = /^(\d{1,2})[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ](\d{4})$/.exec(text);
  if (!match) return text;
  const word = match[2]!.slice(0, 3).toLowerCase();
  const month = /^\d/.test(word) ? match[2]! : String(months.indexOf(word) + 1);
  return `${match[1]!.padStart(2, '0')}-${month.padStart(2, '0')}-${match[3]}`;
}
