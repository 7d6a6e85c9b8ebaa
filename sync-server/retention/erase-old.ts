// Owns erasing what has had its time: centre by centre, some cases a transaction, with the centre locked so that nothing arrives in between.

import { istDayOf } from '../../schemas/rules/day.ts';
import { writeAudit } from '../accounts/audit.ts';
import { lockCentre } from '../ingest/feed.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseReach, DatabaseTransaction } from '../store/schema.ts';
import { caseErasers, caseKeyOfBooking, type ErasedCounts } from './case-erasers.ts';
import { decideCase, retentionCutoff, type CaseOutcome } from './decide-retention.ts';

type Parts = Pick<ServerParts, 'store' | 'clock' | 'random'>;

export interface RetentionReport extends ErasedCounts {
  /** IST; what arrived on this day or later stays. */
  readonly before: string;
  readonly cases: number;
  /** Old enough, but a supervisor has to decide first, or another register has not been told. */
  readonly keptHeld: number;
  readonly keptUndelivered: number;
  /** Spans whose keys are gone, as no row of theirs can be read any more. */
  readonly spans: number;
  /** Rows that nobody could read: they may hold a dose, so no clock takes them. */
  readonly unreadable: number;
}

export type RetentionOutcome =
  | { readonly outcome: 'erased' | 'rehearsed'; readonly report: RetentionReport }
  | { readonly outcome: 'too-soon' };

const casesAtOnceMax = 200;
const eraserNames = Object.keys(caseErasers) as (keyof ErasedCounts)[];
const nothingErased = Object.fromEntries(eraserNames.map((name) => [name, 0])) as {
  -readonly [name in keyof ErasedCounts]: number;
};

/** `isRehearsal`: says what would be erased and changes nothing. */
export async function eraseOld(
  parts: Parts,
  wanted: { readonly days: number; readonly isRehearsal: boolean },
): Promise<RetentionOutcome> {
  const { database } = parts.store;
  const latest = await database
    .selectFrom('log_row')
    .select((of) => of.fn.max('received_at').as('at'))
    .executeTakeFirstOrThrow();
  const latestAt = latest.at === null ? null : Number(latest.at);
  const cutoff = retentionCutoff(wanted.days, parts.clock.nowSeconds(), latestAt);
  if (cutoff === null) return { outcome: 'too-soon' };
  const sums = { ...nothingErased };
  let spans = 0;
  const found = { cases: 0, held: 0, undelivered: 0 };
  const centres = await database.selectFrom('centre').select('centre_id').execute();
  for (const { centre_id: centreId } of centres) {
    const outcomes = await findOld(database, centreId, cutoff);
    const ripe = keysOf(outcomes, 'erase');
    found.cases += ripe.length;
    found.held += keysOf(outcomes, 'held').length;
    found.undelivered += keysOf(outcomes, 'undelivered').length;
    if (wanted.isRehearsal) continue;
    for (let i = 0; i < ripe.length; i += casesAtOnceMax) {
      const erased = await eraseCases(parts, centreId, ripe.slice(i, i + casesAtOnceMax), cutoff);
      for (const name of eraserNames) sums[name] += erased[name];
    }
    spans += await eraseSpans(parts, centreId);
  }
  if (!wanted.isRehearsal) await erasePersonKeys(parts);
  const unreadable = await database
    .selectFrom('quarantine')
    .select((of) => of.fn.countAll<number>().as('rows'))
    .where('received_at', '<', cutoff)
    .executeTakeFirstOrThrow();
  const report: RetentionReport = {
    ...sums,
    spans,
    before: istDayOf(cutoff),
    cases: found.cases,
    keptHeld: found.held,
    keptUndelivered: found.undelivered,
    unreadable: Number(unreadable.rows),
  };
  if (wanted.isRehearsal) return { outcome: 'rehearsed', report };
  const subject = `${found.cases} cases before ${report.before}`;
  await writeAudit(parts, database, [{ account: 'server', action: 'erased', subject }]);
  return { outcome: 'erased', report };
}

const keysOf = (outcomes: ReadonlyMap<string, CaseOutcome>, outcome: CaseOutcome): string[] =>
  [...outcomes].flatMap(([key, of]) => (of === outcome ? [key] : []));

/** Cases with events whose last one is old, and bookings of old days of which nothing was ever recorded. */
async function findOld(
  reach: DatabaseReach,
  centreId: number,
  cutoff: number,
): Promise<ReadonlyMap<string, CaseOutcome>> {
  const rows = await reach
    .selectFrom('log_row')
    .select((of) => ['case_key', of.fn.max('received_at').as('at')])
    .where('centre_id', '=', centreId)
    .where('case_key', 'is not', null)
    .groupBy('case_key')
    .execute();
  const held = await readKeys(reach, centreId, 'held');
  const undelivered = await readKeys(reach, centreId, 'undelivered');
  const outcomes = new Map<string, CaseOutcome>();
  for (const row of rows) {
    const caseKey = row.case_key!;
    const age = {
      latestReceivedAt: Number(row.at),
      isHeld: held.has(caseKey),
      isUndelivered: undelivered.has(caseKey),
    };
    outcomes.set(caseKey, decideCase(age, cutoff));
  }
  const booked = await reach
    .selectFrom('appointment')
    .select(['appointment_no', 'check16', 'day'])
    .where('centre_id', '=', centreId)
    .where('reference_id', '!=', '')
    .execute();
  const before = istDayOf(cutoff);
  for (const row of booked) {
    const caseKey = caseKeyOfBooking(row);
    const isOld = row.day < before;
    // A booking for a later day, or moved to one, outlives what was recorded of it before.
    if (!isOld && outcomes.has(caseKey)) outcomes.set(caseKey, 'too-young');
    if (isOld && !outcomes.has(caseKey)) outcomes.set(caseKey, 'erase');
  }
  return outcomes;
}

async function readKeys(
  reach: DatabaseReach,
  centreId: number,
  which: 'held' | 'undelivered',
): Promise<ReadonlySet<string>> {
  if (which === 'undelivered') {
    const rows = await reach
      .selectFrom('cowin_delivery')
      .select('case_key')
      .where('centre_id', '=', centreId)
      .where('state', '!=', 'sent')
      .execute();
    return new Set(rows.map((row) => row.case_key));
  }
  const doses = await reach
    .selectFrom('dose')
    .select('case_key')
    .where('centre_id', '=', centreId)
    .where('state', '=', 'held')
    .execute();
  const requests = await reach
    .selectFrom('person_request')
    .select('case_key')
    .where('centre_id', '=', centreId)
    .where('state', '=', 'open')
    .execute();
  return new Set([...doses, ...requests].map((row) => row.case_key));
}

/** Looks once more under the lock: a tablet may have brought something of a case a moment ago. */
async function eraseCases(
  parts: Parts,
  centreId: number,
  wanted: readonly string[],
  cutoff: number,
): Promise<ErasedCounts> {
  const { store } = parts;
  return store.transact(async (transaction) => {
    await lockCentre(transaction, centreId, store.engine === 'postgres');
    const fresh = await readFresh(transaction, centreId, wanted, cutoff);
    const caseKeys = wanted.filter((key) => !fresh.has(key));
    const counts = { ...nothingErased };
    for (const name of eraserNames)
      counts[name] = await caseErasers[name](transaction, centreId, caseKeys);
    return counts;
  });
}

async function readFresh(
  transaction: DatabaseTransaction,
  centreId: number,
  caseKeys: readonly string[],
  cutoff: number,
): Promise<ReadonlySet<string>> {
  if (caseKeys.length === 0) return new Set();
  const rows = await transaction
    .selectFrom('log_row')
    .select('case_key')
    .distinct()
    .where('centre_id', '=', centreId)
    .where('case_key', 'in', [...caseKeys])
    .where('received_at', '>=', cutoff)
    .execute();
  return new Set(rows.map((row) => row.case_key!));
}

/** Keys of spans of which no person's event is left: what was sealed with them stays sealed, wherever a copy of it lies. */
async function eraseSpans({ store }: Parts, centreId: number): Promise<number> {
  const deleted = await store.transact(async (transaction) =>
    transaction
      .deleteFrom('span')
      .where('centre_id', '=', centreId)
      .where((row) =>
        row.exists(
          row
            .selectFrom('log_row')
            .select('log_row.seq')
            .whereRef('log_row.centre_id', '=', 'span.centre_id')
            .whereRef('log_row.origin_log', '=', 'span.log')
            .whereRef('log_row.span', '=', 'span.span')
            .where('log_row.kind', '=', 'erased'),
        ),
      )
      .where((row) =>
        row.not(
          row.exists(
            row
              .selectFrom('log_row')
              .select('log_row.seq')
              .whereRef('log_row.centre_id', '=', 'span.centre_id')
              .whereRef('log_row.origin_log', '=', 'span.log')
              .whereRef('log_row.span', '=', 'span.span')
              .where('log_row.case_key', 'is not', null),
          ),
        ),
      )
      .executeTakeFirst(),
  );
  return Number(deleted.numDeletedRows);
}

/** By its key a person's doses at other centres are found: it goes with the last of them. */
async function erasePersonKeys({ store }: Parts): Promise<void> {
  await store.transact(async (transaction) =>
    transaction
      .deleteFrom('claim_person')
      .where((row) =>
        row.not(
          row.exists(
            row
              .selectFrom('claim')
              .select('claim.dose_key')
              .whereRef('claim.person_key', '=', 'claim_person.person_key'),
          ),
        ),
      )
      .execute(),
  );
}
