// Owns the list of doses to look at: its order, its filters, and what stays on it after a decision.

import type { DeskDoseState, DeskOpenDose, ReasonGroup } from '../../../../schemas/desk.ts';
import { reasonGroups, waitsForOwnWordOnly } from './reasons.ts';

/** What became of a dose while it was on this screen. */
export type Settled =
  | { readonly as: 'accepted' | 'revoked'; readonly note: string }
  /** Gone from the server's list without a decision made here: confirmed by evidence, or decided by somebody else. */
  | { readonly as: 'elsewhere' };

export interface ReviewItem {
  readonly key: string;
  readonly dose: DeskOpenDose;
  readonly settled: Settled | null;
}

export type GroupFilter = 'all' | ReasonGroup;

export interface ReviewFilter {
  readonly group: GroupFilter;
  readonly centreId: number | null;
}

export function doseToKey({ centreId, doseEvent }: DeskOpenDose): string {
  return `${centreId}/${doseEvent.log}/${doseEvent.seq}/${doseEvent.h}`;
}

/** Somebody decided it, on this screen or another, now or before. */
export function isDecided(dose: Pick<DeskOpenDose, 'state'>): boolean {
  return dose.state === 'accepted' || dose.state === 'revoked';
}

/** What a person denied stands before all; then held; then what waits for evidence; what waits only for the person's own word comes last. */
function rankOf(dose: DeskOpenDose): number {
  if (isDecided(dose)) return 3;
  if (dose.reasons.some((each) => each.reason === 'not-me')) return -1;
  if (dose.state === 'held' || dose.state === 'in-question') return 0;
  return waitsForOwnWordOnly(dose) ? 2 : 1;
}

export function sortDoses(doses: readonly DeskOpenDose[]): readonly DeskOpenDose[] {
  return [...doses].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      a.administeredAt - b.administeredAt ||
      doseToKey(a).localeCompare(doseToKey(b), 'en'),
  );
}

/** The server's list with what was settled on this screen kept in its place. */
export function mergeItems(
  doses: readonly DeskOpenDose[],
  settled: ReadonlyMap<string, { readonly dose: DeskOpenDose; readonly settled: Settled }>,
): readonly ReviewItem[] {
  const byKey = new Map(doses.map((dose) => [doseToKey(dose), dose]));
  for (const [key, entry] of settled) if (!byKey.has(key)) byKey.set(key, entry.dose);
  return sortDoses([...byKey.values()]).map((dose) => {
    const key = doseToKey(dose);
    const entry = settled.get(key);
    // A case that opened again after the decision is open, whatever was decided before.
    const isSettled = entry !== undefined && entry.dose.caseHash === dose.caseHash;
    return { key, dose, settled: isSettled ? entry.settled : null };
  });
}

export function isInGroup(dose: DeskOpenDose, group: GroupFilter): boolean {
  return group === 'all' || dose.reasons.some((each) => each.group === group);
}

export function filterItems(
  items: readonly ReviewItem[],
  filter: ReviewFilter,
): readonly ReviewItem[] {
  return items.filter(
    ({ dose }) =>
      isInGroup(dose, filter.group) &&
      (filter.centreId === null || dose.centreId === filter.centreId),
  );
}

/** Open doses per group, in the centre that is chosen: the numbers on the filters. */
export function countGroups(
  items: readonly ReviewItem[],
  centreId: number | null,
): Readonly<Record<GroupFilter, number>> {
  const inCentre = filterItems(items, { group: 'all', centreId });
  const open = onePerCase(inCentre).filter((item) => !item.settled && !isDecided(item.dose));
  const counts = { all: open.length, contradicted: 0, waiting: 0, clinical: 0, 'session-flag': 0 };
  for (const group of reasonGroups) {
    counts[group] = open.filter(({ dose }) => isInGroup(dose, group)).length;
  }
  return counts;
}

export function caseNameOf({ dose }: ReviewItem): string {
  return `${dose.centreId} ${dose.caseKey}`;
}

/** One task per case: of its doses the first that is still open stands for it, in the place of the first. */
export function onePerCase(items: readonly ReviewItem[]): readonly ReviewItem[] {
  const byCase = new Map<string, ReviewItem>();
  for (const item of items) {
    const known = byCase.get(caseNameOf(item));
    if (known === undefined || (known.settled !== null && item.settled === null))
      byCase.set(caseNameOf(item), item);
  }
  return [...byCase.values()];
}

export function centresOf(
  items: readonly ReviewItem[],
): readonly { readonly centreId: number; readonly name: string }[] {
  const names = new Map(items.map(({ dose }) => [dose.centreId, dose.centreName]));
  return [...names]
    .map(([centreId, name]) => ({ centreId, name }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** The state to show: the decision made here, or the server's word. */
export function shownState(item: ReviewItem): DeskDoseState | 'elsewhere' {
  return item.settled?.as ?? item.dose.state;
}
