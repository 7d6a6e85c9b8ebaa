// Owns gathering what is known of one stated reference id: who stated it and with what codes, and its bookings in every centre.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import { appointmentKey } from '../../schemas/events/event.ts';
import { foldCase } from '../../schemas/fold/fold.ts';
import { identityKey, referenceKey, type EventReference } from '../../schemas/log/hash-chain.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { unmaskCode } from '../../schemas/rules/security-code.ts';
import { readCodeKeysOf, spanName } from '../ingest/span-keys.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { AppointmentTable, DatabaseReach } from '../store/schema.ts';
import type { BookingOfNumber, Statements, StatingCase } from './decide-booking-answers.ts';
import { readCaseRows, toBooking, type CaseRow } from './gather-facts.ts';
import { readTriedCodes } from './judge-codes.ts';

interface Of {
  readonly reach: DatabaseReach;
  readonly keys: DeploymentKeys;
  readonly number: string;
}

export async function gatherStatements(
  reach: DatabaseReach,
  keys: DeploymentKeys,
  number: string,
): Promise<Statements> {
  const of = { reach, keys, number };
  // The rows first: what changes after them is due once more.
  const rows = await reach
    .selectFrom('stated_booking')
    .select(['centre_id', 'case_key', 'role', 'changes'])
    .where('reference_id', '=', number)
    .orderBy('centre_id')
    .orderBy('case_key')
    .execute();
  const stating: StatingCase[] = [];
  for (const row of rows)
    if (row.role === 'stated') stating.push(await readStatingCase(of, row.centre_id, row.case_key));
  const booked = await reach
    .selectFrom('appointment')
    .selectAll()
    .where('reference_id', '=', number)
    .where('is_ended', '=', 0)
    .orderBy('centre_id')
    .orderBy('appointment_no')
    .execute();
  const bookings: BookingOfNumber[] = [];
  for (const row of booked) bookings.push(await readBookingOfNumber(of, row));
  return {
    stating,
    bookings,
    rows: rows.map(({ centre_id: centreId, case_key: caseKey, role, changes }) => {
      return { centreId, caseKey, role, changes };
    }),
  };
}

async function readStatingCase(of: Of, centreId: number, caseKey: string): Promise<StatingCase> {
  const { reach } = of;
  const rows = await readCaseRows(reach, centreId, caseKey);
  const folded = foldCase(
    caseKey,
    rows.map((row) => row.logged),
  );
  const stated = folded.bookingsStated.filter(({ body }) => body.referenceId === of.number);
  const ended = new Set(folded.notToday.flatMap((away) => away.body.ends.map(referenceKey)));
  const session =
    folded.doses[0]?.body.vaccinationSession ?? folded.registration?.body.vaccinationSession;
  const day = session === undefined ? null : await readSessionDay(reach, centreId, session);
  const first = stated[0];
  const codes = await readStatedCodes(of, centreId, rows, stated);
  return {
    centreId,
    caseKey,
    day: day ?? (first === undefined ? null : istDayOf(first.at - first.skew)),
    name: folded.registration?.body.name ?? null,
    birthYear: folded.registration?.body.birthYear ?? null,
    codes: stated.map(({ ref }) => {
      const key = referenceKey(ref);
      return { code: codes.get(key) ?? null, isEnded: ended.has(key) };
    }),
    hasDose: await hasStandingDose(reach, centreId, caseKey),
  };
}

/** By event; one whose digits cannot be read is not there. */
async function readStatedCodes(
  { reach, keys }: Of,
  centreId: number,
  rows: readonly CaseRow[],
  stated: readonly { readonly ref: EventReference; readonly body: { readonly masked: number } }[],
): Promise<ReadonlyMap<string, number>> {
  const spans = new Map(rows.map((row) => [identityKey(row.logged.identity), row.span]));
  const places = stated.flatMap(({ ref, body }) => {
    const span = spans.get(referenceKey(ref)) ?? null;
    return span === null ? [] : [{ ref, masked: body.masked, place: { log: ref.log, span } }];
  });
  const codeKeys = await readCodeKeysOf(
    reach,
    keys,
    centreId,
    places.map(({ place }) => place),
  );
  return new Map(
    places.flatMap(({ ref, masked, place }): [string, number][] => {
      const codeKey = codeKeys.get(spanName(place.log, place.span)) ?? null;
      if (codeKey === null) return [];
      return [[referenceKey(ref), unmaskCode(nodeDigest, codeKey, ref.log, ref.seq, masked)]];
    }),
  );
}

async function readBookingOfNumber(of: Of, row: AppointmentTable): Promise<BookingOfNumber> {
  const { reach, keys } = of;
  const { centre_id: centreId, appointment_no: appointmentNo, day } = row;
  const caseKey = appointmentKey(appointmentNo, row.check16);
  const sealed = row.code_state === 'counts' ? row.code_sealed : null;
  const opened = sealed && keys.openFromStorage(`code\n${centreId}\n${appointmentNo}`, sealed);
  const rightCode = opened === null ? null : Number(bytesToUtf8(opened));
  const rows = await readCaseRows(reach, centreId, caseKey);
  const context = { reach, keys, centreId };
  const tried = rightCode === null ? [] : await readTriedCodes(context, rows, row, rightCode);
  return {
    centreId,
    caseKey,
    appointmentNo,
    day,
    name: row.name,
    birthYear: row.birth_year,
    rightCode,
    tried,
    hasDose: await hasStandingDose(reach, centreId, caseKey),
    facts: { ...toBooking(row), day, product: row.product },
  };
}

async function hasStandingDose(
  reach: DatabaseReach,
  centreId: number,
  caseKey: string,
): Promise<boolean> {
  const dose = await reach
    .selectFrom('dose')
    .select('dose_key')
    .where('centre_id', '=', centreId)
    .where('case_key', '=', caseKey)
    .where('is_error', '=', 0)
    .where('state', '!=', 'revoked')
    .limit(1)
    .executeTakeFirst();
  return dose !== undefined;
}

async function readSessionDay(
  reach: DatabaseReach,
  centreId: number,
  session: string,
): Promise<string | null> {
  const row = await reach
    .selectFrom('vaccination_session')
    .select('day')
    .where('centre_id', '=', centreId)
    .where('vaccination_session', '=', session)
    .executeTakeFirst();
  return row?.day ?? null;
}
