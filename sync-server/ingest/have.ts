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

const verdictsPerLogMax = 400;

const selectVerdicts = rememberQuery<{
  readonly centreId: number;
  readonly logs: readonly string[];
  readonly device: string;
}>()((reach, { one, list }) =>
  reach
    .selectFrom('dose')
    .select(['log', 'seq', 'state'])
    .where('centre_id', '=', one('centreId'))
    .where('log', 'in', list('logs'))
    .where('device', '=', one('device'))
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

/** States of the asker's own doses and of rows kept apart, latest numbers first: a locked tablet shows them without pulling. */
export async function readOwnVerdicts(
  reach: DatabaseReach,
  device: DeviceTable,
  logs: readonly string[],
): Promise<AnswerHead['verdicts']> {
  if (logs.length === 0) return {};
  const asked = { centreId: device.centre_id, logs };
  const rows = await selectVerdicts(reach, { ...asked, device: device.device });
  const keptApart = await selectKeptApart(reach, asked);
  const verdicts: Record<string, [number, string][]> = {};
  for (const row of rows) (verdicts[row.log] ??= []).push([row.seq, row.state]);
  for (const row of keptApart) (verdicts[row.log] ??= []).push([row.seq, 'quarantined']);
  return verdicts;
}
