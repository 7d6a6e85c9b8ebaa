// Owns reading deferrals and AEFI reports for export: rows of a rare kind, each read as the fold reads it.

import { bytesToBase64url, bytesToUtf8 } from '../../schemas/bytes.ts';
import type { SuchiEvent } from '../../schemas/events/event.ts';
import { readEvent } from '../../schemas/events/index.ts';
import type { AefiBody, NotTodayBody } from '../../schemas/fold/case.ts';
import { referenceKey, referenceTo } from '../../schemas/log/hash-chain.ts';
import { serverLogEpoch } from '../../schemas/log/log-id.ts';
import { daysBetween, istDayOf, istDayStart } from '../../schemas/rules/day.ts';
import type { AefiFacts } from '../fhir/aefi-to-adverse-event.ts';
import type { NotTodayFacts } from '../fhir/not-today-to-immunization.ts';
import type { RecordFacts } from '../fhir/parts.ts';
import type { RecordSearch } from '../fhir/search-parameters.ts';
import type { DatabaseReach } from '../store/schema.ts';
import type { KindRow, ReceivedRange } from '../store/rows-of-kind.ts';
import { readBooked, readChangedAt, readMistakes } from './case-facts.ts';

/** As long as a tablet may stay without contact: a deferral of a day arrives within so many days after it. */
const lateDaysMax = 30;
const secondsPerDay = 86_400;

/** When rows of these days can have arrived. */
export function daysToReceived({ from, to }: RecordSearch['days']): ReceivedRange {
  const start = from === null ? null : istDayStart(from);
  const end = to === null ? null : istDayStart(to);
  return {
    from: start ?? 0,
    to: end === null ? Number.MAX_SAFE_INTEGER : end + (1 + lateDaysMax) * secondsPerDay,
  };
}

export async function toNotToday(
  reach: DatabaseReach,
  centreId: number,
  rows: readonly KindRow[],
): Promise<NotTodayFacts[]> {
  const known = readRows<NotTodayBody>(rows, false);
  const facts = await readFacts(reach, centreId, known);
  const booked = await readBooked(
    reach,
    centreId,
    known.map(({ row }) => row.case_key!),
  );
  return known.map(({ row, event }): NotTodayFacts => {
    const at = event.at - event.skew;
    return {
      ...facts.of(row),
      day: dayOf(at, row.received_at),
      at,
      outcome: event.body.outcome,
      reason: event.body.reason,
      nextDate: event.body.nextDate,
      product: booked.get(row.case_key!)?.product ?? null,
    };
  });
}

export async function toAefi(
  reach: DatabaseReach,
  centreId: number,
  rows: readonly KindRow[],
): Promise<AefiFacts[]> {
  const known = readRows<AefiBody>(rows, true);
  const facts = await readFacts(reach, centreId, known);
  return known.map(({ row, event }) => ({ ...facts.of(row), body: event.body }));
}

interface ReadRow<Body> {
  readonly row: KindRow;
  readonly event: SuchiEvent<Body>;
}

/** What the fold would not take, a form of later or a hand that may not write it, is not exported either. */
function readRows<Body>(rows: readonly KindRow[], mayServer: boolean): ReadRow<Body>[] {
  return rows.flatMap((row) => {
    const event = JSON.parse(bytesToUtf8(row.event!)) as SuchiEvent<Body>;
    const isKnown = readEvent(event).outcome === 'known';
    return isKnown && (mayServer || serverLogEpoch(row.origin_log) === null)
      ? [{ row, event }]
      : [];
  });
}

async function readFacts(
  reach: DatabaseReach,
  centreId: number,
  rows: readonly ReadRow<unknown>[],
) {
  const caseKeys = [...new Set(rows.map(({ row }) => row.case_key!))];
  const changedAt = await readChangedAt(reach, centreId, caseKeys);
  const mistakes = await readMistakes(reach, centreId, caseKeys);
  return {
    of: (row: KindRow): RecordFacts & Pick<NotTodayFacts, 'ref' | 'isError'> => {
      const ref = referenceTo({
        log: row.origin_log,
        seq: row.origin_seq,
        hash: bytesToBase64url(row.row_hash),
      });
      return {
        centreId,
        centreName: row.centre_name,
        caseKey: row.case_key!,
        ref,
        receivedAt: row.received_at,
        changedAt: changedAt.get(row.case_key!) ?? row.received_at,
        by: row.by_staff === null ? null : { staffId: row.by_staff, name: row.staff_name },
        isError: mistakes.has(referenceKey(ref)),
      };
    },
  };
}

/** The tablet's day, unless its clock says something that cannot be: then the day it arrived. */
function dayOf(at: number, receivedAt: number): string {
  const arrived = istDayOf(receivedAt);
  const day = istDayOf(at);
  const late = daysBetween(day, arrived);
  return late !== null && late >= 0 && late <= lateDaysMax ? day : arrived;
}
