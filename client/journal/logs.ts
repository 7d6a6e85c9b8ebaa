// Owns the beginning of a log and the question which one is current. A log belongs to one centre for ever.

import type { Digest } from '../../schemas/ports.ts';
import { bytesToBase64url, type Bytes } from '../../schemas/bytes.ts';
import { genesisHash } from '../../schemas/log/hash-chain.ts';
import { createLogId, isLogOfSameTablet } from '../../schemas/log/log-id.ts';
import type { Randomness } from '../device/random.ts';
import type { JournalDatabase } from './database.ts';
import type { LogRecord } from './records.ts';
import { readSetting, writeSetting } from './settings.ts';

export interface LogMaker {
  readonly digest: Digest;
  readonly random: Randomness;
  /** SHA-256 of the device's public key, 32 bytes. */
  readonly thumbprint: Bytes;
}

export function makeLog(
  maker: LogMaker,
  place: Pick<LogRecord, 'centreId' | 'deployment'>,
): LogRecord {
  const log = createLogId(maker.thumbprint, maker.random.bytes(5));
  const { centreId, deployment } = place;
  const headHash = genesisOf(maker, { log, centreId, deployment });
  return { log, centreId, deployment, headSeq: 0, headHash };
}

/** The id of no log, which shares its first half with every log of this key: for comparing. */
export function ownLogPrefix(thumbprint: Bytes): string {
  return createLogId(thumbprint, new Uint8Array(5));
}

/** Hash 0: it binds log, centre, device key and deployment. */
export function genesisOf(
  maker: LogMaker,
  place: Pick<LogRecord, 'log' | 'centreId' | 'deployment'>,
): Bytes {
  const { log, centreId, deployment } = place;
  const deviceKey = bytesToBase64url(maker.thumbprint);
  return genesisHash(maker.digest, { log, centreId, deviceKey, deployment });
}

/** The current log of this centre; a tablet moved to another centre starts a new one, the old one still delivers. */
export async function ensureCurrentLog(
  database: JournalDatabase,
  maker: LogMaker,
  place: Pick<LogRecord, 'centreId' | 'deployment'>,
): Promise<LogRecord> {
  const made = makeLog(maker, place);
  return database.transaction('rw', database.settings, database.logs, async () => {
    const name = await readSetting(database, 'current-log');
    const current = name === null ? undefined : await database.logs.get(name);
    // A log whose key is gone takes nothing more: nobody can sign for it.
    const isOwn = current !== undefined && isLogOfSameTablet(current.log, made.log);
    if (isOwn && current.centreId === place.centreId && current.deployment === place.deployment)
      return current;
    await database.logs.add(made);
    await writeSetting(database, 'current-log', made.log);
    return made;
  });
}
