// Owns a booking as a row: the code sealed to its number, the ID as an HMAC, and back again for comparison.

import { bytesToUtf8, utf8ToBytes } from '../../schemas/bytes.ts';
import { appointmentCheck } from '../../schemas/records/appointment-check.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { AppointmentTable } from '../store/schema.ts';
import type { PlacedBooking } from './judge-booking.ts';
import type { StoredBooking } from './judge-stored.ts';
import { countingTag, isWeakCode } from './read-code.ts';
import type { Booking } from './roster-shape.ts';

export type CodeColumns = Pick<AppointmentTable, 'code_sealed' | 'code_tag' | 'code_state'>;

/** The full ID number ends here. */
export function withIdHmac(booking: Booking, keys: DeploymentKeys): PlacedBooking {
  const { idType, idNumber } = booking;
  return {
    ...booking,
    idHmac: idType === null || idNumber === null ? null : keys.identityHmac(idType, idNumber),
  };
}

function codeContext(centreId: number, appointmentNo: number): string {
  return `code\n${centreId}\n${appointmentNo}`;
}

/** A weak code is kept sealed, so that a later list can be compared, but gets no tag: no tablet will ask for it. */
export function sealCode(
  keys: DeploymentKeys,
  centreId: number,
  appointmentNo: number,
  booking: Pick<Booking, 'referenceId' | 'code'>,
): CodeColumns {
  const { code, referenceId } = booking;
  if (code === null) return { code_sealed: null, code_tag: null, code_state: 'none' };
  return {
    code_sealed: keys.sealForStorage(codeContext(centreId, appointmentNo), utf8ToBytes(code)),
    code_tag: countingTag(referenceId, code),
    code_state: isWeakCode(referenceId, code) ? 'weak' : 'counts',
  };
}

export function bookingToRow(
  keys: DeploymentKeys,
  booking: PlacedBooking,
  appointmentNo: number,
  flags: readonly string[],
  replacesNo: number | null,
): AppointmentTable {
  return {
    centre_id: booking.centreId,
    appointment_no: appointmentNo,
    check16: appointmentCheck(nodeDigest, booking.referenceId, booking.vaccinationSession),
    reference_id: booking.referenceId,
    vaccination_session: booking.vaccinationSession,
    ...bookingToMutableColumns(booking),
    ...sealCode(keys, booking.centreId, appointmentNo, booking),
    flags: JSON.stringify(flags),
    replaces_no: replacesNo,
    is_ended: 0,
  };
}

/** What a later list may change under the same number. */
export function bookingToMutableColumns(
  booking: PlacedBooking,
): Omit<
  AppointmentTable,
  | 'centre_id'
  | 'appointment_no'
  | 'check16'
  | 'reference_id'
  | 'vaccination_session'
  | keyof CodeColumns
  | 'flags'
  | 'replaces_no'
  | 'is_ended'
> {
  return {
    day: booking.day,
    name: booking.name,
    birth_year: booking.birthYear,
    gender: booking.gender,
    mobile_number: booking.mobileNumber,
    id_type: booking.idType,
    id_last4: booking.idLast4,
    id_hmac: booking.idHmac,
    slot: booking.slot,
    product: booking.product,
    dose_number: booking.doseNumber,
    earlier_dose_day: booking.earlierDoseDay,
    earlier_dose_product: booking.earlierDoseProduct,
  };
}

export function rowToStoredBooking(keys: DeploymentKeys, row: AppointmentTable): StoredBooking {
  const sealed = row.code_sealed;
  const opened =
    sealed && keys.openFromStorage(codeContext(row.centre_id, row.appointment_no), sealed);
  return {
    centreId: row.centre_id,
    appointmentNo: row.appointment_no,
    isEnded: row.is_ended === 1,
    referenceId: row.reference_id,
    vaccinationSession: row.vaccination_session,
    day: row.day,
    name: row.name,
    birthYear: row.birth_year,
    gender: row.gender,
    mobileNumber: row.mobile_number,
    idType: row.id_type,
    idLast4: row.id_last4,
    idHmac: row.id_hmac,
    slot: row.slot,
    product: row.product,
    doseNumber: row.dose_number,
    earlierDoseDay: row.earlier_dose_day,
    earlierDoseProduct: row.earlier_dose_product,
    code: opened === null ? null : bytesToUtf8(opened),
    flags: JSON.parse(row.flags) as string[],
  };
}
