// Owns writing centres and vaccination sessions: only what is new or differs. A centre's counters are never touched.

import type { CentreTable, DatabaseTransaction, VaccinationSessionTable } from '../store/schema.ts';
import type { CentreRecord } from './read-centre.ts';
import type { SessionRecord } from './read-vaccination-session.ts';

export interface WriteCounts {
  readonly taken: number;
  readonly changed: number;
  readonly unchanged: number;
}

const rowsPerStatement = 500;

type CentreDetails = Omit<
  CentreTable,
  'next_appointment_no' | 'feed_seq' | 'feed_rolling' | 'server_seq' | 'server_head'
>;

/** A new centre's feed and logs begin at nothing; its first booking is number 1. */
export function newCentre(details: CentreDetails): CentreTable {
  return {
    ...details,
    next_appointment_no: 1,
    feed_seq: 0,
    feed_rolling: new Uint8Array(32),
    server_seq: 0,
    server_head: new Uint8Array(32),
  };
}

function centreDetails(centre: CentreRecord): CentreDetails {
  return {
    centre_id: centre.centreId,
    name: centre.name,
    address: centre.address,
    block: centre.block,
    district: centre.district,
    state: centre.state,
    pincode: centre.pincode,
    opens_at: centre.opensAt,
    closes_at: centre.closesAt,
  };
}

export async function writeCentres(
  transaction: DatabaseTransaction,
  centres: readonly CentreRecord[],
): Promise<WriteCounts> {
  const counts = { taken: 0, changed: 0, unchanged: 0 };
  for (const part of inParts(centres)) {
    const stored = await transaction
      .selectFrom('centre')
      .select([
        'centre_id',
        'name',
        'address',
        'block',
        'district',
        'state',
        'pincode',
        'opens_at',
        'closes_at',
      ])
      .where(
        'centre_id',
        'in',
        part.map(({ centreId }) => centreId),
      )
      .execute();
    const byId = new Map(stored.map((row) => [row.centre_id, row]));
    const added: CentreTable[] = [];
    for (const details of part.map(centreDetails)) {
      const known = byId.get(details.centre_id);
      if (known === undefined) added.push(newCentre(details));
      else if (isSameRow(known, details)) counts.unchanged++;
      else {
        counts.changed++;
        await transaction
          .updateTable('centre')
          .set(details)
          .where('centre_id', '=', details.centre_id)
          .execute();
      }
    }
    counts.taken += added.length;
    if (added.length > 0) await transaction.insertInto('centre').values(added).execute();
  }
  return counts;
}

export async function writeVaccinationSessions(
  transaction: DatabaseTransaction,
  sessions: readonly SessionRecord[],
): Promise<WriteCounts> {
  const counts = { taken: 0, changed: 0, unchanged: 0 };
  for (const part of inParts(sessions)) {
    const stored = await transaction
      .selectFrom('vaccination_session')
      .selectAll()
      .where('centre_id', 'in', [...new Set(part.map(({ centreId }) => centreId))])
      .where(
        'vaccination_session',
        'in',
        part.map(({ vaccinationSession }) => vaccinationSession),
      )
      .execute();
    const byKey = new Map(
      stored.map((row) => [`${row.centre_id}/${row.vaccination_session}`, row]),
    );
    const added: VaccinationSessionTable[] = [];
    for (const row of part.map(sessionToRow)) {
      const known = byKey.get(`${row.centre_id}/${row.vaccination_session}`);
      if (known === undefined) added.push(row);
      else if (isSameRow(known, row)) counts.unchanged++;
      else {
        counts.changed++;
        await changeSession(transaction, known, row);
      }
    }
    counts.taken += added.length;
    if (added.length > 0)
      await transaction.insertInto('vaccination_session').values(added).execute();
  }
  return counts;
}

/** A session that moved to another day takes its bookings along. */
async function changeSession(
  transaction: DatabaseTransaction,
  known: VaccinationSessionTable,
  row: VaccinationSessionTable,
): Promise<void> {
  await transaction
    .updateTable('vaccination_session')
    .set(row)
    .where('centre_id', '=', row.centre_id)
    .where('vaccination_session', '=', row.vaccination_session)
    .execute();
  if (known.day === row.day) return;
  await transaction
    .updateTable('appointment')
    .set({ day: row.day })
    .where('centre_id', '=', row.centre_id)
    .where('vaccination_session', '=', row.vaccination_session)
    .execute();
}

export function sessionToRow(session: SessionRecord): VaccinationSessionTable {
  return {
    centre_id: session.centreId,
    vaccination_session: session.vaccinationSession,
    day: session.day,
    product: session.product,
    slots: JSON.stringify(session.slots),
    age_min: session.ageMin,
    age_max: session.ageMax,
    capacity: session.capacity,
  };
}

function isSameRow<Row extends object>(stored: Row, row: Row): boolean {
  return (Object.keys(row) as (keyof Row)[]).every((column) => stored[column] === row[column]);
}

function* inParts<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += rowsPerStatement)
    yield items.slice(at, at + rowsPerStatement);
}
