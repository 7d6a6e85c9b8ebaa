// Owns a reaction that the district hears of, now or days after the dose: an event in the server's own log, which the
// centre's tablets get with their feed. It decides nothing about the dose: that was given, whatever came of it.

import type { DeskAefi, DeskCaseAnswer } from '../../schemas/desk-case.ts';
import type { AefiBody } from '../../schemas/fold/case.ts';
import { dayToDayNumber, istDayOf, istDayStart } from '../../schemas/rules/day.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isCentreOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { appendServerWords } from '../ingest/server-log.ts';
import { subjectOfCase } from '../judge/judge-case.ts';
import { gather, inCentre, type CaseWordParts } from './case-words.ts';

const noonSeconds = 12 * 3600;

export async function reportAefiAtDesk(
  parts: CaseWordParts,
  account: SignedIn,
  report: DeskAefi,
): Promise<DeskCaseAnswer | { readonly outcome: 'not-a-day' }> {
  const { centreId, caseKey, onsetDay } = report;
  if (!(await isCentreOf(parts.store.database, account, centreId))) return { outcome: 'not-yours' };
  const today = istDayOf(parts.clock.nowSeconds());
  if (dayToDayNumber(onsetDay) === null || onsetDay > today) return { outcome: 'not-a-day' };
  return inCentre(parts, centreId, async (context) => {
    const facts = await gather(context, caseKey);
    const subject = subjectOfCase(facts);
    if (subject === null) return { outcome: 'no-such-case' };
    const { doses, aefiReports } = facts.folded;
    const standing = doses.filter((dose) => dose.enteredInError === null);
    const dose = standing[standing.length - 1];
    const earlier = aefiReports.filter((each) => each.enteredInError === null);
    const last = earlier[earlier.length - 1];
    const { severity, symptoms, otherSymptoms, outcome, source } = report;
    const body: AefiBody = {
      severity,
      doseEvent: dose?.ref ?? null,
      onsetAt: Math.min((istDayStart(onsetDay) ?? context.now) + noonSeconds, context.now),
      onsetPrecision: 'day',
      symptoms,
      ...(otherSymptoms === null ? {} : { otherSymptoms }),
      actions: report.actions ?? [],
      referredTo: report.referredTo ?? null,
      outcome,
      source,
      ...(last === undefined ? {} : { follows: last.ref }),
      account: account.account,
    };
    await appendServerWords(context, [{ kind: 'aefi-reported', subject, caseKey, body }]);
    await writeAudit(parts, context.transaction, [
      { account: account.account, action: 'reported-aefi', centreId, subject: caseKey },
    ]);
    return { outcome: 'done' };
  });
}
