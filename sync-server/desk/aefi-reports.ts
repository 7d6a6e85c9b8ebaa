// Owns the desk's list of reactions: every report of the account's places in the last days, death and serious ones first.

import {
  aefiDaysShown,
  type DeskAefiReport,
  type DeskAefiReports,
} from '../../schemas/desk-aefi.ts';
import { administeredAtOf } from '../../schemas/fold/administered-at.ts';
import type { AefiBody } from '../../schemas/fold/case.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { writeAudit } from '../accounts/audit.ts';
import { selectCentresOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import type { AefiFacts } from '../fhir/aefi-to-adverse-event.ts';
import { gatherCases, type CaseFacts } from '../judge/gather-facts.ts';
import type { ServerParts } from '../parts.ts';
import { toAefi } from '../records/rare-events.ts';
import { readLatestRowsOfKind } from '../store/rows-of-kind.ts';
import { readDeskPerson } from './person.ts';

const reportsMax = 300;
const secondsPerDay = 86_400;
const worst: readonly AefiBody['severity'][] = ['death', 'serious', 'severe', 'minor'];

export async function readAefiReports(
  parts: Pick<ServerParts, 'store' | 'keys' | 'clock' | 'random'>,
  account: SignedIn,
): Promise<DeskAefiReports> {
  const reach = parts.store.database;
  const mine = await selectCentresOf(reach, account).select('centre_id').execute();
  const since = parts.clock.nowSeconds() - aefiDaysShown * secondsPerDay;
  const rows = await readLatestRowsOfKind(
    reach,
    'aefi-reported',
    mine.map((row) => row.centre_id),
    since,
    reportsMax + 1,
  );
  const reports: DeskAefiReport[] = [];
  for (const [centreId, ofCentre] of Map.groupBy(
    rows.slice(0, reportsMax),
    (row) => row.centre_id,
  )) {
    const facts = await toAefi(reach, centreId, ofCentre);
    const keys = [...new Set(facts.map(({ caseKey }) => caseKey))];
    const cases = await gatherCases({ reach, keys: parts.keys, centreId }, keys);
    for (const each of facts) {
      const ofCase = cases.get(each.caseKey)!;
      reports.push(toReport(each, ofCase, await readDeskPerson(reach, centreId, ofCase.folded)));
    }
    await parts.store.transact((transaction) =>
      writeAudit(
        parts,
        transaction,
        keys.map((subject) => ({
          account: account.account,
          action: 'read-person',
          centreId,
          subject,
        })),
      ),
    );
  }
  const rank = (report: DeskAefiReport): number =>
    report.isError ? worst.length : worst.indexOf(report.severity);
  reports.sort((a, b) => rank(a) - rank(b) || b.receivedAt - a.receivedAt);
  return { reports, isCut: rows.length > reportsMax };
}

function toReport(
  { ref, body, centreId, centreName, caseKey, receivedAt, by, isError }: AefiFacts,
  { folded }: CaseFacts,
  { name, birthYear, gender, mobileLast4 }: DeskAefiReport['person'],
): DeskAefiReport {
  const named = body.doseEvent === null ? null : referenceKey(body.doseEvent);
  const dose = folded.doses.find((each) => referenceKey(each.ref) === named);
  const account = body.account ?? null;
  return {
    reportKey: referenceKey(ref),
    centreId,
    centreName,
    caseKey,
    person: { name, birthYear, gender, mobileLast4 },
    dose:
      dose === undefined
        ? null
        : {
            doseNumber: dose.body.doseNumber,
            product: dose.body.product,
            vaccineBatch: dose.body.vaccineBatch,
            vial: dose.body.vial,
            givenAt: administeredAtOf(dose),
          },
    severity: body.severity,
    onsetAt: body.onsetAt,
    onsetPrecision: body.onsetPrecision,
    symptoms: body.symptoms,
    otherSymptoms: body.otherSymptoms ?? null,
    actions: body.actions,
    referredTo: body.referredTo,
    outcome: body.outcome,
    source: body.source,
    receivedAt,
    reportedBy: account ?? by?.name ?? by?.staffId ?? null,
    isFromDesk: account !== null,
    isFollowUp: body.follows !== undefined,
    isError,
  };
}
