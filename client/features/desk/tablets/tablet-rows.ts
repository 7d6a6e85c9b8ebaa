// Owns what is wrong with each tablet of the list, and which comes first: the worst one. Pure.

import type { DeskTablet } from '../../../../schemas/desk-tablets.ts';
import { limits } from '../../../../schemas/limits.ts';
import { isLate, latenessOf, type Lateness } from './lateness.ts';

/** The worst first: what may cost a dose, then what keeps one away, then what only wants care. */
const concerns = [
  'missing',
  'unreadable',
  'needs-help',
  'late-day',
  'needs-confirmation',
  'late-30-minutes',
  'low-space',
  'clock',
  'late-10-minutes',
  'may-be-cleared',
  'never',
  'app-older',
] as const;
export type Concern = (typeof concerns)[number];

export interface TabletRow {
  readonly tablet: DeskTablet;
  readonly lateness: Lateness;
  /** Seconds since the last contact, or null. */
  readonly quietSeconds: number | null;
  /** The worst first. */
  readonly concerns: readonly Concern[];
}

export const tabletFilters = ['all', 'late', 'out', 'help', 'confirm', 'device'] as const;
export type TabletFilter = (typeof tabletFilters)[number];

export function toRow(tablet: DeskTablet, now: number): TabletRow {
  const { lastContactAt } = tablet;
  const lateness = latenessOf(tablet, now);
  return {
    tablet,
    lateness,
    quietSeconds: lastContactAt === null ? null : Math.max(0, now - lastContactAt),
    concerns: findConcerns(tablet, lateness),
  };
}

function findConcerns(tablet: DeskTablet, lateness: Lateness): readonly Concern[] {
  const has: Readonly<Record<Concern, boolean>> = {
    missing: tablet.missing > 0,
    unreadable: tablet.unreadable > 0,
    'needs-help': (tablet.needsHelp ?? 0) > 0,
    'needs-confirmation': tablet.needsConfirmation,
    'late-day': lateness === 'late-day',
    'late-30-minutes': lateness === 'late-30-minutes',
    'late-10-minutes': lateness === 'late-10-minutes',
    never: lateness === 'never',
    'low-space': tablet.freeBytes !== null && tablet.freeBytes < limits.freeBytesLow,
    clock: tablet.driftSeconds !== null && Math.abs(tablet.driftSeconds) >= limits.skewSecondsFlag,
    'may-be-cleared': tablet.isPersisted === false,
    'app-older': tablet.isAppOlder,
  };
  return concerns.filter((concern) => has[concern]);
}

const helpConcerns: readonly Concern[] = ['missing', 'unreadable', 'needs-help'];
const deviceConcerns: readonly Concern[] = ['clock', 'low-space', 'may-be-cleared', 'app-older'];

/** A blocked tablet is expected to be quiet, and nobody mends its clock. */
export function isInFilter(
  { tablet, lateness, concerns: mine }: TabletRow,
  filter: TabletFilter,
): boolean {
  const isInUse = !tablet.isRevoked;
  switch (filter) {
    case 'all':
      return true;
    case 'late':
      return isInUse && isLate(lateness);
    case 'out':
      return (tablet.stillOut ?? 0) > 0;
    case 'help':
      return mine.some((concern) => helpConcerns.includes(concern));
    case 'confirm':
      return isInUse && tablet.needsConfirmation;
    case 'device':
      return isInUse && mine.some((concern) => deviceConcerns.includes(concern));
  }
}

/** The worst first, blocked ones last. Only a change of concerns moves a row: counts and minutes do not. */
export function sortRows(rows: readonly TabletRow[]): readonly TabletRow[] {
  const rankOf = ({ tablet, concerns: [worst] }: TabletRow): number =>
    (tablet.isRevoked ? concerns.length + 1 : 0) +
    (worst === undefined ? concerns.length : concerns.indexOf(worst));
  return [...rows].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      b.concerns.length - a.concerns.length ||
      a.tablet.centreName.localeCompare(b.tablet.centreName, 'en') ||
      a.tablet.alias.localeCompare(b.tablet.alias, 'en'),
  );
}
