// Owns the doses a supervisor has to look at: waiting and held, each with its person and reasons. Every read is audited.

import type { DeskOpenDose } from '../../schemas/desk.ts';
import type { Reason } from '../../schemas/fold/case.ts';
import { foldCase, caseSetHash } from '../../schemas/fold/fold.ts';
import { logAlias } from '../../schemas/log/log-id.ts';
import { writeAudit } from '../accounts/audit.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { readCaseRows } from '../judge/gather-facts.ts';
import { reasonGroupOf } from '../judge/reasons.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseReach } from '../store/schema.ts';
import {
  openDosesPerPageMax,
  readCursor,
  readOpenDoseRows,
  writeCursor,
  type OpenDoseRow,
} from './open-dose-rows.ts';
import { deskStateOfRow } from './dose-state.ts';
import { readDeskPerson } from './person.ts';

export interface OpenDosePage {
  readonly doses: readonly DeskOpenDose[];
  /** Give it back to get the next page; null at the end. */
  readonly next: string | null;
}

/** Held doses first, then waiting ones, each in the order they arrived. */
export async function readOpenDoses(
  parts: ServerParts,
  account: SignedIn,
  day: string,
  after: string | null,
  withDecided = false,
): Promise<OpenDosePage> {
  const reach = parts.store.database;
  const rows = await readOpenDoseRows(reach, account, day, readCursor(after), withDecided);
  const page = rows.slice(0, openDosesPerPageMax);
  const doses: DeskOpenDose[] = [];
  for (const row of page) doses.push(await describeDose(reach, row));
  await writeAudit(
    parts,
    reach,
    page.map((row) => ({
      account: account.account,
      action: 'read-person',
      centreId: row.centre_id,
      subject: row.dose_key,
    })),
  );
  const last = page.at(-1);
  const isMore = last !== undefined && rows.length > page.length;
  return { doses, next: isMore ? writeCursor(last) : null };
}

async function describeDose(reach: DatabaseReach, row: OpenDoseRow): Promise<DeskOpenDose> {
  const { centre_id: centreId, case_key: caseKey } = row;
  const caseRows = await readCaseRows(reach, centreId, caseKey);
  const logged = caseRows.map((caseRow) => caseRow.logged);
  const folded = foldCase(caseKey, logged);
  return {
    centreId,
    centreName: row.centre_name,
    caseKey,
    caseHash: caseSetHash(nodeDigest, folded),
    seen: row.feed_seq,
    doseEvent: { log: row.log, seq: row.seq, h: row.h },
    state: deskStateOfRow(row),
    reasons: readReasons(row.reasons),
    person: await readDeskPerson(reach, centreId, folded),
    doseNumber: row.dose_number,
    product: row.product,
    vial: row.vial,
    vaccineBatch: row.vaccine_batch,
    administeredAt: row.given_at,
    receivedAt: row.received_at,
    by:
      row.by_staff === null
        ? null
        : {
            staffId: row.by_staff,
            name: row.staff_name ?? row.by_staff,
            proved: row.by_proved === 1,
          },
    tablet: row.alias ?? logAlias(row.log),
    otherDoses: await readOtherDoses(reach, row),
  };
}

function readReasons(text: string): DeskOpenDose['reasons'] {
  const reasons = JSON.parse(text) as readonly Reason[];
  return reasons.map((reason) => ({ ...reason, group: reasonGroupOf(reason.reason) }));
}

async function readOtherDoses(
  reach: DatabaseReach,
  row: OpenDoseRow,
): Promise<DeskOpenDose['otherDoses']> {
  const others = await reach
    .selectFrom('dose')
    .leftJoin('device', 'device.device', 'dose.device')
    .select(['given_at', 'product', 'log', 'state', 'in_question', 'device.alias'])
    .where('dose.centre_id', '=', row.centre_id)
    .where('case_key', '=', row.case_key)
    .where('dose_key', '!=', row.dose_key)
    .where('is_error', '=', 0)
    .orderBy('given_at')
    .execute();
  return others.map((other) => ({
    administeredAt: other.given_at,
    product: other.product,
    tablet: other.alias ?? logAlias(other.log),
    state: deskStateOfRow(other),
  }));
}
