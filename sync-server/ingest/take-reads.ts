// Owns what tablets tell of records that were opened and left as they were: rows of the audit, each once, however often it is told.

import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import type { PersonRead } from '../../schemas/reads.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { DatabaseReach, DeviceTable } from '../store/schema.ts';

const idBytes = 12;

/** The staff id is what the tablet says, as of every act that is only claimed; the centre is the tablet's own. */
export async function takeReads(
  reach: DatabaseReach,
  { device, centre_id }: Pick<DeviceTable, 'device' | 'centre_id'>,
  reads: readonly PersonRead[],
  now: number,
): Promise<void> {
  if (reads.length === 0) return;
  await reach
    .insertInto('audit')
    .values(
      reads.map((read) => {
        const [at, staffId, caseKey] = read;
        const name = utf8ToBytes(`${device}\n${JSON.stringify(read)}`);
        return {
          audit_id: bytesToBase64url(nodeDigest.sha256(name).slice(0, idBytes)),
          // A tablet's clock may be ahead; what has not come yet is not written down.
          at: Math.min(at, now),
          account: staffId,
          action: 'opened-at-table',
          centre_id,
          subject: caseKey,
        };
      }),
    )
    .onConflict((conflict) => conflict.column('audit_id').doNothing())
    .execute();
}
