// Owns what this device carries for others: copies as they came, bounded, each once, gone only when the server has named its heads.

import { bytesToBase64url, equalBytes, utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import { decodeCopy, deploymentTag } from '../../schemas/carry/copy.ts';
import { limits } from '../../schemas/limits.ts';
import type { Digest } from '../../schemas/ports.ts';
import { storageFaultOf, type JournalDatabase } from '../journal/database.ts';
import type { TakeOutcome } from './port.ts';

export interface TakeParts {
  readonly database: JournalDatabase;
  readonly digest: Digest;
  readonly now: () => number;
  /** The deployment this device belongs to; null when it belongs to none and carries for any. */
  readonly deployment: string | null;
}

export async function takeCopy(parts: TakeParts, bytes: Bytes): Promise<TakeOutcome> {
  const { database, digest } = parts;
  const read = decodeCopy(digest, bytes);
  if (read.outcome !== 'copy') return read.outcome;
  const isOurs =
    parts.deployment === null ||
    equalBytes(read.copy.deployment, deploymentTag(digest, utf8ToBytes(parts.deployment)));
  if (!isOurs) return 'another-deployment';
  const id = bytesToBase64url(digest.sha256(bytes));
  try {
    return await database.transaction('rw', database.carried, async () => {
      if ((await database.carried.get(id)) !== undefined) return 'already-carried';
      let [count, held] = [0, 0];
      await database.carried.each((record) => {
        count += 1;
        held += record.bytes.length;
      });
      // Nothing is put out to make room: what is carried may exist nowhere else.
      if (count >= limits.carriedCopiesMax || held + bytes.length > limits.carriedBytesMax)
        return 'no-room';
      await database.carried.add({ id, bytes, takenAt: parts.now(), parcelsTaken: [] });
      return 'taken';
    });
  } catch (error) {
    return storageFaultOf(error);
  }
}
