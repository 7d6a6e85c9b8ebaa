// Owns what is said of a slip that was held before the camera.

import { formatDayShort, type Text } from '../i18n/index.ts';
import type { SlipReading } from '../tablet.ts';

/** Null for a good one: the person's page then says so. */
export function wordsOfSlip(reading: SlipReading): Text | null {
  if (reading.outcome === 'of-person') return null;
  if (reading.outcome !== 'other-day') return { key: `slip.${reading.outcome}` };
  const { day, listDay } = reading;
  return {
    key: 'slip.other-day',
    // Read when they are shown: a day follows the language as its sentence does.
    values: {
      get day() {
        return formatDayShort(day);
      },
      get listDay() {
        return formatDayShort(listDay);
      },
    },
  };
}
