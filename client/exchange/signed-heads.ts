// Owns keeping the head of each own log as it was signed last: rows below it can be delivered even when the key is gone.

import { equalBytes } from '../../schemas/bytes.ts';
import { headMessage } from '../../schemas/log/hash-chain.ts';
import type { JournalDatabase } from '../journal/database.ts';
import type { LogDelivery } from '../journal/delivery.ts';
import type { SignedHeadRecord } from '../journal/records.ts';
import { readSetting } from '../journal/settings.ts';
import { signBytes, type DeviceKeys } from '../vault/device-keys.ts';

type SignedHead = Omit<SignedHeadRecord, 'certificate'>;

/**
 * Once for each head, with the request that a record causes a second later, whether a network takes that or not. The whole log
 * is signed, also where the request holds a part of it.
 */
export async function signHeads(
  keys: DeviceKeys,
  deliveries: readonly LogDelivery[],
  kept: ReadonlyMap<string, number>,
): Promise<SignedHead[]> {
  const { thumbprint: device, signingKey } = keys;
  const signed: SignedHead[] = [];
  for (const { log: record, have } of deliveries) {
    const { log, headSeq: seq, headHash: hash } = record;
    if (seq <= have || kept.get(log) === seq) continue;
    const signature = await signBytes(signingKey, headMessage(log, seq, hash));
    signed.push({ log, seq, hash, signature, device });
  }
  return signed;
}

/** A write that fails is made up for by the next request. */
export async function keepSignedHeads(
  database: JournalDatabase,
  signed: readonly SignedHead[],
  kept: Map<string, number>,
): Promise<void> {
  if (signed.length === 0) return;
  try {
    const certificate = (await readSetting(database, 'enrolment'))?.certificate ?? null;
    await database.transaction('rw', database.signedHeads, async () => {
      for (const head of signed) {
        const before = await database.signedHeads.get(head.log);
        // Another tab may have signed a later one meanwhile.
        const isFurther = before === undefined || head.seq >= before.seq;
        if (isFurther || !equalBytes(before.device, head.device))
          await database.signedHeads.put({ ...head, certificate });
      }
    });
    for (const { log, seq } of signed) kept.set(log, seq);
  } catch {
    // A full or failing disk: the doses themselves are safe, and the next request signs again.
  }
}
