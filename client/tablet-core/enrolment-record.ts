// Owns what is kept of an enrolment, and what a day list changes of it.

import type { EnrolmentAnswer } from '../../schemas/enrolment.ts';
import type { PackedDayPack, RosterStaff } from '../../schemas/records/roster.ts';
import type { EnrolmentRecord } from '../journal/records.ts';

const roles: readonly string[] = [
  'vaccinator',
  'verifier',
  'in-charge',
] satisfies RosterStaff['role'][];

export function toEnrolmentRecord(answer: EnrolmentAnswer): EnrolmentRecord {
  return {
    certificate: answer.certificate,
    deployment: answer.deployment,
    centreId: answer.centre.centreId,
    centreName: answer.centre.name,
    isDemo: answer.isDemo,
    sealingKey: answer.sealingKey,
    staff: answer.staff.map(({ staffId, name, role }) => ({
      staffId,
      name,
      // A role this program does not know works with the least rights.
      role: roles.includes(role) ? (role as RosterStaff['role']) : 'verifier',
    })),
  };
}

/** The list is newer than the enrolment: names on the lock screen follow it. */
export function withPack(record: EnrolmentRecord, pack: PackedDayPack): EnrolmentRecord {
  if (pack.centre.centreId !== record.centreId) return record;
  const listed = new Set(pack.staff.map((person) => person.staffId));
  // Once the list has named a substitute, the list alone says whether they still work here.
  const substitutes = (record.substitutes ?? []).filter(({ staffId }) => !listed.has(staffId));
  const staff = pack.staff.length === 0 ? record.staff : [...pack.staff, ...substitutes];
  // Pinned: whoever could put another list before this tablet does not get slips of their own believed.
  const slipKey = record.slipKey ?? pack.slipKey;
  return {
    ...record,
    centreName: pack.centre.name,
    isDemo: pack.isDemo,
    staff,
    substitutes,
    ...(slipKey === undefined ? {} : { slipKey }),
  };
}

export function withSubstitute(record: EnrolmentRecord, person: RosterStaff): EnrolmentRecord {
  return {
    ...record,
    staff: [...record.staff, person],
    substitutes: [...(record.substitutes ?? []), person],
  };
}
