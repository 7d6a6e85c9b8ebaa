// Owns the outbox to the state's register as the desk sees it: what did not get there and why, for the account's places, and trying it again.

import type {
  DeskDeliveries,
  DeskDelivery,
  DeskDeliveryAgain,
  DeskDeliveryAgainAnswer,
} from '../../schemas/desk-deliveries.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isCentreOf, selectCentresOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import type { ServerParts } from '../parts.ts';

const shownMax = 100;

export async function readDeliveries(
  parts: ServerParts,
  account: SignedIn,
): Promise<DeskDeliveries> {
  const reach = parts.store.database;
  const ours = () =>
    selectCentresOf(reach, account).innerJoin(
      'cowin_delivery',
      'cowin_delivery.centre_id',
      'centre.centre_id',
    );
  const counted = await ours()
    .select((of) => ['cowin_delivery.state', of.fn.countAll<number>().as('rows')])
    .groupBy('cowin_delivery.state')
    .execute();
  const rows = await ours()
    .selectAll('cowin_delivery')
    .select('centre.name as centre_name')
    .where('cowin_delivery.state', 'in', ['dead', 'waiting'])
    .where('cowin_delivery.fault', 'is not', null)
    // 'dead' stands before 'waiting'.
    .orderBy('cowin_delivery.state')
    .orderBy('cowin_delivery.queued_at')
    .orderBy('cowin_delivery.dose_key')
    .limit(shownMax)
    .execute();
  await writeAudit(parts, reach, [
    { account: account.account, action: 'read-deliveries', subject: `${rows.length}` },
  ]);
  const countOf = (state: string): number =>
    Number(counted.find((row) => row.state === state)?.rows ?? 0);
  return {
    counts: { waiting: countOf('waiting'), sent: countOf('sent'), dead: countOf('dead') },
    deliveries: rows.map((row): DeskDelivery => ({
      centreId: row.centre_id,
      centreName: row.centre_name,
      doseKey: row.dose_key,
      action: row.action === 'withdrawn' ? 'withdrawn' : 'vaccinated',
      state: row.state === 'dead' ? 'dead' : 'waiting',
      fault: row.fault ?? '',
      tries: row.tries,
      queuedAt: row.queued_at,
    })),
  };
}

/** What it says is made when it is sent, from what is true then: nothing here can send a dose that is held. */
export async function sendDeliveryAgain(
  parts: ServerParts,
  account: SignedIn,
  { centreId, doseKey }: DeskDeliveryAgain,
): Promise<DeskDeliveryAgainAnswer> {
  if (!(await isCentreOf(parts.store.database, account, centreId))) return { outcome: 'not-yours' };
  return parts.store.transact(async (transaction): Promise<DeskDeliveryAgainAnswer> => {
    const changed = await transaction
      .updateTable('cowin_delivery')
      .set({
        state: 'waiting',
        tries: 0,
        next_try_at: parts.clock.nowSeconds(),
        fault: null,
      })
      .where('centre_id', '=', centreId)
      .where('dose_key', '=', doseKey)
      .where('state', '=', 'dead')
      .executeTakeFirst();
    if (changed.numUpdatedRows !== 1n) return { outcome: 'look-again' };
    await writeAudit(parts, transaction, [
      { account: account.account, action: 'retried-delivery', centreId, subject: doseKey },
    ]);
    return { outcome: 'decided' };
  });
}
