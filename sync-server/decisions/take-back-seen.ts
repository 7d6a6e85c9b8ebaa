// Owns what supervisors have seen, after a restore: its task stands as closed before the tablets bring back what opened it.

import { urgencyOf } from '../judge/tasks.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { openWords, type DecisionWords, type TaskSeen } from './entry.ts';

/** With other reasons than were seen the judge opens it again, as on the day itself. */
export async function seeAgain(
  reach: DatabaseReach,
  keys: DeploymentKeys,
  entry: TaskSeen,
): Promise<void> {
  const { account = '' } = (openWords(keys, entry) ?? {}) as Partial<DecisionWords>;
  const reasons = JSON.stringify(entry.reasons);
  const seen = { settled_at: entry.at, settled_by: account, settled_reasons: reasons };
  await reach
    .insertInto('task')
    .values({
      centre_id: entry.centreId,
      task_key: entry.taskKey,
      kind: entry.kind,
      case_key: entry.caseKey,
      vaccination_session: entry.vaccinationSession,
      subject: entry.subject,
      day: entry.day,
      reasons,
      urgency: urgencyOf(entry.reasons),
      opened_at: entry.openedAt,
      trouble: null,
      is_open: 0,
      ...seen,
    })
    .onConflict((conflict) => conflict.columns(['centre_id', 'task_key']).doUpdateSet(seen))
    .execute();
  await reach
    .updateTable('task')
    .set({ is_open: 0 })
    .where('centre_id', '=', entry.centreId)
    .where('task_key', '=', entry.taskKey)
    .where('reasons', '=', reasons)
    .execute();
}
