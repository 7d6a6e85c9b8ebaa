// Owns a made-up centre of a measure: its list is the demo's (families, two scripts, second doses), and every booking has a code.

import { bookingToRow, withIdHmac } from '../../../sync-server/imports/appointment-row.ts';
import { newCentre, sessionToRow } from '../../../sync-server/imports/write-sessions.ts';
import type { DeploymentKeys } from '../../../sync-server/keys/deployment-keys.ts';
import type { Random } from '../../../sync-server/parts.ts';
import {
  demoCentres,
  demoHours,
  demoPlace,
  demoSessionId,
  demoSlots,
  type DemoCentre,
} from '../../../sync-server/seed/centres.ts';
import { createDice, type Dice } from '../../../sync-server/seed/dice.ts';
import { makePeople } from '../../../sync-server/seed/people.ts';
import type { Booking } from '../../../sync-server/imports/roster-shape.ts';
import type { Store } from '../../../sync-server/store/database.ts';

export interface BookedPerson {
  readonly appointmentNo: number;
  readonly check: number;
  readonly vaccinationSession: string;
  readonly product: string;
  readonly vaccineBatch: string;
  readonly doseNumber: number;
  readonly idType: string;
  readonly code: number;
}

const firstCentreId = 46_400;
const staffCount = 4;
const vaccineBatch = '4121Z057';
const rowsPerStatement = 100;

export function benchCentre(index: number, people: number): DemoCentre {
  return { ...demoCentres[0]!, centreId: firstCentreId + index, product: 'COVISHIELD', people };
}

export async function insertCentre(
  store: Store,
  keys: DeploymentKeys,
  random: Random,
  centre: DemoCentre,
  day: string,
): Promise<BookedPerson[]> {
  const dice = createDice(random);
  const { centreId, name, address, block, product } = centre;
  const bookings = makePeople(dice, centre, day).map((booking) => withCode(dice, booking));
  const rows = bookings.map((booking, i) =>
    bookingToRow(keys, withIdHmac(booking, keys), i + 1, [], null),
  );
  await store.transact(async (transaction) => {
    await transaction
      .insertInto('centre')
      .values({
        ...newCentre({
          centre_id: centreId,
          name,
          address,
          block,
          ...demoPlace,
          opens_at: demoHours.opensAt,
          closes_at: demoHours.closesAt,
        }),
        next_appointment_no: rows.length + 1,
      })
      .execute();
    await transaction
      .insertInto('vaccination_session')
      .values(
        sessionToRow({
          centreId,
          vaccinationSession: demoSessionId(centreId, day),
          day,
          product,
          slots: demoSlots,
          ageMin: 18,
          ageMax: null,
          capacity: rows.length,
        }),
      )
      .execute();
    await transaction
      .insertInto('staff')
      .values(
        Array.from({ length: staffCount }, (_, i) => ({
          centre_id: centreId,
          staff_id: `vaccinator-${i + 1}`,
          name: `Vaccinator ${i + 1}`,
          role: 'vaccinator',
          is_active: 1,
        })),
      )
      .execute();
    await transaction
      .insertInto('stock')
      .values({
        centre_id: centreId,
        product,
        vaccine_batch: vaccineBatch,
        expiry: null,
        doses: 5_000,
      })
      .execute();
    for (let at = 0; at < rows.length; at += rowsPerStatement)
      await transaction
        .insertInto('appointment')
        .values(rows.slice(at, at + rowsPerStatement))
        .execute();
  });
  return rows.map((row, i) => ({
    appointmentNo: row.appointment_no,
    check: row.check16,
    vaccinationSession: row.vaccination_session,
    product,
    vaccineBatch,
    doseNumber: row.dose_number,
    idType: row.id_type ?? 'facilitated',
    code: Number(bookings[i]!.code),
  }));
}

/** Four events a person is what is measured: nobody comes without a code. */
function withCode(dice: Dice, booking: Booking): Booking {
  return { ...booking, code: booking.code ?? String(dice.below(10_000)).padStart(4, '0') };
}
