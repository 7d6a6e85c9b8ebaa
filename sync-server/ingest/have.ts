// Owns what the server says it holds of a tablet's logs: the acknowledgement by hash, and the states of its own doses.

import { base64urlToBytes, bytesToBase64url } from '../../schemas/bytes.ts';
import type { AnswerHead, ExchangeRequest } from '../../schemas/exchange.ts';
import { readAll, rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseReach, DeviceTable } from '../store/schema.ts';

/** For every log asked about: contiguous number, head hash, and per asked point the hash held there (null when none). */
export async function readHave(
  reach: DatabaseReach,
  device: DeviceTable,
  header: ExchangeRequest,
): Promise<AnswerHead['have']> {
  const logs = Object.keys(header.ask);
  if (logs.length === 0) return {};
  const held = await readAll(logs, (piece) =>
    selectHeldLogs(reach, { logs: piece, device: device.device }),
  );
  const have: AnswerHead['have'] = {};
  for (const log of held) {
    const points = header.ask[log.log] ?? [];
    const numbers = points.map(([seq]) => seq).filter((seq) => seq > 0 && seq <= log.seq);
    const rows = await readAll(numbers, (seqs) =>
      selectChainHashes(reach, { centreId: log.centre_id, log: log.log, seqs }),
    );
    have[log.log] = {
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
  return have;
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

const selectKeptApart = rememberQuery<{
  readonly centreId: number;
  readonly logs: readonly string[];
}>()((reach, { one, list }) =>
  reach
    .selectFrom('quarantine')
    .select(['log', 'seq'])
    .distinct()
    .where('centre_id', '=', one('centreId'))
    .where('log', 'in', list('logs'))
    .orderBy('seq', 'desc')
    .limit(verdictsPerLogMax),
);

export type OwnVerdicts = Required<Pick<AnswerHead, 'verdicts' | 'settled'>>;

/**
 * What a locked tablet shows without pulling, latest numbers first: of each log that is held, states the tablet does not have yet
 * and all that are not `confirmed`; of rows kept apart, that they are. A word lost on the way is said again: only what the
 * tablet sends back as `settled` is left out, and whatever is taken back later is no longer confirmed and thus said.
 */
export async function readOwnVerdicts(
  reach: DatabaseReach,
  device: DeviceTable,
  have: AnswerHead['have'],
  settledBefore: Readonly<Record<string, number>>,
): Promise<OwnVerdicts> {
  const logs = Object.keys(have);
  if (logs.length === 0) return { verdicts: {}, settled: {} };
  const verdicts: Record<string, [number, string][]> = {};
  const settled: Record<string, number> = {};
  const ofTablet = { centreId: device.centre_id, device: device.device };
  const apart = await selectKeptApart(reach, { centreId: device.centre_id, logs });
  for (const log of logs) {
    const held = have[log]!.seq;
    const before = Math.min(settledBefore[log] ?? 0, held);
    const rows = await selectVerdicts(reach, { ...ofTablet, log, settled: before });
    const ofLog = apart.filter((row) => row.log === log);
    const said = [...rows, ...ofLog.map(({ seq }) => ({ seq, state: 'quarantined' }))];
    if (said.length > 0) verdicts[log] = said.map(({ seq, state }) => [seq, state]);
    // Where not all fit, nothing is known of the rest.
    if (rows.length < verdictsPerLogMax && apart.length < verdictsPerLogMax)
      settled[log] = settledOf(held, said);
  }
  return { verdicts, settled };
}

function settledOf(
  held: number,
  rows: readonly { readonly seq: number; readonly state: string }[],
): number {
  const open = rows.filter(({ state }) => state !== 'confirmed').map(({ seq }) => seq);
  return Math.min(held, ...open.map((seq) => seq - 1));
}
