// Owns the day pack of a centre: the list of the day, staff, stock and rules; and the events of its cases up to a feed number.

import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import { appointmentKey } from '../../schemas/events/event.ts';
import { limits } from '../../schemas/limits.ts';
import {
  packDayPack,
  staffKeyName,
  type DayPack,
  type RosterAppointment,
  type RosterStaff,
} from '../../schemas/records/roster.ts';
import { addDays, istDayStart } from '../../schemas/rules/day.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import { nodeDigest } from '../keys/digest.ts';
import { rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseReach } from '../store/schema.ts';

export interface WrittenPack {
  /** SHA-256 of `text`, base64url. */
  readonly packHash: string;
  readonly text: string;
  readonly caseKeys: ReadonlySet<string>;
  readonly dayStart: number;
}

/** The list stays open until 04:00 of the next day: a session may run late, a night's charging must not lock the morning. */
const validHoursIntoNextDay = 4;

export async function writeDayPack(
  reach: DatabaseReach,
  centreId: number,
  day: string,
  { isDemo, slipKey }: Pick<DayPack, 'isDemo'> & { readonly slipKey: string },
): Promise<WrittenPack | null> {
  const [centre] = await selectCentre(reach, { centreId });
  const dayStart = istDayStart(day);
  if (!centre || dayStart === null) return null;
  const appointments = await readAppointments(reach, centreId, day);
  const pack: DayPack = {
    packVersion: 1,
    centre: {
      centreId: centre.centre_id,
      name: centre.name,
      address: centre.address,
      block: centre.block,
      district: centre.district,
      state: centre.state,
    },
    day,
    validUntil: istDayStart(addDays(day, 1) ?? day)! + validHoursIntoNextDay * 3600,
    isDemo,
    staff: await readStaff(reach, centreId),
    ...(await readVouches(reach, centreId, dayStart)),
    vaccinationSessions: await readSessions(reach, centreId, day),
    stock: await readStock(reach, centreId),
    rules: currentRuleSet,
    slipKey,
    ...(await readAadhaarKey(reach)),
    appointments,
  };
  const text = JSON.stringify(packDayPack(pack));
  return {
    packHash: bytesToBase64url(nodeDigest.sha256(utf8ToBytes(text))),
    text,
    caseKeys: new Set(appointments.map((a) => appointmentKey(a.appointmentNo, a.check))),
    dayStart,
  };
}

async function readAadhaarKey(reach: DatabaseReach): Promise<Pick<DayPack, 'aadhaarQrKey'>> {
  const row = await reach
    .selectFrom('deployment')
    .select('value')
    .where('name', '=', 'aadhaar-qr-key')
    .executeTakeFirst();
  return row === undefined ? {} : { aadhaarQrKey: row.value };
}

/** Ended bookings stay away: the one that replaced them is on the list. */
async function readAppointments(
  reach: DatabaseReach,
  centreId: number,
  day: string,
): Promise<RosterAppointment[]> {
  const rows = await selectBookings(reach, { centreId, day });
  return rows.map((row) => ({
    appointmentNo: row.appointment_no,
    check: row.check16,
    referenceId: row.reference_id,
    vaccinationSession: row.vaccination_session,
    name: row.name,
    birthYear: row.birth_year,
    gender: row.gender as RosterAppointment['gender'],
    mobileNumber: row.mobile_number,
    idType: row.id_type as RosterAppointment['idType'],
    idLast4: row.id_last4,
    slot: row.slot,
    product: row.product,
    doseNumber: row.dose_number,
    earlierDoseDay: row.earlier_dose_day,
    earlierDoseProduct: row.earlier_dose_product,
    codeTag: row.code_state === 'counts' ? row.code_tag : null,
  }));
}

export async function readStaff(reach: DatabaseReach, centreId: number): Promise<RosterStaff[]> {
  const rows = await selectStaff(reach, { centreId });
  return rows.map((row) => ({
    staffId: row.staff_id,
    name: row.name,
    role: row.role as RosterStaff['role'],
  }));
}

/** As long as a tablet may stay without contact. */
const vouchDaysMax = 30;

/** Left out where there is none: the list of most centres is what it was. */
async function readVouches(
  reach: DatabaseReach,
  centreId: number,
  dayStart: number,
): Promise<Pick<DayPack, 'vouches'>> {
  const rows = await reach
    .selectFrom('vouch')
    .select(['staff_id', 'public_key', 'state'])
    .where('centre_id', '=', centreId)
    .where('state', 'in', ['confirmed', 'refused'])
    .where('decided_at', '>', dayStart - vouchDaysMax * 86_400)
    .orderBy('decided_at')
    .orderBy('staff_id')
    .orderBy('seq')
    .execute();
  if (rows.length === 0) return {};
  return {
    vouches: rows.map((row) => ({
      staffId: row.staff_id,
      key: staffKeyName(bytesToBase64url(row.public_key)),
      said: row.state === 'confirmed' ? 'confirmed' : 'refused',
    })),
  };
}

async function readSessions(
  reach: DatabaseReach,
  centreId: number,
  day: string,
): Promise<DayPack['vaccinationSessions']> {
  const rows = await selectSessions(reach, { centreId, day });
  return rows.map((row) => ({
    vaccinationSession: row.vaccination_session,
    day: row.day,
    product: row.product,
    slots: JSON.parse(row.slots) as string[],
    ageMin: row.age_min,
  }));
}

async function readStock(reach: DatabaseReach, centreId: number): Promise<DayPack['stock']> {
  const rows = await selectStock(reach, { centreId });
  return rows.map((row) => ({
    product: row.product,
    vaccineBatch: row.vaccine_batch,
    expiry: row.expiry,
    doses: row.doses,
  }));
}

interface OfCentre {
  readonly centreId: number;
}
interface OfDay extends OfCentre {
  readonly day: string;
}

const selectCentre = rememberQuery<OfCentre>()((reach, { one }) =>
  reach
    .selectFrom('centre')
    .select(['centre_id', 'name', 'address', 'block', 'district', 'state'])
    .where('centre_id', '=', one('centreId')),
);

const selectBookings = rememberQuery<OfDay>()((reach, { one }) =>
  reach
    .selectFrom('appointment')
    .selectAll()
    .where('centre_id', '=', one('centreId'))
    .where('day', '=', one('day'))
    .where('is_ended', '=', 0)
    .orderBy('slot')
    .orderBy('appointment_no')
    .limit(limits.packPeopleMax),
);

const selectStaff = rememberQuery<OfCentre>()((reach, { one }) =>
  reach
    .selectFrom('staff')
    .select(['staff_id', 'name', 'role'])
    .where('centre_id', '=', one('centreId'))
    .where('is_active', '=', 1)
    .orderBy('staff_id'),
);

const selectSessions = rememberQuery<OfDay>()((reach, { one }) =>
  reach
    .selectFrom('vaccination_session')
    .selectAll()
    .where('centre_id', '=', one('centreId'))
    .where('day', '=', one('day'))
    .orderBy('vaccination_session'),
);

const selectStock = rememberQuery<OfCentre>()((reach, { one }) =>
  reach
    .selectFrom('stock')
    .selectAll()
    .where('centre_id', '=', one('centreId'))
    .orderBy('product')
    .orderBy('vaccine_batch'),
);
