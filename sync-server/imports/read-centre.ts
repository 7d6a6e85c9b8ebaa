// Owns reading one centre of a CoWIN file. Its place on the map is not read: CoWIN's lat and long are 0, rounded or wrong.

import { cleanText } from './clean-text.ts';
import { readTime } from './read-times.ts';

export interface CentreRecord {
  readonly centreId: number;
  readonly name: string;
  readonly address: string;
  readonly block: string;
  readonly district: string;
  readonly state: string;
  readonly pincode: string;
  /** HH:MM. */
  readonly opensAt: string;
  readonly closesAt: string;
}

export type Tell = (kind: 'corrected' | 'flagged' | 'refused', text: string) => void;

const usualHours = { opensAt: '09:00', closesAt: '17:00' } as const;
const textCharactersMax = 300;

/** Null, told as refused, when id or name is missing. */
export function readCentre(
  entry: Readonly<Record<string, unknown>>,
  tell: Tell,
): CentreRecord | null {
  const centreId = readInteger(entry['center_id']);
  const name = readText(entry['name'], tell, 'name');
  if (centreId === null || centreId <= 0) {
    tell('refused', 'center_id is not a number');
    return null;
  }
  if (name === '') {
    tell('refused', `centre ${centreId} has no name`);
    return null;
  }
  return {
    centreId,
    name,
    address: readText(entry['address'], tell, 'address'),
    block: readText(entry['block_name'], tell, 'block_name'),
    district: readText(entry['district_name'], tell, 'district_name'),
    state: readText(entry['state_name'], tell, 'state_name'),
    pincode: readText(entry['pincode'], tell, 'pincode'),
    ...readHours(entry, centreId, tell),
  };
}

function readHours(
  entry: Readonly<Record<string, unknown>>,
  centreId: number,
  tell: Tell,
): Pick<CentreRecord, 'opensAt' | 'closesAt'> {
  const opensAt = readTime(textOf(entry['from']));
  const closesAt = readTime(textOf(entry['to']));
  if (opensAt !== null && closesAt !== null && opensAt < closesAt) return { opensAt, closesAt };
  tell(
    'corrected',
    `centre ${centreId}: opening hours cannot be read, ${usualHours.opensAt}-${usualHours.closesAt} is used`,
  );
  return usualHours;
}

/** A whole number given as number or as text; null for anything else. */
export function readInteger(value: unknown): number | null {
  const number =
    typeof value === 'string' && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : null;
}

/** CoWIN gives one field as text in one year and as number in another. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Text or number as text, cleaned; anything else is empty. */
export function readText(value: unknown, tell: Tell, field: string): string {
  const cleaned = cleanText(textOf(value).toWellFormed());
  if (cleaned.isStripped) tell('corrected', `${field}: control signs removed`);
  return cleaned.text.slice(0, textCharactersMax).toWellFormed();
}
