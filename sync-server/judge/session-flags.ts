// Owns what is odd about a vaccination session as a whole: rate, hours, clock, single-handed. One flag per session or staff
// member for the desk, never one for each dose, and never a reason to keep a certificate back.

import { istDayStart } from '../../schemas/rules/day.ts';
import { limits } from '../../schemas/limits.ts';
import type { ServerLogContext } from '../ingest/server-log.ts';
import { storeTasks, type WantedTask } from './tasks.ts';

export interface FlaggedDose {
  readonly staff: string | null;
  /** Epoch seconds, the tablet's clock put right. */
  readonly givenAt: number;
  readonly receivedAt: number;
  readonly device: string;
  /** Whoever registered or checked in the person; null when that is not on record. */
  readonly registeredBy: string | null;
}

export interface SessionHours {
  /** Epoch seconds. */
  readonly opensAt: number;
  readonly closesAt: number;
}

export interface SessionFlag {
  readonly flag: 'rate' | 'hours' | 'clock' | 'single-handed';
  /** The staff member, or the tablet, it is about; empty for the session. */
  readonly about: string;
}

/** 13-14 an hour is one vaccinator's pace (press, 2021); four times that for an hour is not one pair of hands. */
const dosesAnHourMax = 56;
/** People who queued are served after closing time; two hours are no queue any more. */
const hoursMarginSeconds = 7_200;
/** A few people may have been registered and dosed by one person; a whole session was not. */
const singleHandedDosesMin = 20;

export function findSessionFlags(
  doses: readonly FlaggedDose[],
  hours: SessionHours | null,
): SessionFlag[] {
  const flags: SessionFlag[] = [];
  for (const [staff, own] of Map.groupBy(doses, (dose) => dose.staff)) {
    if (staff === null) continue;
    if (busiestHour(own.map((dose) => dose.givenAt)) > dosesAnHourMax)
      flags.push({ flag: 'rate', about: staff });
    const isAlone = own.every((dose) => dose.registeredBy === staff);
    if (own.length >= singleHandedDosesMin && isAlone)
      flags.push({ flag: 'single-handed', about: staff });
  }
  const isOutside = ({ givenAt }: FlaggedDose): boolean =>
    hours !== null &&
    (givenAt < hours.opensAt - hoursMarginSeconds || givenAt > hours.closesAt + hoursMarginSeconds);
  if (doses.some(isOutside)) flags.push({ flag: 'hours', about: '' });
  // A dose cannot be given after the server had it.
  for (const [device, own] of Map.groupBy(doses, (dose) => dose.device))
    if (own.some((dose) => dose.givenAt > dose.receivedAt + limits.skewSecondsFlag))
      flags.push({ flag: 'clock', about: device });
  return flags;
}

/** The most doses within any 3,600 seconds. */
function busiestHour(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (let to = 0; to < sorted.length; to++) {
    while (sorted[to]! - sorted[from]! >= 3_600) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

/** Looks at the whole session; a flag that is there is not made twice. */
export async function storeSessionFlags(context: ServerLogContext, session: string): Promise<void> {
  const { transaction, centreId, now } = context;
  const doses = await transaction
    .selectFrom('dose')
    .select(['by_staff', 'given_at', 'received_at', 'device', 'case_key', 'day'])
    .where('centre_id', '=', centreId)
    .where('vaccination_session', '=', session)
    .where('is_error', '=', 0)
    .execute();
  if (doses.length === 0) return;
  const registrars = await transaction
    .selectFrom('log_row')
    .innerJoin('dose', (join) =>
      join
        .onRef('dose.centre_id', '=', 'log_row.centre_id')
        .onRef('dose.case_key', '=', 'log_row.case_key'),
    )
    .select(['log_row.case_key', 'log_row.by_staff'])
    .where('log_row.centre_id', '=', centreId)
    .where('dose.vaccination_session', '=', session)
    .where('log_row.kind', 'in', ['walk-in-registered', 'checked-in'])
    .execute();
  const registeredBy = new Map(registrars.map((row) => [row.case_key, row.by_staff]));
  const flags = findSessionFlags(
    doses.map((dose) => ({
      staff: dose.by_staff,
      givenAt: dose.given_at,
      receivedAt: dose.received_at,
      device: dose.device,
      registeredBy: registeredBy.get(dose.case_key) ?? null,
    })),
    await readHours(context, session),
  );
  const wanted = flags.map(({ flag, about }): [string, WantedTask] => {
    const key = `flag/${session}/${flag}/${about}`;
    const task = { task_key: key, kind: 'session-flag', case_key: null, subject: about };
    const day = doses[0]!.day;
    const closing = { trouble: null, isClosedByHand: true };
    return [key, { ...task, ...closing, vaccination_session: session, reasons: [flag], day }];
  });
  await storeTasks(transaction, centreId, now, new Map(wanted));
}

async function readHours(
  { transaction, centreId }: ServerLogContext,
  session: string,
): Promise<SessionHours | null> {
  const row = await transaction
    .selectFrom('vaccination_session')
    .innerJoin('centre', 'centre.centre_id', 'vaccination_session.centre_id')
    .select(['day', 'opens_at', 'closes_at'])
    .where('vaccination_session.centre_id', '=', centreId)
    .where('vaccination_session', '=', session)
    .executeTakeFirst();
  const start = row === undefined ? null : istDayStart(row.day);
  if (row === undefined || start === null) return null;
  const at = (text: string): number =>
    start + Number(text.slice(0, 2)) * 3_600 + Number(text.slice(3, 5)) * 60;
  return { opensAt: at(row.opens_at), closesAt: at(row.closes_at) };
}
