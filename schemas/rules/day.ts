// Owns calendar days: all of them are India Standard Time, as text YYYY-MM-DD.

const istOffsetSeconds = 5.5 * 3600;
const secondsPerDay = 86_400;

/** The IST calendar day of an instant in epoch seconds: 05:00 IST is already today. */
export function istDayOf(epochSeconds: number): string {
  return dayNumberToDay(Math.floor((epochSeconds + istOffsetSeconds) / secondsPerDay));
}

/** HH:MM in IST. */
export function istTimeOf(epochSeconds: number): string {
  const ofDay =
    (((epochSeconds + istOffsetSeconds) % secondsPerDay) + secondsPerDay) % secondsPerDay;
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${pad(ofDay / 3600)}:${pad((ofDay % 3600) / 60)}`;
}

/** Days since 1970-01-01; null for a text that is not a real calendar day. */
export function dayToDayNumber(day: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return null;
  const number = daysFromCivil(Number(match[1]), Number(match[2]), Number(match[3]));
  return dayNumberToDay(number) === day ? number : null;
}

export function addDays(day: string, days: number): string | null {
  const number = dayToDayNumber(day);
  return number === null ? null : dayNumberToDay(number + days);
}

/** `to` minus `from` in calendar days. */
export function daysBetween(from: string, to: string): number | null {
  const a = dayToDayNumber(from);
  const b = dayToDayNumber(to);
  return a === null || b === null ? null : b - a;
}

/** Epoch seconds of 00:00 IST of a day. */
export function istDayStart(day: string): number | null {
  const number = dayToDayNumber(day);
  return number === null ? null : number * secondsPerDay - istOffsetSeconds;
}

/** Reads DD-MM-YYYY (CoWIN), YYYY-MM-DD (ISO) and DD/MM/YYYY; `form` says which was met. Null when not a real day. */
export function readDay(
  text: string,
): { readonly day: string; readonly form: 'cowin' | 'iso' | 'slashes' } | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (iso) return dayToDayNumber(text) === null ? null : { day: text, form: 'iso' };
  const other = /^(\d{2})([-/])(\d{2})\2(\d{4})$/.exec(text);
  if (!other) return null;
  const day = `${other[4]}-${other[3]}-${other[1]}`;
  if (dayToDayNumber(day) === null) return null;
  return { day, form: other[2] === '-' ? 'cowin' : 'slashes' };
}

// Civil-calendar arithmetic on the proleptic Gregorian calendar, eras of 400 years.
function daysFromCivil(year: number, month: number, dayOfMonth: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Days since 1970-01-01. */
export function dayNumberToDay(dayNumber: number): string {
  const z = dayNumber + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const pad = (value: number, width: number): string => String(value).padStart(width, '0');
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}`;
}
