// Owns a supervisor's decision as the desk asks for it: for centres of the account's places only, and audited.

import type { DeskDecision, DeskDecisionAnswer } from '../../schemas/desk.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isCentreOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import type { ServerParts } from '../parts.ts';
import { decideDose, type DecideDeps } from './decide.ts';

export async function decideAtDesk(
  parts: ServerParts & Pick<DecideDeps, 'appVersion' | 'decisions'>,
  account: SignedIn,
  decision: DeskDecision,
): Promise<DeskDecisionAnswer> {
  const { centreId } = decision;
  const { database } = parts.store;
  const isOurs = await isCentreOf(database, account, centreId);
  const centreIds = new Set(isOurs ? [centreId] : []);
  const { nowSeconds } = parts.clock;
  const answer = await decideDose(
    { ...parts, nowSeconds },
    { account: account.account, centreIds },
    decision,
  );
  if (answer.outcome === 'decided') {
    const subject = referenceKey(decision.doseEvent);
    await writeAudit(parts, database, [
      { account: account.account, action: 'decided', centreId, subject },
    ]);
  }
  return answer;
}
