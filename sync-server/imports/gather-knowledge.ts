// Owns what the store knows about a batch of roster lines: centres, sessions, bookings under the same reference ids and documents.

import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { DatabaseTransaction, VaccinationSessionTable } from '../store/schema.ts';
import { rowToStoredBooking } from './appointment-row.ts';
import { referenceEnd } from './findings.ts';
import type { BookingKnowledge, PlacedBooking } from './judge-booking.ts';
import type { StoredBooking } from './judge-stored.ts';
import type { SessionRecord } from './read-vaccination-session.ts';

/** Numbers of a centre for the length of one import; the transaction holds the centres' rows. */
export interface CentreCounters {
  readonly next: Map<number, number>;
}

export type BatchKnowledge = Pick<
  BookingKnowledge,
  'isCentreKnown' | 'sessions' | 'stored' | 'sameDocument'
>;

export interface RosterKnowledge {
  readonly gather: (
    batch: readonly PlacedBooking[],
  ) => Promise<(booking: PlacedBooking) => BatchKnowledge>;
  readonly counters: CentreCounters;
}

export function createRosterKnowledge(
  transaction: DatabaseTransaction,
  keys: DeploymentKeys,
): RosterKnowledge {
  const counters: CentreCounters = { next: new Map() };
  const asked = new Set<number>();
  const sessionsByCentre = new Map<number, Map<string, SessionRecord>>();

  /** Touching the rows first takes the locks on either engine: two imports never give one number twice. */
  const askCentres = async (centreIds: readonly number[]): Promise<void> => {
    const fresh = [...new Set(centreIds)].filter((id) => !asked.has(id));
    if (fresh.length === 0) return;
    for (const id of fresh) asked.add(id);
    await transaction
      .updateTable('centre')
      .set((eb) => ({ next_appointment_no: eb.ref('next_appointment_no') }))
      .where('centre_id', 'in', fresh)
      .execute();
    const centres = await transaction
      .selectFrom('centre')
      .select(['centre_id', 'next_appointment_no'])
      .where('centre_id', 'in', fresh)
      .execute();
    for (const centre of centres) counters.next.set(centre.centre_id, centre.next_appointment_no);
    const sessions = await transaction
      .selectFrom('vaccination_session')
      .selectAll()
      .where('centre_id', 'in', fresh)
      .execute();
    for (const id of fresh) sessionsByCentre.set(id, new Map());
    for (const session of sessions)
      sessionsByCentre
        .get(session.centre_id)!
        .set(session.vaccination_session, rowToSession(session));
  };

  return {
    counters,
    gather: async (batch) => {
      await askCentres(batch.map((booking) => booking.centreId));
      const references = [...new Set(batch.map((booking) => booking.referenceId))];
      const rows = await transaction
        .selectFrom('appointment')
        .selectAll()
        .where('reference_id', 'in', references)
        .orderBy('centre_id')
        .orderBy('appointment_no')
        .execute();
      const stored = Map.groupBy(
        rows.map((row) => rowToStoredBooking(keys, row)),
        (row) => row.referenceId,
      );
      const byDocument = await readByDocument(transaction, batch);
      const inBatch = Map.groupBy(batch, (booking) => booking.idHmac);
      return (booking) => ({
        isCentreKnown: counters.next.has(booking.centreId),
        sessions: sessionsMeant(booking, sessionsByCentre.get(booking.centreId)),
        stored: stored.get(booking.referenceId) ?? [],
        sameDocument: documentHolders(booking, byDocument, inBatch),
      });
    },
  };
}

type DocumentRow = Pick<
  StoredBooking,
  'referenceId' | 'centreId' | 'name' | 'birthYear' | 'gender' | 'idHmac'
>;

async function readByDocument(
  transaction: DatabaseTransaction,
  batch: readonly PlacedBooking[],
): Promise<Map<string | null, DocumentRow[]>> {
  const documents = [...new Set(batch.flatMap(({ idHmac }) => (idHmac === null ? [] : [idHmac])))];
  if (documents.length === 0) return new Map();
  const rows = await transaction
    .selectFrom('appointment')
    .select(['reference_id', 'centre_id', 'name', 'birth_year', 'gender', 'id_hmac'])
    .where('id_hmac', 'in', documents)
    .where('is_ended', '=', 0)
    .execute();
  const holders = rows.map((row): DocumentRow => ({
    referenceId: row.reference_id,
    centreId: row.centre_id,
    name: row.name,
    birthYear: row.birth_year,
    gender: row.gender,
    idHmac: row.id_hmac,
  }));
  return Map.groupBy(holders, (row) => row.idHmac);
}

/** A household's card may have many holders; the first few say enough. */
const holdersMax = 20;

/** Stored ones, and those on earlier lines of the batch. */
function documentHolders(
  booking: PlacedBooking,
  byDocument: ReadonlyMap<string | null, readonly DocumentRow[]>,
  inBatch: ReadonlyMap<string | null, readonly PlacedBooking[]>,
): BookingKnowledge['sameDocument'] {
  if (booking.idHmac === null) return [];
  const batchHolders = inBatch.get(booking.idHmac) ?? [];
  const earlier = batchHolders.slice(0, batchHolders.indexOf(booking));
  return [...(byDocument.get(booking.idHmac) ?? []), ...earlier]
    .filter((other) => other.referenceId !== booking.referenceId)
    .slice(0, holdersMax)
    .map((other) => ({
      ...other,
      where: `reference id ${referenceEnd(other.referenceId)} at centre ${other.centreId}`,
    }));
}

/** The session a line names; without a name, those of its day and vaccine. */
function sessionsMeant(
  booking: PlacedBooking,
  sessions: ReadonlyMap<string, SessionRecord> | undefined,
): readonly SessionRecord[] {
  if (sessions === undefined) return [];
  if (booking.vaccinationSession !== '') {
    const named = sessions.get(booking.vaccinationSession);
    return named === undefined ? [] : [named];
  }
  return [...sessions.values()].filter(
    (session) =>
      session.day === booking.day &&
      (booking.product === '' || session.product === booking.product),
  );
}

function rowToSession(row: VaccinationSessionTable): SessionRecord {
  return {
    centreId: row.centre_id,
    vaccinationSession: row.vaccination_session,
    day: row.day,
    product: row.product,
    slots: JSON.parse(row.slots) as string[],
    ageMin: row.age_min,
    ageMax: row.age_max,
    capacity: row.capacity,
  };
}
