// Owns logs whose key is gone: their rows travel under the head that the lost key signed last, as if somebody carried them.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { CarriedParcel } from '../../schemas/carry/copy.ts';
import type { AnswerHead } from '../../schemas/exchange.ts';
import { limits } from '../../schemas/limits.ts';
import { isLogOfSameTablet } from '../../schemas/log/log-id.ts';
import { toParcel } from '../carry/parcels.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { bodiesBetween, takeRun } from '../journal/delivery.ts';
import { ownLogPrefix } from '../journal/logs.ts';
import type { LogRecord, SignedHeadRecord } from '../journal/records.ts';
import type { Bytes } from '../../schemas/bytes.ts';
import { postParcel } from './post-parcel.ts';
import type { Transport } from './transport.ts';

export interface StrandedParts {
  readonly database: JournalDatabase;
  readonly transport: Transport;
  /** Of the key that this tablet has now. */
  readonly thumbprint: Bytes;
  readonly running: () => number;
  /** Per log when it is looked at again, in running seconds. */
  readonly memory: Map<string, number>;
}

/** A server may be restored: what it has said is asked again now and then. A log that it does not take waits as long. */
const pauseSeconds = 600;

interface Stranded {
  readonly log: LogRecord;
  readonly signed: SignedHeadRecord;
  readonly have: number;
}

/** Brings one such log; true when rows of it have arrived and more may follow. */
export async function deliverStranded(parts: StrandedParts): Promise<boolean> {
  const { database, transport, memory, running } = parts;
  const due = (await readStranded(parts)).find(
    ({ log }) => (memory.get(log.log) ?? 0) <= running(),
  );
  if (due === undefined) return false;
  memory.set(due.log.log, running() + pauseSeconds);
  const parcel = await makeParcel(database, due);
  if (parcel === null) return false;
  const { signed } = due;
  const ask = { [signed.log]: [[signed.seq, bytesToBase64url(signed.hash)] as [number, string]] };
  const answer = await postParcel(transport, signed, parcel, ask);
  if (answer.outcome === 'unreachable' || answer.outcome === 'refused') return false;
  if (answer.head.needsCertificate) return false;
  // Only rows from the very beginning prove by themselves that nothing is missing before them.
  const isWhole = answer.outcome === 'taken' && parcel.after.seq === 0;
  const have = await haveAfter(database, due, isWhole, answer.head);
  const isMoved = have !== due.have;
  if (isMoved) {
    await database.acks.put({
      log: signed.log,
      have,
      stable: Math.min(have, answer.head.stable[signed.log] ?? 0),
    });
    if (have < signed.seq) memory.delete(signed.log);
  }
  return isMoved && have > due.have;
}

async function readStranded({ database, thumbprint }: StrandedParts): Promise<Stranded[]> {
  const own = ownLogPrefix(thumbprint);
  const stranded: Stranded[] = [];
  for (const log of await database.logs.toArray()) {
    if (isLogOfSameTablet(log.log, own)) continue;
    const signed = await database.signedHeads.get(log.log);
    if (signed === undefined || signed.seq > log.headSeq) continue;
    const have = (await database.acks.get(log.log))?.have ?? 0;
    if (have <= signed.seq) stranded.push({ log, signed, have });
  }
  // Those with something to bring first.
  return stranded.sort((a, b) => b.signed.seq - b.have - (a.signed.seq - a.have));
}

/** All that follows, up to the one head that was signed; the last row alone when only a question is left. */
async function makeParcel(
  database: JournalDatabase,
  { log, signed, have }: Stranded,
): Promise<CarriedParcel | null> {
  const start = Math.min(have, signed.seq - 1);
  const stored = await bodiesBetween(database, log.log, start + 1, signed.seq);
  const usable = stored.filter((body) => body.to <= signed.seq);
  const room = {
    bodies: limits.requestBodiesMax,
    rows: limits.requestSpansMax - limits.requestBodiesMax,
    bytes: limits.requestBytesMax * 0.9,
    spans: new Set<string>(),
  };
  const upToSigned = { log: log.log, headSeq: signed.seq };
  const taken = await takeRun(database, upToSigned, start, usable, room);
  // More than one request holds: there is no other head by which a part could be proved.
  return taken.to < signed.seq ? null : toParcel(database, log, start, taken, signed);
}

/** What the server names of our own hashes. Where it names nothing it holds nothing, but for a whole log that it has just taken. */
async function haveAfter(
  database: JournalDatabase,
  { log, signed, have }: Stranded,
  isWhole: boolean,
  head: AnswerHead,
): Promise<number> {
  const said = head.have[log.log];
  if (said === undefined) return isWhole ? signed.seq : 0;
  const own = await database.rows.get([log.log, said.seq]);
  if (own !== undefined && bytesToBase64url(own.hash) === said.headHash)
    return Math.min(said.seq, log.headSeq);
  return said.seq === 0 ? 0 : have;
}
