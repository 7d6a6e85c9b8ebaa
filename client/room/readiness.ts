// Owns whether a team can begin: six points, each good or worth a look; nothing here keeps anybody from beginning.

import { limits } from '../../schemas/limits.ts';
import type { VaccinationSessionState } from '../../schemas/fold/vaccination-session.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import type { Text } from '../i18n/index.ts';
import type { DayView, Holdings } from '../tablet.ts';

export const readinessPoints = ['pack', 'staff', 'stock', 'storage', 'clock', 'battery'] as const;
export type ReadinessPoint = (typeof readinessPoints)[number];

export interface ReadinessLine {
  readonly point: ReadinessPoint;
  readonly isGood: boolean;
  readonly words: Text;
}

export interface ReadinessFacts {
  readonly day: DayView;
  readonly peopleCount: number;
  readonly now: number;
  readonly state: VaccinationSessionState | null;
  readonly holdings: Pick<Holdings, 'isPersisted' | 'freeBytes' | 'driftSeconds'> | null;
  /** 0 to 1; null where the browser does not tell. */
  readonly batteryLevel: number | null;
  readonly isBatteryLow: boolean;
  readonly formatDay: (day: string) => string;
  readonly formatTime: (at: number) => string;
}

export function findReadiness(facts: ReadinessFacts): readonly ReadinessLine[] {
  return [
    packLine(facts),
    staffLine(facts),
    stockLine(facts),
    storageLine(facts),
    clockLine(facts),
    batteryLine(facts),
  ];
}

function packLine({ day, peopleCount, now, formatDay }: ReadinessFacts): ReadinessLine {
  const today = istDayOf(now);
  const values = { count: peopleCount, day: formatDay(day.day) };
  if (day.isExpired || day.day < today)
    return { point: 'pack', isGood: false, words: { key: 'ready.pack.old', values } };
  const key = day.day > today ? 'ready.pack.tomorrow' : 'ready.pack.good';
  return { point: 'pack', isGood: true, words: { key, values } };
}

function staffLine({ day }: ReadinessFacts): ReadinessLine {
  const inCharge = day.staff.find((person) => person.role === 'in-charge');
  if (inCharge === undefined)
    return { point: 'staff', isGood: false, words: { key: 'ready.staff.noInCharge' } };
  const values = { count: day.staff.length, name: inCharge.name };
  return { point: 'staff', isGood: true, words: { key: 'ready.staff.good', values } };
}

function stockLine({ day, state, now, formatTime }: ReadinessFacts): ReadinessLine {
  const expired = day.stock.find(({ expiry }) => expiry !== null && expiry < istDayOf(now));
  if (expired !== undefined)
    return {
      point: 'stock',
      isGood: false,
      words: { key: 'ready.stock.expired', values: { batch: expired.vaccineBatch } },
    };
  const counted = (state?.stockCounts ?? []).reduce<
    VaccinationSessionState['stockCounts'][number] | null
  >((latest, entry) => (latest === null || entry.at > latest.at ? entry : latest), null);
  if (counted !== null) {
    const vials = counted.body.counts.reduce((sum, count) => sum + count.vials, 0);
    return {
      point: 'stock',
      isGood: vials > 0,
      words: { key: 'ready.stock.counted', values: { vials, time: formatTime(counted.at) } },
    };
  }
  if (day.stock.length === 0)
    return { point: 'stock', isGood: false, words: { key: 'ready.stock.none' } };
  const values = { count: day.stock.length };
  return { point: 'stock', isGood: false, words: { key: 'ready.stock.listed', values } };
}

function storageLine({ holdings }: ReadinessFacts): ReadinessLine {
  const point = 'storage';
  const { isPersisted, freeBytes } = holdings ?? { isPersisted: null, freeBytes: null };
  if (isPersisted === null && freeBytes === null)
    return { point, isGood: true, words: { key: 'ready.storage.unknown' } };
  const values = { megabytes: Math.floor((freeBytes ?? 0) / 1_000_000) };
  if (freeBytes !== null && freeBytes < limits.freeBytesLow)
    return { point, isGood: false, words: { key: 'ready.storage.low', values } };
  if (isPersisted === false)
    return { point, isGood: false, words: { key: 'ready.storage.atRisk' } };
  return freeBytes === null
    ? { point, isGood: true, words: { key: 'ready.storage.unknown' } }
    : { point, isGood: true, words: { key: 'ready.storage.good', values } };
}

function clockLine({ holdings }: ReadinessFacts): ReadinessLine {
  const drift = Math.abs(holdings?.driftSeconds ?? 0);
  if (drift <= limits.skewSecondsFlag)
    return { point: 'clock', isGood: true, words: { key: 'ready.clock.good' } };
  const values = { minutes: Math.round(drift / 60) };
  return { point: 'clock', isGood: false, words: { key: 'ready.clock.off', values } };
}

function batteryLine({ batteryLevel, isBatteryLow }: ReadinessFacts): ReadinessLine {
  if (batteryLevel === null)
    return { point: 'battery', isGood: true, words: { key: 'ready.battery.unknown' } };
  const values = { percent: Math.round(batteryLevel * 100) };
  return isBatteryLow
    ? { point: 'battery', isGood: false, words: { key: 'ready.battery.low', values } }
    : { point: 'battery', isGood: true, words: { key: 'ready.battery.good', values } };
}
