// Owns making copies: of everything unsent, of what came since the last copy, and of one dose for a receipt.

import { utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import {
  decodeCopy,
  deploymentTag,
  encodeCopy,
  rowsIn,
  type CarriedParcel,
} from '../../schemas/carry/copy.ts';
import { copyToFrames } from '../../schemas/carry/frames.ts';
import { referenceTo, type EventReference } from '../../schemas/log/hash-chain.ts';
import { isLogOfSameTablet, logAlias } from '../../schemas/log/log-id.ts';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { Digest } from '../../schemas/ports.ts';
import type { JournalDatabase } from '../journal/database.ts';
import type { EnrolmentRecord, LogRecord } from '../journal/records.ts';
import { ownLogPrefix } from '../journal/logs.ts';
import { readSetting } from '../journal/settings.ts';
import type { DeviceKeys } from '../vault/device-keys.ts';
import { packRows, type PackingParts } from './parcels.ts';
import type { CopyReach, DoseReceipt, MadeCopy, MakeOutcome } from './port.ts';

export interface MakeParts extends Omit<PackingParts, 'signingKey'> {
  readonly digest: Digest;
  readonly keys: DeviceKeys;
  readonly enrolment: EnrolmentRecord;
  /** YYYY-MM-DD, for the name of the file. */
  readonly day: string;
}

export async function makeCopy(parts: MakeParts, reach: CopyReach): Promise<MakeOutcome> {
  const { database, keys } = parts;
  const parcels: CarriedParcel[] = [];
  const upTo = new Map<string, number>();
  for (const log of await ownLogs(database, keys)) {
    const start = await readStart(database, log, reach);
    if (start >= log.headSeq) continue;
    parcels.push(
      ...(await packRows({ ...parts, signingKey: keys.signingKey }, log, start, log.headSeq)),
    );
    upTo.set(log.log, log.headSeq);
  }
  if (parcels.length === 0) return { outcome: 'nothing-new' };
  // In codes every byte counts: there the certificate stays at home, a file takes it along.
  const certificate = reach === 'everything' ? parts.enrolment.certificate : null;
  const bytes = encode(parts, parcels, certificate);
  // Past a limit no courier would take it: better to hear it here than there.
  if (decodeCopy(parts.digest, bytes).outcome !== 'copy') return { outcome: 'failed' };
  const copy: MadeCopy = {
    bytes,
    frames: copyToFrames(parts.digest, bytes),
    rows: parcels.reduce((sum, parcel) => sum + rowsIn(parcel.items), 0),
    fileName: await fileNameOf(parts),
    upTo,
  };
  return { outcome: 'made', copy };
}

/** Rows that are not known to be on the server begin behind `have`; those of the last copy may be left out. */
async function readStart(
  database: JournalDatabase,
  log: LogRecord,
  reach: CopyReach,
): Promise<number> {
  const have = (await database.acks.get(log.log))?.have ?? 0;
  const copied = reach === 'everything' ? 0 : ((await database.copies.get(log.log))?.upTo ?? 0);
  return Math.max(have, copied);
}

async function ownLogs(database: JournalDatabase, keys: DeviceKeys): Promise<LogRecord[]> {
  const own = ownLogPrefix(keys.thumbprint);
  return (await database.logs.toArray()).filter((log) => isLogOfSameTablet(log.log, own));
}

function encode(
  parts: Pick<MakeParts, 'digest' | 'keys' | 'enrolment'>,
  parcels: readonly CarriedParcel[],
  certificate: string | null,
): Bytes {
  const { digest, keys, enrolment } = parts;
  return encodeCopy(digest, {
    deployment: deploymentTag(digest, utf8ToBytes(enrolment.deployment)),
    device: keys.thumbprint,
    certificate,
    parcels,
  });
}

/** The number of the last record in it tells two copies of one day apart, and which is the later one. */
async function fileNameOf({ database, keys, day }: MakeParts): Promise<string> {
  const current = await readSetting(database, 'current-log');
  const log = current === null ? undefined : await database.logs.get(current);
  const alias = logAlias(ownLogPrefix(keys.thumbprint));
  return `suchi-${alias}-${day}-${log?.headSeq ?? 0}.copy`;
}

/** The sealed dose alone, with the row that registered a walk-in while the server has not named that one. */
export async function makeReceipt(
  parts: MakeParts,
  dose: EventReference,
  registration: EventReference | null,
): Promise<DoseReceipt> {
  const number = `${logAlias(dose.log)}-${dose.seq}`;
  const places = [dose, ...(registration === null ? [] : [registration])];
  const parcels: CarriedParcel[] = [];
  for (const place of places) {
    const parcel = await packOne(parts, place, place === dose);
    if (parcel === 'elsewhere' && place === dose) return { frame: null, number };
    if (typeof parcel === 'object') parcels.push(parcel);
  }
  const frames = copyToFrames(parts.digest, encode(parts, parcels, null));
  return { frame: frames?.length === 1 ? frames[0]! : null, number };
}

async function packOne(
  parts: MakeParts,
  place: EventReference,
  isAlways: boolean,
): Promise<CarriedParcel | 'elsewhere' | 'on-the-server'> {
  const { database, keys } = parts;
  const { log: name, seq } = place;
  const log = await database.logs.get(name);
  // A log that was left behind may end before: what followed was carried into another one.
  if (log === undefined || seq > log.headSeq) return 'elsewhere';
  if (!isLogOfSameTablet(name, ownLogPrefix(keys.thumbprint))) return 'elsewhere';
  const row = await database.rows.get([name, seq]);
  if (row === undefined || !isSameEvent(place, row.rowHash)) return 'elsewhere';
  if (!isAlways && ((await database.acks.get(name))?.have ?? 0) >= seq) return 'on-the-server';
  const signing = { ...parts, signingKey: keys.signingKey };
  return (await packRows(signing, log, seq - 1, seq))[0]!;
}

function isSameEvent(reference: EventReference, rowHash: Bytes): boolean {
  const { log, seq, h } = reference;
  return referenceTo({ log, seq, hash: bytesToBase64url(rowHash) }).h === h;
}
