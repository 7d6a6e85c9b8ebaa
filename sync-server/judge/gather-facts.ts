// Owns gathering what the judge needs for many cases at once: their events, bookings, codes, vials, staff, tablets.

import { bytesToBase64url, bytesToUtf8 } from '../../schemas/bytes.ts';
import { appointmentKey, type LoggedEvent, type SuchiEvent } from '../../schemas/events/event.ts';
import type { Case, DoseInCase } from '../../schemas/fold/case.ts';
import { foldCase } from '../../schemas/fold/fold.ts';
import { identityKey, referenceKey } from '../../schemas/log/hash-chain.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import type { CodeSetOutcome } from '../../schemas/rules/security-code.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import { findFresh } from '../ingest/fresh-events.ts';
import { isLogRemembered } from '../ingest/log-remembered.ts';
import { readAll } from '../store/remembered-query.ts';
import type { AppointmentTable, DatabaseReach } from '../store/schema.ts';
import { gatherDoseFacts, type SharedFacts } from './gather-dose-facts.ts';
import { selectBookings, selectCaseRows } from './gather-queries.ts';
import { codesFor, judgeCodes, readCodeKeys, type CodeFacts } from './judge-codes.ts';
import { casesOfPerson, linkedDosesOf, readLinked } from './linked-cases.ts';
import type { Booking, DoseFacts } from './reasons.ts';
import { badCodesOf, isBookingUsed, readStatedRows, statedFor } from './stated-bookings.ts';
import type { StatedBookingTable } from '../store/judge-tables.ts';

export interface GatherContext {
  readonly reach: DatabaseReach;
  readonly keys: DeploymentKeys;
  readonly centreId: number;
}

/** One event row of a case as stored. */
export interface CaseRow {
  readonly logged: LoggedEvent;
  readonly log: string;
  readonly span: string | null;
  readonly receivedAt: number;
}

/** The booking as far as the judge looks at it. */
export type JudgedBooking = Pick<
  AppointmentTable,
  | 'appointment_no'
  | 'check16'
  | 'birth_year'
  | 'dose_number'
  | 'earlier_dose_day'
  | 'earlier_dose_product'
  | 'code_state'
  | 'code_sealed'
  | 'is_ended'
  | 'day'
  | 'vaccination_session'
  | 'mobile_number'
>;

export interface DrawnMore {
  readonly vial: number;
  readonly batch: number;
}

const noMore: DrawnMore = { vial: 0, batch: 0 };

export interface CaseFacts {
  readonly folded: Case;
  readonly rows: readonly CaseRow[];
  /** The person's other cases, by the links in force. */
  readonly otherCases: readonly string[];
  /** The row that a dose of this case was read from. */
  readonly rowOf: (dose: DoseInCase) => CaseRow | undefined;
  /** The device whose log brought it. */
  readonly deviceOf: (dose: DoseInCase) => string;
  /** `more`: doses of its vial and batch that are judged now and not yet in the desk's rows. */
  readonly factsOf: (dose: DoseInCase, more?: DrawnMore) => DoseFacts;
  /** True when somebody who may took it back. */
  readonly isTakenBack: (dose: DoseInCase) => boolean;
  /** The set rule over all codes of the booking; null without a code to hold against. */
  readonly codes: CodeSetOutcome | null;
  readonly bookedDay: string | null;
  /** Bookings that were stated by it, or whose own case it is. */
  readonly statedRows: readonly StatedBookingTable[];
}

export async function readCaseRows(
  reach: DatabaseReach,
  centreId: number,
  caseKey: string,
): Promise<readonly CaseRow[]> {
  return (await readRowsOfCases(reach, centreId, [caseKey])).get(caseKey) ?? [];
}

async function readRowsOfCases(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<Map<string, CaseRow[]>> {
  const rows = await readAll(caseKeys, (piece) =>
    selectCaseRows(reach, { centreId, caseKeys: piece }),
  );
  const byCase = new Map<string, CaseRow[]>();
  for (const row of rows) {
    const hash = bytesToBase64url(row.row_hash);
    const fresh = findFresh(reach, hash);
    const logged: LoggedEvent = {
      identity: { log: row.origin_log, seq: row.origin_seq, hash },
      event: fresh ?? (JSON.parse(bytesToUtf8(row.event!)) as SuchiEvent),
      by: row.by_staff === null ? null : { staffId: row.by_staff, proved: row.by_proved === 1 },
    };
    const caseRow = { log: row.log, span: row.span, receivedAt: row.received_at, logged };
    const known = byCase.get(row.case_key!);
    if (known === undefined) byCase.set(row.case_key!, [caseRow]);
    else known.push(caseRow);
  }
  return byCase;
}

export async function gatherCase(context: GatherContext, caseKey: string): Promise<CaseFacts> {
  return (await gatherCases(context, [caseKey])).get(caseKey)!;
}

/** For each key its case, also when nothing of it is stored. What one case's facts are never depends on the others asked for. */
export async function gatherCases(
  context: GatherContext,
  caseKeys: Iterable<string>,
): Promise<Map<string, CaseFacts>> {
  const { reach, centreId } = context;
  const keys = [...new Set(caseKeys)];
  const rowsByCase = await readRowsOfCases(reach, centreId, keys);
  const bookings = await readBookings(reach, centreId, keys);
  const codeKeys = await readCodeKeys(
    context,
    keys.flatMap((key) => (isWithBooking(bookings.get(key)) ? (rowsByCase.get(key) ?? []) : [])),
  );
  const folded = keys.map((key) => toFolded(key, rowsByCase.get(key) ?? []));
  const linked = await readLinked(folded, async (others) => {
    const rows = await readRowsOfCases(reach, centreId, others);
    return others.map((key) => toFolded(key, rows.get(key) ?? []));
  });
  const stated = await readStatedRows(reach, centreId, keys);
  const shared = await gatherDoseFacts(reach, centreId, folded);
  return new Map(
    folded.map((each) => {
      const booking = bookings.get(each.folded.key) ?? null;
      const codes = isWithBooking(booking)
        ? judgeCodes(context, codeKeys, each.rows, booking, each.folded)
        : null;
      return [
        each.folded.key,
        toCaseFacts(each, booking, codes, shared, linked, stated.get(each.folded.key) ?? []),
      ];
    }),
  );
}

function toFolded(key: string, rows: readonly CaseRow[]) {
  const logged = rows.map((row) => row.logged);
  return { rows, folded: foldCase(key, logged) };
}

function toCaseFacts(
  { folded, rows }: { readonly folded: Case; readonly rows: readonly CaseRow[] },
  booking: JudgedBooking | 'none' | null,
  codes: CodeFacts | null,
  shared: SharedFacts,
  linked: ReadonlyMap<string, { readonly folded: Case }>,
  statedRows: readonly StatedBookingTable[],
): CaseFacts {
  const linkedDoses = linkedDosesOf(linked, folded.key);
  const byIdentity = new Map(rows.map((row) => [identityKey(row.logged.identity), row]));
  const rowOf = (dose: Pick<DoseInCase, 'ref'>): CaseRow | undefined =>
    byIdentity.get(referenceKey(dose.ref));
  const tabletOf = (dose: Pick<DoseInCase, 'ref'>) => {
    const row = rowOf(dose);
    // Told again by another tablet: it counts as a row of the log it was written in.
    const log = row === undefined || isLogRemembered(row.log) ? dose.ref.log : row.log;
    return shared.tablet(log, row?.receivedAt ?? 0);
  };
  const takings = Map.groupBy(folded.takenBack, ({ body }) => referenceKey(body.target));
  const takingsOf = (dose: DoseInCase) => takings.get(referenceKey(dose.ref)) ?? [];
  const isTakenBack = (dose: DoseInCase): boolean =>
    takingsOf(dose).some((taking) => {
      const tablet = tabletOf(taking);
      // Of a tablet this server does not know nobody can say that it was not revoked.
      const isStranger = tablet.device === '' && isLogRemembered(rowOf(taking)?.log ?? '');
      return isGood(tablet) && !isStranger;
    });
  const standing = folded.doses.filter((dose) => !isTakenBack(dose) && dose.state !== 'revoked');
  // Its digits are with its own tablet: it may have been a wrong one.
  const hasUnreadTry = rows.some(
    ({ log, logged }) => isLogRemembered(log) && logged.event.kind === 'code-tried',
  );
  return {
    folded,
    rows,
    otherCases: casesOfPerson(linked, folded.key).filter((key) => key !== folded.key),
    rowOf,
    deviceOf: (dose) => tabletOf(dose).device,
    isTakenBack,
    codes: codes?.outcome ?? badCodesOf(statedRows),
    bookedDay: isWithBooking(booking) ? booking.day : null,
    statedRows,
    factsOf: (dose, more = noMore) => {
      const vaccinationSession = shared.vaccinationSession(dose.body.vaccinationSession);
      const closing = shared.closing(dose, rowOf(dose)?.receivedAt ?? 0);
      const stated = statedFor(folded, statedRows, vaccinationSession, closing);
      const place = shared.place(dose);
      return {
        folded,
        dose,
        standing,
        isTakenBack: isTakenBack(dose),
        isTakenBackInDoubt: !isTakenBack(dose) && takingsOf(dose).length > 0,
        booking: isWithBooking(booking) ? toBooking(booking) : (booking as 'none' | null),
        codes:
          codes === null
            ? (stated?.codes ?? null)
            : codesFor(codes, booking, dose, vaccinationSession, closing),
        stated,
        isBookingUsed: isBookingUsed(statedRows),
        vial: shared.vial(dose, more.vial),
        batch: shared.batch(dose, more.batch),
        vaccinationSession,
        closing,
        tablet: tabletOf(dose),
        ...place,
        isOnlyRemembered: place.isOnlyRemembered || hasUnreadTry,
        linkedDoses,
        vouchedOnly: shared.vouchedOnly,
        isStaffKnown: dose.by !== null && shared.isStaffKnown(dose.by.staffId),
        isClaimedElsewhere: shared.isClaimedElsewhere(dose),
        rules: currentRuleSet,
      };
    },
  };
}

const isGood = (tablet: DoseFacts['tablet']): boolean => !tablet.isRevoked && tablet.isOfCentre;

const isWithBooking = (
  booking: JudgedBooking | 'none' | null | undefined,
): booking is JudgedBooking => typeof booking === 'object' && booking !== null;

/** Null for what names no booking. */
export const bookingNumberOf = (caseKey: string): number | null => {
  const match = /^a(\d+)-(-?\d+)$/.exec(caseKey);
  return match ? Number(match[1]) : null;
};

/** By case key: the booking, `none` where number and check fit no booking of this centre, null for what names no booking. */
async function readBookings(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<Map<string, JudgedBooking | 'none' | null>> {
  const numbers = caseKeys.flatMap((key) => bookingNumberOf(key) ?? []);
  const rows = await readAll(numbers, (piece) =>
    selectBookings(reach, { centreId, numbers: piece }),
  );
  const byKey = new Map(rows.map((row) => [appointmentKey(row.appointment_no, row.check16), row]));
  return new Map(
    caseKeys.map((key) => [
      key,
      bookingNumberOf(key) === null ? null : (byKey.get(key) ?? ('none' as const)),
    ]),
  );
}

export async function readBooking(
  reach: DatabaseReach,
  centreId: number,
  caseKey: string,
): Promise<AppointmentTable | 'none' | null> {
  const number = bookingNumberOf(caseKey);
  if (number === null) return null;
  const row = await reach
    .selectFrom('appointment')
    .selectAll()
    .where('centre_id', '=', centreId)
    .where('appointment_no', '=', number)
    .executeTakeFirst();
  return row && appointmentKey(row.appointment_no, row.check16) === caseKey ? row : 'none';
}

export function toBooking(row: JudgedBooking): Booking {
  return {
    birthYear: row.birth_year,
    doseNumber: row.dose_number,
    earlierDoseDay: row.earlier_dose_day,
    earlierDoseProduct: row.earlier_dose_product,
    codeState: row.code_state as Booking['codeState'],
    hasPhone: row.mobile_number !== null,
  };
}
