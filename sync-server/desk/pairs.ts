// Owns pairs at the desk: the open ones among the tasks, and one of them side by side. Only for whoever answers for both places; every person is audited.

import type { DeskPair, DeskPairSide } from '../../schemas/desk-pairs.ts';
import { caseSetHash, foldCase } from '../../schemas/fold/fold.ts';
import { logAlias } from '../../schemas/log/log-id.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { writeAudit } from '../accounts/audit.ts';
import { selectCentresOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { gatherCase, readCaseRows } from '../judge/gather-facts.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { CasePlace } from '../my-doses/phones.ts';
import type { ServerParts } from '../parts.ts';
import type { LikelyPairTable } from '../store/person-tables.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { deskStateOfRow } from './dose-state.ts';
import { readDeskPerson } from './person.ts';
import {
  isBehind,
  taskLists,
  tasksReadMax,
  urgencyPlace,
  type ListedTask,
  type TaskFilter,
} from './task-filter.ts';

const columnsOfPair = {
  urgency: urgencyPlace('waiting'),
  openedAt: 'found_at',
  centreId: 'likely_pair.centre_id',
  key: 'pair_id',
};

/** For whoever answers for both places. */
export function selectOpenPairs(reach: DatabaseReach, account: SignedIn, centreId: number | null) {
  const ours = () => selectCentresOf(reach, account).select('centre.centre_id');
  const query = reach
    .selectFrom('likely_pair')
    .where('likely_pair.state', '=', 'open')
    .where('likely_pair.centre_id', 'in', ours())
    .where('likely_pair.other_centre_id', 'in', ours());
  return centreId === null
    ? query
    : query.where((row) =>
        row.or([
          row('likely_pair.centre_id', '=', centreId),
          row('likely_pair.other_centre_id', '=', centreId),
        ]),
      );
}

export async function readPairTasks(
  reach: DatabaseReach,
  account: SignedIn,
  { kind, centreId, after }: TaskFilter,
): Promise<ListedTask[]> {
  if (kind !== null && kind !== 'same-person') return [];
  let query = selectOpenPairs(reach, account, centreId)
    .innerJoin('centre as one', 'one.centre_id', 'likely_pair.centre_id')
    .innerJoin('centre as two', 'two.centre_id', 'likely_pair.other_centre_id')
    .selectAll('likely_pair')
    .select(['one.name as one_name', 'two.name as two_name']);
  if (after !== null) query = query.where(isBehind(taskLists.pair, columnsOfPair, after));
  const rows = await query
    .orderBy('found_at')
    .orderBy('likely_pair.centre_id')
    .orderBy('pair_id')
    .limit(tasksReadMax)
    .execute();
  const tasks: ListedTask[] = [];
  for (const row of rows) {
    const person = await readDeskPerson(
      reach,
      row.centre_id,
      await readFolded(reach, row.centre_id, row.case_key),
    );
    tasks.push({
      centreId: row.centre_id,
      centreName:
        row.one_name === row.two_name ? row.one_name : `${row.one_name} · ${row.two_name}`,
      taskKey: `same-person/${row.pair_id}`,
      kind: 'same-person',
      urgency: 'waiting',
      reasons: [row.found_by === 'person' ? 'listed-twice' : 'likely-same'],
      subject: person.name,
      caseKey: row.case_key,
      day: istDayOf(row.found_at),
      openedAt: row.found_at,
      doses: 2,
      place: {
        urgency: urgencyPlace('waiting'),
        openedAt: row.found_at,
        centreId: row.centre_id,
        list: taskLists.pair,
        key: row.pair_id,
      },
    });
  }
  return tasks;
}

async function readFolded(reach: DatabaseReach, centreId: number, caseKey: string) {
  const rows = await readCaseRows(reach, centreId, caseKey);
  return foldCase(
    caseKey,
    rows.map((row) => row.logged),
  );
}

export type PairReading =
  { readonly outcome: 'found'; readonly answer: DeskPair } | { readonly outcome: 'not-your-place' };

export async function readDeskPair(
  parts: ServerParts,
  account: SignedIn,
  pairId: string,
): Promise<PairReading> {
  const reach = parts.store.database;
  const row = await readPair(reach, pairId);
  if (row === null) return { outcome: 'not-your-place' };
  const [one, two] = placesOfPair(row);
  const sides = [await readSide(parts, account, one), await readSide(parts, account, two)] as const;
  const [first, second] = sides;
  if (first === null || second === null) return { outcome: 'not-your-place' };
  await writeAudit(
    parts,
    reach,
    [first, second].map(({ centreId, caseKey: subject }) => ({
      account: account.account,
      action: 'read-person' as const,
      centreId,
      subject,
    })),
  );
  return {
    outcome: 'found',
    answer: {
      pairId,
      state: row.state as DeskPair['state'],
      why: JSON.parse(row.why) as DeskPair['why'],
      foundBy: row.found_by as DeskPair['foundBy'],
      foundAt: row.found_at,
      sides: [first, second],
    },
  };
}

async function readPair(reach: DatabaseReach, pairId: string): Promise<LikelyPairTable | null> {
  const row = await reach
    .selectFrom('likely_pair')
    .selectAll()
    .where('pair_id', '=', pairId)
    .executeTakeFirst();
  return row ?? null;
}

const placesOfPair = (row: LikelyPairTable): readonly [CasePlace, CasePlace] => [
  { centreId: row.centre_id, caseKey: row.case_key },
  { centreId: row.other_centre_id, caseKey: row.other_case },
];

/** Null alike for a centre of others and for a case nobody knows. */
async function readSide(
  parts: ServerParts,
  account: SignedIn,
  { centreId, caseKey }: CasePlace,
): Promise<DeskPairSide | null> {
  const reach = parts.store.database;
  const centre = await selectCentresOf(reach, account)
    .select(['centre.name', 'centre.feed_seq'])
    .where('centre.centre_id', '=', centreId)
    .executeTakeFirst();
  if (centre === undefined) return null;
  const { folded } = await gatherCase({ reach, keys: parts.keys, centreId }, caseKey);
  const doses = await reach
    .selectFrom('dose')
    .leftJoin('device', 'device.device', 'dose.device')
    .select(['dose_number', 'product', 'given_at', 'log', 'state', 'in_question', 'device.alias'])
    .where('dose.centre_id', '=', centreId)
    .where('case_key', '=', caseKey)
    .where('is_error', '=', 0)
    .orderBy('given_at')
    .execute();
  return {
    centreId,
    centreName: centre.name,
    caseKey,
    person: await readDeskPerson(reach, centreId, folded),
    doses: doses.map((dose) => ({
      doseNumber: dose.dose_number,
      product: dose.product,
      administeredAt: dose.given_at,
      tablet: dose.alias ?? logAlias(dose.log),
      state: deskStateOfRow(dose),
    })),
    caseHash: caseSetHash(nodeDigest, folded),
    seen: centre.feed_seq,
  };
}
