// Owns the made-up centres, staff and booked people of a run.

import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import { appointmentCheck } from '../../schemas/records/appointment-check.ts';
import type { RosterStaff } from '../../schemas/records/roster.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { codeTagOf } from '../../schemas/rules/security-code.ts';
import { nodeDigest } from '../../sync-server/keys/digest.ts';
import type { DeploymentKeys } from '../../sync-server/keys/deployment-keys.ts';
import type { DatabaseReach } from '../../sync-server/store/schema.ts';

export const centres = [101, 102] as const;
export const sessionOf = (centreId: number): string => `vs-${centreId}`;
export const productName = 'COVISHIELD';

export const simulatedStaff: readonly RosterStaff[] = [
  { staffId: 'st-1', name: 'Vaccinator 1', role: 'vaccinator' },
  { staffId: 'st-2', name: 'Verifier 1', role: 'verifier' },
];

export interface Person {
  readonly centreId: number;
  readonly referenceId: string;
  readonly code: number;
  readonly mobileNumber?: string;
  /** Made from the number unless said. */
  readonly name?: string;
  readonly birthYear?: number;
}

/** Everybody who may ever be on a list: the first are there from the beginning, others come with later lists. */
export function peopleOf(centreId: number, count: number): Person[] {
  return Array.from({ length: count }, (_, i) => ({
    centreId,
    referenceId: String(61_399_127_700_000 + centreId * 1_000 + i),
    code: (4_353 + i * 37) % 10_000,
  }));
}

export async function insertCentres(reach: DatabaseReach, day: string): Promise<void> {
  for (const centreId of centres) {
    await reach
      .insertInto('centre')
      .values({
        centre_id: centreId,
        name: `PHC ${centreId}`,
        address: '',
        block: 'Block',
        district: 'District',
        state: 'State',
        pincode: '402201',
        opens_at: '09:00',
        closes_at: '17:00',
        next_appointment_no: 1,
        feed_seq: 0,
        feed_rolling: new Uint8Array(32),
        server_seq: 0,
        server_head: new Uint8Array(32),
      })
      .execute();
    await reach
      .insertInto('vaccination_session')
      .values({
        centre_id: centreId,
        vaccination_session: sessionOf(centreId),
        day,
        product: productName,
        slots: '["10:00-12:00"]',
        age_min: 18,
        age_max: null,
        capacity: 100,
      })
      .execute();
    await reach
      .insertInto('staff')
      .values(
        simulatedStaff.map(({ staffId, name, role }) => ({
          centre_id: centreId,
          staff_id: staffId,
          name,
          role,
          is_active: 1,
        })),
      )
      .execute();
  }
}

/** In the order given, each with its centre's next number; who is on the list already keeps theirs. */
export async function insertPeople(
  reach: DatabaseReach,
  keys: DeploymentKeys,
  people: readonly Person[],
): Promise<void> {
  for (const person of people) {
    const known = await reach
      .selectFrom('appointment')
      .select('appointment_no')
      .where('centre_id', '=', person.centreId)
      .where('reference_id', '=', person.referenceId)
      .executeTakeFirst();
    if (known !== undefined) continue;
    const centre = await reach
      .selectFrom('centre')
      .select('next_appointment_no')
      .where('centre_id', '=', person.centreId)
      .executeTakeFirstOrThrow();
    await reach
      .insertInto('appointment')
      .values(toBooking(keys, person, centre.next_appointment_no))
      .execute();
    await reach
      .updateTable('centre')
      .set({ next_appointment_no: centre.next_appointment_no + 1 })
      .where('centre_id', '=', person.centreId)
      .execute();
  }
}

function toBooking(keys: DeploymentKeys, person: Person, appointmentNo: number) {
  const { centreId, referenceId } = person;
  const code = String(person.code).padStart(4, '0');
  return {
    centre_id: centreId,
    appointment_no: appointmentNo,
    check16: appointmentCheck(nodeDigest, referenceId, sessionOf(centreId)),
    reference_id: referenceId,
    vaccination_session: sessionOf(centreId),
    day: istDayOf(1_789_960_200),
    name: person.name ?? `Person ${referenceId.slice(-3)}`,
    birth_year: person.birthYear ?? 1960,
    gender: 'Female',
    mobile_number: person.mobileNumber ?? null,
    id_type: 'aadhaar',
    id_last4: '1234',
    id_hmac: bytesToBase64url(nodeDigest.sha256(utf8ToBytes(referenceId))),
    slot: '10:00-12:00',
    product: productName,
    dose_number: 1,
    earlier_dose_day: null,
    earlier_dose_product: null,
    code_sealed: keys.sealForStorage(`code\n${centreId}\n${appointmentNo}`, utf8ToBytes(code)),
    code_tag: codeTagOf(person.code),
    code_state: 'counts',
    flags: '[]',
    replaces_no: null,
    is_ended: 0,
  };
}
