// Owns keeping the head of each own log as it was signed last: rows below it can be delivered even when the key is gone.

import { equalBytes } from '../../schemas/bytes.ts';
import { headMessage } from '../../schemas/log/hash-chain.ts';
import type { JournalDatabase } from '../journal/database.ts';
import type { LogDelivery } from '../journal/delivery.ts';
import { readSetting } from '../journal/settings.ts';
import { signBytes, type DeviceKeys } from '../vault/device-keys.ts';

/**
 * Once for each head, with the request that a record causes a second later, whether a network takes that or not. The whole log
 * is signed, also where the request holds a part of it. A write that fails is made up for by the next request.
 */
export async function keepSignedHeads(
  database: JournalDatabase,
  keys: DeviceKeys,
  deliveries: readonly LogDelivery[],
  kept: Map<string, number>,
): Promise<void> {
  const fresh = deliveries
    .map((delivery) => ({ ...delivery.log, have: delivery.have }))
    .filter(({ log, headSeq, have }) => headSeq > have && kept.get(log) !== headSeq);
  if (fresh.length === 0) return;
  const { thumbprint: device, signingKey } = keys;
  try {
    const certificate = (await readSetting(database, 'enrolment'))?.certificate ?? null;
    for (const { log, headSeq: seq, headHash: hash } of fresh) {
      const signature = await signBytes(signingKey, headMessage(log, seq, hash));
      await database.transaction('rw', database.signedHeads, async () => {
        const before = await database.signedHeads.get(log);
        // Another tab may have signed a later one meanwhile.
        const isFurther = before === undefined || seq >= before.seq;
        if (isFurther || !equalBytes(before.device, device))
          await database.signedHeads.put({ log, seq, hash, signature, device, certificate });
      });
      kept.set(log, seq);
    }
  } catch {
    // A full or failing disk: the doses themselves are safe, and the next request signs again.
  }
}
