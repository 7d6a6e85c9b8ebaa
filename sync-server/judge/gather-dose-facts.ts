// Owns the facts that doses of many cases share: vials and what was drawn from them, sessions, tablets, copies, staff.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { Case, DoseInCase } from '../../schemas/fold/case.ts';
import { identityKey, referenceKey } from '../../schemas/log/hash-chain.ts';
import { limits } from '../../schemas/limits.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import { isLogRemembered } from '../ingest/log-remembered.ts';
import { isLogApart } from '../ingest/rows-apart.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { piecesOf, readAll } from '../store/remembered-query.ts';
import {
  selectClaimAnswers,
  selectDiscards,
  selectDrawn,
  selectKnownStaff,
  selectPlaces,
  selectSessions,
  selectTablets,
  selectVouchedOnly,
  selectVials,
} from './gather-queries.ts';
import { closingOf, gatherClosings, notClosed } from './gather-sessions.ts';
import { batchKeyOf, gatherBatches } from './gather-stock.ts';
import type { CaseRow } from './gather-facts.ts';
import type { BatchFacts, ClosingFacts, DoseFacts, VialFacts } from './reasons.ts';

export interface SharedFacts {
  readonly vial: (dose: DoseInCase, drawnMore: number) => VialFacts | null;
  readonly batch: (dose: DoseInCase, drawnMore: number) => BatchFacts | null;
  readonly closing: (dose: DoseInCase, receivedAt: number) => ClosingFacts;
  readonly vaccinationSession: (name: string) => DoseFacts['vaccinationSession'];
  readonly tablet: (
    log: string,
    receivedAt: number,
  ) => DoseFacts['tablet'] & { readonly device: string };
  /** Whether the same place of the same log is held with other content; and whether the dose is held after a gap only. */
  readonly place: (dose: DoseInCase) => PlaceFacts;
  readonly isStaffKnown: (staffId: string) => boolean;
  /** Of those who are proved here: who is so by an unconfirmed vouch alone. */
  readonly vouchedOnly: ReadonlySet<string>;
  /** Another centre claims the same dose of the same person. */
  readonly isClaimedElsewhere: (dose: DoseInCase) => boolean;
}

export async function gatherDoseFacts(
  reach: DatabaseReach,
  centreId: number,
  cases: readonly { readonly folded: Case; readonly rows: readonly CaseRow[] }[],
): Promise<SharedFacts> {
  const doses = cases.flatMap(({ folded }) => folded.doses);
  const logs = cases.flatMap(({ folded, rows }) => logsOfDoses(folded, rows));
  const vials = await readVials(reach, centreId, doses);
  const sessions = await readSessions(reach, centreId, doses);
  const tablets = await readTablets(reach, centreId, logs);
  const places = await readPlaces(reach, centreId, doses);
  const staff = await readStaff(reach, centreId, doses);
  const vouchedOnly = await readVouchedOnly(reach, centreId, cases);
  const batches = await gatherBatches(reach, centreId, doses, currentRuleSet);
  const claimed = await readClaimed(reach, centreId, doses);
  const closings = await gatherClosings(reach, centreId, doses);
  return {
    vial: (dose, drawnMore) => {
      const vial = vials.get(vialKeyOf(dose));
      return vial === undefined ? null : { ...vial, drawn: vial.drawn + drawnMore };
    },
    batch: (dose, drawnMore) => {
      const batch = batches.get(batchKeyOf(dose));
      return batch === undefined ? null : { ...batch, drawn: batch.drawn + drawnMore };
    },
    closing: (dose, receivedAt) => {
      const closing = closings.get(dose.body.vaccinationSession) ?? notClosed;
      return closingOf(closing, dose, receivedAt, limits.evidenceDueSeconds);
    },
    vaccinationSession: (name) => sessions.get(name) ?? null,
    tablet: (log, receivedAt) => toTablet(tablets.get(log), centreId, receivedAt),
    place: (dose) => toPlace(dose, places.get(placeOf(dose.ref)) ?? []),
    isStaffKnown: (staffId) => staff.has(staffId),
    vouchedOnly,
    isClaimedElsewhere: (dose) => claimed.has(referenceKey(dose.ref)),
  };
}

/** Names the vial a dose was drawn from, within its centre. */
export const vialKeyOf = ({ body }: Pick<DoseInCase, 'body'>): string =>
  `${body.vaccinationSession}\n${body.vial}`;

const placeOf = ({ log, seq }: { readonly log: string; readonly seq: number }): string =>
  `${log}/${seq}`;

/** The logs that doses and their takings back arrived in, and those they name: a carried row arrives in another log. */
function logsOfDoses(folded: Case, rows: readonly CaseRow[]): string[] {
  if (folded.doses.length === 0) return [];
  const wanted = new Set(
    [...folded.doses, ...folded.takenBack].map(({ ref }) => referenceKey(ref)),
  );
  return [
    ...[...folded.doses, ...folded.takenBack].map(({ ref }) => ref.log),
    ...rows.filter((row) => wanted.has(identityKey(row.logged.identity))).map((row) => row.log),
  ];
}

async function readVials(
  reach: DatabaseReach,
  centreId: number,
  doses: readonly DoseInCase[],
): Promise<Map<string, VialFacts>> {
  const found = new Map<string, VialFacts>();
  for (const [session, ofSession] of Map.groupBy(doses, (dose) => dose.body.vaccinationSession))
    for (const vials of piecesOf(ofSession.map((dose) => dose.body.vial))) {
      const asked = { centreId, session, vials };
      const drawn = new Map(
        (await selectDrawn(reach, asked)).map((row) => [row.vial, Number(row.doses)]),
      );
      const discarded = new Map(
        (await selectDiscards(reach, asked)).map((row) => [row.vial, row.doses_left]),
      );
      // In order of opening: the first of a name is the one.
      for (const row of await selectVials(reach, asked)) {
        const key = `${session}\n${row.vial}`;
        if (found.has(key)) continue;
        found.set(key, {
          product: row.product,
          vaccineBatch: row.vaccine_batch,
          openedAt: row.opened_at,
          dosesNominal: row.doses_nominal,
          drawn: drawn.get(row.vial) ?? 0,
          discarded: discarded.get(row.vial) ?? 0,
        });
      }
    }
  return found;
}

async function readSessions(reach: DatabaseReach, centreId: number, doses: readonly DoseInCase[]) {
  const rows = await readAll(
    doses.map((dose) => dose.body.vaccinationSession),
    (sessions) => selectSessions(reach, { centreId, sessions }),
  );
  return new Map(
    rows.map(({ vaccination_session, product, day }) => [vaccination_session, { product, day }]),
  );
}

type TabletRow = Awaited<ReturnType<typeof selectTablets>>[number];

async function readTablets(
  reach: DatabaseReach,
  centreId: number,
  logs: readonly string[],
): Promise<Map<string, TabletRow>> {
  const rows = await readAll(logs, (piece) => selectTablets(reach, { centreId, logs: piece }));
  return new Map(rows.map((row) => [row.log, row]));
}

function toTablet(row: TabletRow | undefined, centreId: number, receivedAt: number) {
  return {
    device: row?.device ?? '',
    // What came before it was revoked, or moved, is as good as it was.
    isRevoked: row !== undefined && row.revoked_at !== null && receivedAt >= row.revoked_at,
    isOfCentre:
      row === undefined ||
      row.enrolled_at === null ||
      row.centre_id === centreId ||
      receivedAt < row.enrolled_at,
  };
}

type PlaceFacts = Pick<DoseFacts, 'isFromCopy' | 'isAfterGap' | 'isOnlyRemembered'>;

interface PlaceRow {
  readonly log: string;
  readonly hash: string;
}

async function readPlaces(
  reach: DatabaseReach,
  centreId: number,
  doses: readonly DoseInCase[],
): Promise<Map<string, PlaceRow[]>> {
  const places = new Map<string, PlaceRow[]>();
  for (const [log, ofLog] of Map.groupBy(doses, (dose) => dose.ref.log)) {
    const rows = await readAll(
      ofLog.map((dose) => dose.ref.seq),
      (seqs) => selectPlaces(reach, { centreId, log, seqs }),
    );
    for (const row of rows) {
      const place = placeOf({ log, seq: row.origin_seq });
      const held = { log: row.log, hash: bytesToBase64url(row.row_hash) };
      places.set(place, [...(places.get(place) ?? []), held]);
    }
  }
  return places;
}

function toPlace(dose: DoseInCase, rows: readonly PlaceRow[]): PlaceFacts {
  const own = rows.filter((row) => row.hash.startsWith(dose.ref.h.slice(0, 10)));
  const isOnlyRemembered = own.length > 0 && own.every((row) => isLogRemembered(row.log));
  return {
    isFromCopy: new Set(rows.map((row) => row.hash)).size > 1,
    isAfterGap: own.length > 0 && !isOnlyRemembered && own.every((row) => isLogApart(row.log)),
    isOnlyRemembered,
  };
}

async function readStaff(
  reach: DatabaseReach,
  centreId: number,
  doses: readonly DoseInCase[],
): Promise<Set<string>> {
  const rows = await readAll(
    doses.flatMap((dose) => (dose.by === null ? [] : [dose.by.staffId])),
    (staff) => selectKnownStaff(reach, { centreId, staff }),
  );
  return new Set(rows.map((row) => row.staff_id));
}

async function readVouchedOnly(
  reach: DatabaseReach,
  centreId: number,
  cases: readonly { readonly folded: Case }[],
): Promise<ReadonlySet<string>> {
  const authors = cases.flatMap(({ folded }) =>
    [...folded.doses, ...folded.checkedIn, folded.registration].map((entry) => entry?.by),
  );
  const proved = new Set(authors.flatMap((by) => (by?.proved === true ? [by.staffId] : [])));
  const rows = await readAll([...proved], (staff) => selectVouchedOnly(reach, { centreId, staff }));
  return new Set(rows.map((row) => row.staff_id));
}

async function readClaimed(
  reach: DatabaseReach,
  centreId: number,
  doses: readonly DoseInCase[],
): Promise<Set<string>> {
  const rows = await readAll(
    doses.map((dose) => referenceKey(dose.ref)),
    (doseKeys) => selectClaimAnswers(reach, { centreId, doseKeys }),
  );
  return new Set(rows.map((row) => row.dose_key));
}
