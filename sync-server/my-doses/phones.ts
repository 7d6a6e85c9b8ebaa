// Owns which cases a phone speaks for: the bookings that name it, walk-ins who gave it, and phones changed since.

import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import { appointmentKey, walkInKey } from '../../schemas/events/event.ts';
import { personOfCase, type PersonOfCase } from '../../schemas/fold/person-of-case.ts';
import type { Case } from '../../schemas/fold/case.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { CaseFacts } from '../judge/gather-facts.ts';
import type { PhoneCaseTable } from '../store/person-tables.ts';
import type { AppointmentTable, DatabaseReach, DatabaseTransaction } from '../store/schema.ts';

export interface CasePlace {
  readonly centreId: number;
  readonly caseKey: string;
}

/** Under a key of the server: a table of phones would be a list worth stealing. */
export function phoneKeyOf(keys: DeploymentKeys, mobileNumber: string): string {
  return bytesToBase64url(keys.mac('phone', utf8ToBytes(mobileNumber)).subarray(0, 16));
}

/** Called where cases are judged, so that a walk-in's phone is known in the transaction that stores the walk-in. */
export async function notePhones(
  transaction: DatabaseTransaction,
  centreId: number,
  cases: Iterable<CaseFacts>,
): Promise<void> {
  const rows = [...cases].flatMap(({ folded }) =>
    phonesOf(folded).map((mobile) => ({
      mobile_number: mobile,
      centre_id: centreId,
      case_key: folded.key,
    })),
  );
  for (let i = 0; i < rows.length; i += rowsPerInsert)
    await insertPhones(transaction, rows.slice(i, i + rowsPerInsert));
}

const rowsPerInsert = 100;

async function insertPhones(reach: DatabaseReach, rows: readonly PhoneCaseTable[]): Promise<void> {
  await reach
    .insertInto('phone_case')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['mobile_number', 'centre_id', 'case_key']).doNothing(),
    )
    .execute();
}

function phonesOf(folded: Case): string[] {
  const registered = ownRegistration(folded)?.body.mobileNumber ?? null;
  const corrected = folded.acceptedCorrections.map(
    (correction) => correction.body.mobileNumber ?? null,
  );
  return [...new Set([registered, ...corrected])].filter((mobile) => mobile !== null);
}

/** Only the event that names the walk-in says whose phone it is: another one about the same person may come from anybody. */
function ownRegistration(folded: Case): Case['registration'] {
  const { registration } = folded;
  return registration !== null && walkInKey(registration.ref) === folded.key ? registration : null;
}

type BookedPerson = Pick<AppointmentTable, 'name' | 'birth_year' | 'gender' | 'mobile_number'>;

/** The person of a case as everybody knows them now; null where nothing names one. */
export function personNow(folded: Case, booking: BookedPerson | null): PersonOfCase | null {
  const booked = booking && {
    name: booking.name,
    birthYear: booking.birth_year,
    gender: booking.gender,
    mobileNumber: booking.mobile_number,
  };
  return personOfCase({ ...folded, registration: ownRegistration(folded) }, booked);
}

/** Cases that name this phone now or named it once: whoever asks checks the case itself. */
export async function findCasesOfPhone(
  reach: DatabaseReach,
  mobileNumber: string,
): Promise<CasePlace[]> {
  const walkIns = await reach
    .selectFrom('phone_case')
    .select(['centre_id', 'case_key'])
    .where('mobile_number', '=', mobileNumber)
    .limit(casesPerPhoneMax)
    .execute();
  const booked = await reach
    .selectFrom('appointment')
    .select(['centre_id', 'appointment_no', 'check16'])
    .where('mobile_number', '=', mobileNumber)
    .orderBy('day', 'desc')
    .limit(casesPerPhoneMax)
    .execute();
  const places = new Map<string, CasePlace>();
  for (const { centre_id: centreId, case_key: caseKey } of walkIns)
    places.set(`${centreId}\n${caseKey}`, { centreId, caseKey });
  for (const row of booked) {
    const caseKey = appointmentKey(row.appointment_no, row.check16);
    places.set(`${row.centre_id}\n${caseKey}`, { centreId: row.centre_id, caseKey });
  }
  return [...places.values()];
}

/** Where somebody of this phone is known: a walk-in's centre, else that of the latest booking. One row at most of each, known or not. */
export async function findCentreOfPhone(
  reach: DatabaseReach,
  mobileNumber: string,
): Promise<number | null> {
  const walkIn = await reach
    .selectFrom('phone_case')
    .select('centre_id')
    .where('mobile_number', '=', mobileNumber)
    .limit(1)
    .executeTakeFirst();
  const booked = await reach
    .selectFrom('appointment')
    .select('centre_id')
    .where('mobile_number', '=', mobileNumber)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst();
  return walkIn?.centre_id ?? booked?.centre_id ?? null;
}

/** A family shares a phone; a whole village does not. */
const casesPerPhoneMax = 60;
