// Owns tasks about many doses at once, a vial's, a batch's, a tablet's, a vouch's: which of them a dose waits for, and when each is open.

import type { Reason } from '../../schemas/fold/case.ts';
import { insertMany } from '../store/bulk-insert.ts';
import { readAll, rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseReach } from '../store/schema.ts';
import type { DoseRecord, HeldDose } from './dose-records.ts';
import { evidenceOverdue, isEvidenceReason, reasonGroupOf, vouchUnconfirmed } from './reasons.ts';
import { batchTaskKey, tabletTaskKey, vialTaskKey, vouchTaskKey } from './shared-troubles.ts';

/** What each kind of task is about; nothing of it makes a task for one case. */
export const reasonsOfGroup = {
  vial: ['vial-overdrawn', 'vial-unknown'],
  batch: ['batch-unknown', 'batch-overdrawn'],
  tablet: ['copied-tablet', 'revoked-tablet', 'tablet-of-another-centre'],
  vouch: [vouchUnconfirmed],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type GroupKind = keyof typeof reasonsOfGroup;

const has = (kind: GroupKind, name: string): boolean =>
  (reasonsOfGroup[kind] as readonly string[]).includes(name);

export interface GroupedDose {
  readonly state: string;
  readonly reasons: readonly Reason[];
  readonly isTakenBack: boolean;
}

/** Nothing but its vial's opening is missing, and that is due. */
export function waitsForVialOnly({ state, reasons }: Omit<GroupedDose, 'isTakenBack'>): boolean {
  const names = reasons.map(({ reason }) => reason);
  const evidence = names.filter(isEvidenceReason);
  return (
    state === 'waiting' &&
    names.includes(evidenceOverdue) &&
    evidence.length > 0 &&
    evidence.every((name) => name === 'vial-unknown')
  );
}

/**
 * Held for nothing but its tablet, waiting for nothing but its vial's opening, or for the stock of its vial or batch: then
 * one task of the group speaks for it. Whatever contradicts it by itself is a task of its own case, with everything named there.
 */
export function groupsOf(dose: GroupedDose): readonly GroupKind[] {
  const { state, reasons, isTakenBack } = dose;
  if (isTakenBack || (state !== 'waiting' && state !== 'held')) return [];
  const names = reasons.map(({ reason }) => reason);
  const contradictions = names.filter((name) => reasonGroupOf(name) === 'contradicted');
  const kinds: GroupKind[] = [];
  if (names.includes('vial-overdrawn') || waitsForVialOnly(dose)) kinds.push('vial');
  if (names.some((name) => has('batch', name))) kinds.push('batch');
  if (names.includes(vouchUnconfirmed)) kinds.push('vouch');
  if (contradictions.length > 0 && contradictions.every((name) => has('tablet', name)))
    kinds.push('tablet');
  return kinds;
}

type PlacedDose = Pick<DoseRecord, 'dose' | 'device'>;

function keyOf(kind: GroupKind, { dose, device }: PlacedDose, reasons: readonly Reason[]): string {
  if (kind === 'vial') return vialTaskKey(dose);
  if (kind === 'batch') return batchTaskKey(dose);
  if (kind === 'tablet') return tabletTaskKey(device);
  return vouchTaskKey(reasons.find(({ reason }) => reason === vouchUnconfirmed)?.detail ?? '');
}

function keysOf(place: PlacedDose, dose: GroupedDose): readonly string[] {
  return groupsOf(dose).map((kind) => keyOf(kind, place, dose.reasons));
}

/** Writes which doses wait for which tasks, after the desk's rows. Returns the tasks whose doses may have changed. */
export async function storeMembers(
  reach: DatabaseReach,
  centreId: number,
  records: readonly DoseRecord[],
  held: ReadonlyMap<string, HeldDose>,
): Promise<ReadonlySet<string>> {
  const touched = new Set<string>();
  const made: { centre_id: number; task_key: string; dose_key: string }[] = [];
  for (const record of records) {
    const { doseKey } = record;
    const before = held.get(doseKey);
    const was = before === undefined ? [] : keysOf(record, toGrouped(before));
    const is = keysOf(record, record);
    for (const key of was)
      if (!is.includes(key)) await deleteMember(reach, { centreId, taskKey: key, doseKey });
    for (const key of is)
      if (!was.includes(key)) made.push({ centre_id: centreId, task_key: key, dose_key: doseKey });
    for (const key of [...was, ...is]) touched.add(key);
  }
  for (const { task_key: taskKey, dose_key: doseKey } of made)
    await deleteMember(reach, { centreId, taskKey, doseKey });
  await insertMany(reach, 'task_dose', made);
  return touched;
}

export const toGrouped = (row: HeldDose): GroupedDose => ({
  state: row.state,
  reasons: JSON.parse(row.reasons) as Reason[],
  isTakenBack: row.is_error === 1,
});

const deleteMember = rememberQuery<{
  readonly centreId: number;
  readonly taskKey: string;
  readonly doseKey: string;
}>()((reach, { one }) =>
  reach
    .deleteFrom('task_dose')
    .where('centre_id', '=', one('centreId'))
    .where('task_key', '=', one('taskKey'))
    .where('dose_key', '=', one('doseKey')),
);

const selectMemberReasons = rememberQuery<{
  readonly centreId: number;
  readonly taskKeys: readonly string[];
}>()((reach, { one, list }) =>
  reach
    .selectFrom('task_dose')
    .innerJoin('dose', (join) =>
      join
        .onRef('dose.centre_id', '=', 'task_dose.centre_id')
        .onRef('dose.dose_key', '=', 'task_dose.dose_key'),
    )
    .select(['task_key', 'reasons'])
    .distinct()
    .where('task_dose.centre_id', '=', one('centreId'))
    .where('task_key', 'in', list('taskKeys')),
);

/** By task: the names of what its doses wait for now; none where no dose does. */
export async function readGroupReasons(
  reach: DatabaseReach,
  centreId: number,
  taskKeys: Iterable<string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await readAll(taskKeys, (piece) =>
    selectMemberReasons(reach, { centreId, taskKeys: piece }),
  );
  const names = new Map<string, Set<string>>();
  for (const row of rows) {
    const kind = kindOfKey(row.task_key);
    if (kind === null) continue;
    const known = names.get(row.task_key) ?? new Set();
    for (const { reason } of JSON.parse(row.reasons) as Reason[])
      if (has(kind, reason)) known.add(reason);
    names.set(row.task_key, known);
  }
  return new Map([...names].map(([key, found]) => [key, [...found].sort()]));
}

export function kindOfKey(taskKey: string): GroupKind | null {
  const kind = taskKey.slice(0, taskKey.indexOf('/'));
  return Object.hasOwn(reasonsOfGroup, kind) ? (kind as GroupKind) : null;
}
