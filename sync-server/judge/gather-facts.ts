// Owns gathering what the judge needs for one case: its events, booking, codes, vials, staff, tablets.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import { appointmentKey, type LoggedEvent, type SuchiEvent } from '../../schemas/events/event.ts';
import type { Case, CodeTriedBody, DoseInCase } from '../../schemas/fold/case.ts';
import { foldCase } from '../../schemas/fold/fold.ts';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import {
  judgeCodeSet,
  unmaskCode,
  type CodeSetOutcome,
} from '../../schemas/rules/security-code.ts';
import { isLogApart } from '../ingest/rows-apart.ts';
import { readCodeKey } from '../ingest/span-keys.ts';
import { identityKey, referenceKey } from '../../schemas/log/hash-chain.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { AppointmentTable, DatabaseReach } from '../store/schema.ts';
import type { Booking, DoseFacts, VialFacts } from './reasons.ts';

export interface GatherContext {
  readonly reach: DatabaseReach;
  readonly keys: DeploymentKeys;
  readonly centreId: number;
}

/** One event row of a case as stored. */
export interface CaseRow {
  readonly logged: LoggedEvent;
  readonly log: string;
  readonly span: string | null;
  readonly receivedAt: number;
}

export async function readCaseRows(
  reach: DatabaseReach,
  centreId: number,
  caseKey: string,
): Promise<CaseRow[]> {
  const rows = await reach
    .selectFrom('log_row')
    .select([
      'log',
      'origin_log',
      'origin_seq',
      'row_hash',
      'event',
      'by_staff',
      'by_proved',
      'span',
      'received_at',
    ])
    .where('centre_id', '=', centreId)
    .where('case_key', '=', caseKey)
    .execute();
  return rows.flatMap((row): CaseRow[] => {
    if (row.event === null) return [];
    return [
      {
        log: row.log,
        span: row.span,
        receivedAt: row.received_at,
        logged: {
          identity: {
            log: row.origin_log,
            seq: row.origin_seq,
            hash: bytesToBase64url(row.row_hash),
          },
          event: JSON.parse(bytesToUtf8(row.event)) as SuchiEvent,
          by: row.by_staff === null ? null : { staffId: row.by_staff, proved: row.by_proved === 1 },
        },
      },
    ];
  });
}

export interface CaseFacts {
  readonly folded: Case;
  readonly rows: readonly CaseRow[];
  readonly factsOf: (dose: DoseInCase) => Promise<DoseFacts>;
}

export async function gatherCase(context: GatherContext, caseKey: string): Promise<CaseFacts> {
  const { reach, centreId } = context;
  const rows = await readCaseRows(reach, centreId, caseKey);
  const folded = foldCase(
    caseKey,
    rows.map((row) => row.logged),
  );
  const appointment = await readBooking(reach, centreId, caseKey);
  const codes =
    appointment === 'none' || appointment === null
      ? null
      : codesInForce(appointment, await judgeCodes(context, rows, appointment, folded));
  const factsOf = async (dose: DoseInCase): Promise<DoseFacts> => {
    const row = rows.find(
      (r) => r.logged.identity.seq === dose.ref.seq && r.logged.identity.log === dose.ref.log,
    );
    const vial = await readVial(reach, centreId, dose);
    return {
      folded,
      dose,
      booking:
        appointment === 'none' || appointment === null ? appointment : toBooking(appointment),
      codes,
      vial,
      vaccinationSession: await readSession(reach, centreId, dose.body.vaccinationSession),
      tablet: await readTablet(reach, centreId, row?.log ?? dose.ref.log, row?.receivedAt ?? 0),
      ...(await readPlace(reach, centreId, dose)),
      isStaffKnown: dose.by !== null && (await isStaffKnown(reach, centreId, dose.by.staffId)),
      rules: currentRuleSet,
    };
  };
  return { folded, rows, factsOf };
}

export async function readBooking(
  reach: DatabaseReach,
  centreId: number,
  caseKey: string,
): Promise<AppointmentTable | 'none' | null> {
  const match = /^a(\d+)-(-?\d+)$/.exec(caseKey);
  if (!match) return null;
  const row = await reach
    .selectFrom('appointment')
    .selectAll()
    .where('centre_id', '=', centreId)
    .where('appointment_no', '=', Number(match[1]))
    .executeTakeFirst();
  return row && appointmentKey(row.appointment_no, row.check16) === caseKey ? row : 'none';
}

function toBooking(row: AppointmentTable): Booking {
  return {
    birthYear: row.birth_year,
    doseNumber: row.dose_number,
    earlierDoseDay: row.earlier_dose_day,
    earlierDoseProduct: row.earlier_dose_product,
    codeState: row.code_state as Booking['codeState'],
  };
}

/** The right code of a booking that was replaced proves nothing any more; a wrong one still tells. */
function codesInForce(
  appointment: AppointmentTable,
  codes: CodeSetOutcome | null,
): CodeSetOutcome | null {
  return appointment.is_ended === 1 && codes === 'right' ? 'none' : codes;
}

/** The set rule over all codes ever tried; a try whose digits cannot be read counts as a wrong one. */
async function judgeCodes(
  context: GatherContext,
  rows: readonly CaseRow[],
  appointment: AppointmentTable,
  folded: Case,
): Promise<CodeSetOutcome | null> {
  if (appointment.code_state !== 'counts' || appointment.code_sealed === null) return null;
  const codeContext = `code\n${appointment.centre_id}\n${appointment.appointment_no}`;
  const opened = context.keys.openFromStorage(codeContext, appointment.code_sealed);
  if (opened === null) return 'wrong';
  const rightCode = Number(bytesToUtf8(opened));
  const ended = new Set(folded.notToday.flatMap((away) => away.body.ends.map(referenceKey)));
  const tried: number[] = [];
  let isRightAlive = false;
  for (const { logged, span } of rows) {
    if (logged.event.kind !== 'code-tried' || span === null) continue;
    const { log, seq } = logged.identity;
    const codeKey = await readCodeKey(context.reach, context.keys, context.centreId, log, span);
    if (codeKey === null) return 'wrong';
    const { masked } = logged.event.body as unknown as CodeTriedBody;
    const code = unmaskCode(nodeDigest, codeKey, log, seq, masked);
    tried.push(code);
    isRightAlive ||= code === rightCode && !ended.has(identityKey(logged.identity));
  }
  const outcome = judgeCodeSet(tried, rightCode);
  // Whoever was sent home said the code for that visit only: coming back, the person says it again.
  return outcome === 'right' && !isRightAlive ? 'none' : outcome;
}

async function readVial(
  reach: DatabaseReach,
  centreId: number,
  dose: DoseInCase,
): Promise<VialFacts | null> {
  const { vaccinationSession, vial } = dose.body;
  const row = await reach
    .selectFrom('vial')
    .selectAll()
    .where('centre_id', '=', centreId)
    .where('vaccination_session', '=', vaccinationSession)
    .where('vial', '=', vial)
    .orderBy('opened_at')
    .orderBy('vaccine_batch')
    .executeTakeFirst();
  if (!row) return null;
  const drawn = await reach
    .selectFrom('dose')
    .select((eb) => eb.fn.countAll<number>().as('doses'))
    .where('centre_id', '=', centreId)
    .where('vaccination_session', '=', vaccinationSession)
    .where('vial', '=', vial)
    .where('is_error', '=', 0)
    .executeTakeFirst();
  return {
    product: row.product,
    vaccineBatch: row.vaccine_batch,
    openedAt: row.opened_at,
    dosesNominal: row.doses_nominal,
    drawn: Number(drawn?.doses ?? 0),
  };
}

async function readSession(reach: DatabaseReach, centreId: number, vaccinationSession: string) {
  const row = await reach
    .selectFrom('vaccination_session')
    .select(['product', 'day'])
    .where('centre_id', '=', centreId)
    .where('vaccination_session', '=', vaccinationSession)
    .executeTakeFirst();
  return row ?? null;
}

async function readTablet(reach: DatabaseReach, centreId: number, log: string, receivedAt: number) {
  const row = await reach
    .selectFrom('tablet_log')
    .innerJoin('device', 'device.device', 'tablet_log.device')
    .select(['device.revoked_at', 'device.centre_id', 'device.enrolled_at'])
    .where('tablet_log.centre_id', '=', centreId)
    .where('tablet_log.log', '=', log)
    .executeTakeFirst();
  return {
    // What came before it was revoked, or moved, is as good as it was.
    isRevoked: row !== undefined && row.revoked_at !== null && receivedAt >= row.revoked_at,
    isOfCentre: row === undefined || row.centre_id === centreId || receivedAt < row.enrolled_at,
  };
}

/** Whether the same place of the same log is held with other content; and whether the dose is held after a gap only. */
async function readPlace(
  reach: DatabaseReach,
  centreId: number,
  dose: DoseInCase,
): Promise<Pick<DoseFacts, 'isFromCopy' | 'isAfterGap'>> {
  const rows = await reach
    .selectFrom('log_row')
    .select(['log', 'row_hash'])
    .where('centre_id', '=', centreId)
    .where('origin_log', '=', dose.ref.log)
    .where('origin_seq', '=', dose.ref.seq)
    .execute();
  const hashes = rows.map((row) => bytesToBase64url(row.row_hash));
  const own = rows.filter((_, i) => hashes[i]!.startsWith(dose.ref.h.slice(0, 10)));
  return {
    isFromCopy: new Set(hashes).size > 1,
    isAfterGap: own.length > 0 && own.every((row) => isLogApart(row.log)),
  };
}

async function isStaffKnown(
  reach: DatabaseReach,
  centreId: number,
  staffId: string,
): Promise<boolean> {
  const row = await reach
    .selectFrom('staff')
    .select('is_active')
    .where('centre_id', '=', centreId)
    .where('staff_id', '=', staffId)
    .executeTakeFirst();
  return row?.is_active === 1;
}
