// Owns the adoption of an answer: acknowledgements up and down, and on a mismatch a new log with what follows re-emitted.
// Adoption and rotation are one transaction: a tablet that dies in between has done both or neither.

import { bytesToBase64url, equalBytes, type Bytes } from '../../schemas/bytes.ts';
import { chainHash } from '../../schemas/log/hash-chain.ts';
import type { Digest } from '../../schemas/ports.ts';
import type { JournalDatabase } from './database.ts';
import { judgeHave, type Point, type ServerHave } from './have.ts';
import { genesisOf, makeLog, type LogMaker } from './logs.ts';
import type { AckRecord, LogRecord, RowRecord } from './records.ts';
import { readSetting, writeSetting } from './settings.ts';

export interface AnswerFacts {
  readonly have: Readonly<Record<string, ServerHave | undefined>>;
  readonly stable: Readonly<Record<string, number | undefined>>;
  readonly verdicts: Readonly<Record<string, readonly (readonly [number, string])[] | undefined>>;
  readonly settled?: Readonly<Record<string, number | undefined>> | undefined;
  readonly need: readonly { readonly log: string; readonly what: string }[];
}

export interface Adoption {
  /** Logs that were left, each with the new log that carries on. */
  readonly rotated: readonly {
    readonly from: string;
    readonly to: string;
    readonly rows: number;
  }[];
  /** More rows than before may leave the tablet. */
  readonly hasStableGrown: boolean;
}

export async function adopt(
  database: JournalDatabase,
  maker: LogMaker,
  asked: ReadonlyMap<string, readonly Point[]>,
  answer: AnswerFacts,
): Promise<Adoption> {
  const { settings, logs, rows, acks, bodies, verdicts } = database;
  return database.transaction('rw', [settings, logs, rows, acks, bodies, verdicts], async () => {
    const rotated: { from: string; to: string; rows: number }[] = [];
    let hasStableGrown = false;
    const { firstOpen, changes } = await keepVerdicts(verdicts, [...asked.keys()], answer.verdicts);
    for (const [name, points] of asked) {
      const log = await logs.get(name);
      if (log === undefined) continue;
      const current = await readSetting(database, 'current-log');
      const said = answer.have[name];
      const own = said === undefined ? undefined : await rows.get([name, said.seq]);
      const isAtCut = log.prunedTo !== undefined && log.prunedTo.seq === said?.seq;
      const ownHash = own?.hash ?? (isAtCut ? log.prunedTo?.hash : undefined);
      const outcome = judgeHave(
        {
          headSeq: log.headSeq,
          isCurrent: current === name,
          asked: points,
          hashAtServerSeq:
            ownHash === undefined ? hashOfHead(log, said) : bytesToBase64url(ownHash),
          prunedTo: log.prunedTo?.seq ?? 0,
        },
        said,
      );
      const have = outcome.outcome === 'have' ? outcome.have : outcome.common;
      const isBroken =
        have < log.headSeq &&
        answer.need.some((need) => need.log === name && need.what === 'new-log') &&
        !((await beganAsNewLog(database, name, have)) && (await chains(database, maker, log)));
      const stable = Math.min(have, answer.stable[name] ?? 0);
      hasStableGrown ||= stable > ((await acks.get(name))?.stable ?? 0);
      const open = firstOpen.get(name) ?? Number.MAX_SAFE_INTEGER;
      const settled = Math.min(have, answer.settled?.[name] ?? 0, open - 1);
      await putIfChanged(acks, { log: name, have, stable, settled }, changes);
      if (outcome.outcome === 'diverged' || isBroken)
        rotated.push(await rotate(database, maker, log, have, current === name));
    }
    return { rotated, hasStableGrown };
  });
}

interface KeptVerdicts {
  /** Per log the first number that is not known as confirmed. */
  readonly firstOpen: ReadonlyMap<string, number>;
  /** How many words are other ones than before. */
  readonly changes: number;
}

/**
 * Keeps what was said of own doses. Two answers may be taken in another order than they were given, and what an older one says
 * of a later number must not hide what is still to be said: hence the first that is open.
 */
async function keepVerdicts(
  verdicts: JournalDatabase['verdicts'],
  asked: readonly string[],
  said: AnswerFacts['verdicts'],
): Promise<KeptVerdicts> {
  const words = asked.flatMap((log) =>
    (said[log] ?? []).map(([seq, state]) => ({ log, seq, state })),
  );
  const before = await verdicts.bulkGet(words.map(({ log, seq }): [string, number] => [log, seq]));
  const changed = words.filter((word, i) => before[i]?.state !== word.state);
  await verdicts.bulkPut(changed);
  const firstOpen = new Map<string, number>();
  for (const { log, seq } of await verdicts.where('state').notEqual('confirmed').toArray())
    firstOpen.set(log, Math.min(seq, firstOpen.get(log) ?? seq));
  return { firstOpen, changes: changed.length };
}

/** A log that was made to heal another and still has nothing at the server is not healed by one more. */
async function beganAsNewLog(
  database: JournalDatabase,
  log: string,
  have: number,
): Promise<boolean> {
  return have === 0 && (await database.rows.get([log, 1]))?.origin !== undefined;
}

/** Its row hashes lead to its head, as they rest here. A disk that was damaged twice needs one new log more. */
async function chains(
  database: JournalDatabase,
  maker: LogMaker,
  log: LogRecord,
): Promise<boolean> {
  const rows = await database.rows
    .where('[log+seq]')
    .between([log.log, 1], [log.log, log.headSeq], true, true)
    .toArray();
  let hash = genesisOf(maker, log);
  for (const row of rows) {
    hash = chainHash(maker.digest, hash, row.rowHash);
    if (!equalBytes(hash, row.hash)) return false;
  }
  return equalBytes(hash, log.headHash);
}

/** A damaged disk may have lost the last row, which a body still carried: the log's record names its hash as well. */
function hashOfHead(log: LogRecord, said: ServerHave | undefined): string | null {
  return said?.seq === log.headSeq ? bytesToBase64url(log.headHash) : null;
}

/** The server says the same every twenty seconds: an unchanged word wears no flash and wakes no screen. */
async function putIfChanged(
  acks: JournalDatabase['acks'],
  ack: AckRecord,
  newWords: number,
): Promise<void> {
  const before = await acks.get(ack.log);
  const { have, stable, settled } = ack;
  const isSame = before?.have === have && before.stable === stable && before.settled === settled;
  if (isSame && newWords === 0) return;
  await acks.put({ ...ack, words: (before?.words ?? 0) + newWords });
}

/** Runs inside the adoption's transaction; hashing is synchronous, so the transaction stays open. */
async function rotate(
  database: JournalDatabase,
  maker: LogMaker,
  left: LogRecord,
  common: number,
  wasCurrent: boolean,
): Promise<{ from: string; to: string; rows: number }> {
  const { rows, logs, bodies } = database;
  const following = await rows
    .where('[log+seq]')
    .between([left.log, common + 1], [left.log, left.headSeq], true, true)
    .toArray();
  const begun = makeLog(maker, left);
  const pointers = reEmit(maker.digest, begun, following);
  const last = pointers.at(-1);
  await rows.bulkAdd(pointers);
  await logs.add(last === undefined ? begun : { ...begun, headSeq: last.seq, headHash: last.hash });
  // The rows stay where they were written; only the old head steps back to what both sides share.
  const headHash =
    (await rows.get([left.log, common]))?.hash ??
    (left.prunedTo?.seq === common ? left.prunedTo.hash : genesisOf(maker, left));
  const { prunedTo, ...rest } = left;
  const cut = prunedTo !== undefined && prunedTo.seq <= common ? { prunedTo } : {};
  await logs.put({ ...rest, ...cut, headSeq: common, headHash });
  await bodies
    .where('[log+from]')
    .between([left.log, 0], [left.log, Number.MAX_SAFE_INTEGER])
    .filter((body) => body.to > common)
    .delete();
  if (wasCurrent) await writeSetting(database, 'current-log', begun.log);
  return { from: left.log, to: begun.log, rows: pointers.length };
}

/** Pointers: origin named, span and ciphertext unchanged, so that no key is needed. A pointer's own origin is kept. */
export function reEmit(
  digest: Digest,
  begun: Pick<LogRecord, 'log' | 'headSeq' | 'headHash'>,
  following: readonly RowRecord[],
): RowRecord[] {
  let previous: Bytes = begun.headHash;
  return following.map((row, i): RowRecord => {
    previous = chainHash(digest, previous, row.rowHash);
    const origin = row.origin ?? {
      log: row.log,
      seq: row.seq,
      hash: bytesToBase64url(row.rowHash),
    };
    return { ...row, log: begun.log, seq: begun.headSeq + i + 1, hash: previous, origin };
  });
}
