// Owns what the server says it holds of a tablet's logs: the acknowledgement by hash, and the states of its own doses.

import { base64urlToBytes, bytesToBase64url } from '../../schemas/bytes.ts';
import type { AnswerHead, ExchangeRequest } from '../../schemas/exchange.ts';
import { readAll, rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseReach, DeviceTable, LogTable } from '../store/schema.ts';

export type OwnLogs = Pick<AnswerHead, 'have' | 'verdicts'> & {
  readonly settled?: Record<string, number>;
};

/**
 * `have`: for every log asked about its contiguous number, head hash, and per asked point the hash held there (null when none).
 * `verdicts`: what a locked tablet shows without pulling, latest numbers first: states the tablet does not have yet and all that
 * are not `confirmed`. A word lost on the way is said again: only what the tablet sends back as `settled` is left out, and
 * whatever is taken back later is no longer confirmed and thus said.
 */
export async function readOwnLogs(
  reach: DatabaseReach,
  device: DeviceTable,
  header: ExchangeRequest,
): Promise<OwnLogs> {
  const logs = Object.keys(header.ask);
  const said: OwnLogs & { settled: Record<string, number> } = {
    have: {},
    verdicts: {},
    settled: {},
  };
  if (logs.length === 0) return said;
  const held = await readAll(logs, (piece) =>
    selectHeldLogs(reach, { logs: piece, device: device.device }),
  );
  for (const log of held) {
    said.have[log.log] = await readHave(reach, log, header.ask[log.log] ?? []);
    const { words, settled } = await readVerdicts(reach, device, log, header);
    if (words.length > 0) said.verdicts[log.log] = words;
    if (settled !== null) said.settled[log.log] = settled;
  }
  return said;
}

type HeldLog = Pick<LogTable, 'centre_id' | 'log' | 'seq' | 'head_hash'>;

async function readHave(
  reach: DatabaseReach,
  log: HeldLog,
  points: readonly (readonly [number, string])[],
): Promise<AnswerHead['have'][string]> {
  const numbers = points.map(([seq]) => seq).filter((seq) => seq > 0 && seq <= log.seq);
  const rows = await readAll(numbers, (seqs) =>
    selectChainHashes(reach, { centreId: log.centre_id, log: log.log, seqs }),
  );
  return {
    seq: log.seq,
    headHash: bytesToBase64url(log.head_hash),
    hashAt: points.map(([seq, asked]) => {
      const row = rows.find((r) => r.seq === seq);
      if (row) return bytesToBase64url(row.chain_hash);
      // Number 0 is the genesis hash, which the log's first taken row has proved.
      return seq === 0 && base64urlToBytes(asked) !== null ? asked : null;
    }),
  };
}

type Word = [number, string];

async function readVerdicts(
  reach: DatabaseReach,
  { device }: DeviceTable,
  { centre_id: centreId, log, seq: held }: HeldLog,
  header: ExchangeRequest,
): Promise<{ readonly words: Word[]; readonly settled: number | null }> {
  const kept = Math.min(header.settled?.[log] ?? 0, held);
  const judged = await selectVerdicts(reach, { centreId, log, device, settled: kept });
  const apart = await selectKeptApart(reach, { centreId, log });
  const words = [
    ...oneForEachPlace(judged.map(({ seq, state }): Word => [seq, state])),
    ...apart.map(({ seq }): Word => [seq, 'quarantined']),
  ];
  // Where not all fit, nothing is known of the rest.
  const isAll = Math.max(judged.length, apart.length) < verdictsPerLogMax;
  return { words, settled: isAll ? settledOf(held, words) : null };
}

const leastFinalFirst = ['held', 'waiting', 'revoked', 'accepted', 'confirmed'];

/** Copies of one tablet may have two doses at one place, and nobody knows here which of them asks: the one that is less settled is said. */
function oneForEachPlace(words: readonly Word[]): Word[] {
  const said = new Map<number, string>();
  const rank = (state: string): number => leastFinalFirst.indexOf(state);
  for (const [seq, state] of words) {
    const other = said.get(seq);
    if (other === undefined || rank(state) < rank(other)) said.set(seq, state);
  }
  return [...said];
}

function settledOf(held: number, words: readonly Word[]): number {
  const open = words.filter(([, state]) => state !== 'confirmed').map(([seq]) => seq - 1);
  return Math.min(held, ...open);
}

const selectHeldLogs = rememberQuery<{
  readonly logs: readonly string[];
  readonly device: string;
}>()((reach, { one, list }) =>
  reach
    .selectFrom('tablet_log')
    .select(['centre_id', 'log', 'seq', 'head_hash'])
    .where('log', 'in', list('logs'))
    .where('device', '=', one('device')),
);

const selectChainHashes = rememberQuery<{
  readonly centreId: number;
  readonly log: string;
  readonly seqs: readonly number[];
}>()((reach, { one, list }) =>
  reach
    .selectFrom('log_row')
    .select(['seq', 'chain_hash'])
    .where('centre_id', '=', one('centreId'))
    .where('log', '=', one('log'))
    .where('seq', 'in', list('seqs')),
);

const verdictsPerLogMax = 2_000;

const selectVerdicts = rememberQuery<{
  readonly centreId: number;
  readonly log: string;
  readonly device: string;
  readonly settled: number;
}>()((reach, { one }) =>
  reach
    .selectFrom('dose')
    .select(['seq', 'state'])
    .where('centre_id', '=', one('centreId'))
    .where('log', '=', one('log'))
    .where('device', '=', one('device'))
    .where((of) => of.or([of('seq', '>', one('settled')), of('state', '!=', 'confirmed')]))
    .orderBy('seq', 'desc')
    .limit(verdictsPerLogMax),
);

const selectKeptApart = rememberQuery<{ readonly centreId: number; readonly log: string }>()(
  (reach, { one }) =>
    reach
      .selectFrom('quarantine')
      .select('seq')
      .distinct()
      .where('centre_id', '=', one('centreId'))
      .where('log', '=', one('log'))
      .orderBy('seq', 'desc')
      .limit(verdictsPerLogMax),
);
