// Owns the server's own log of a centre: its words on doses are events too, hashed, chained, and put into the feed.

import type {
  AefiBody,
  CorrectionBody,
  PersonLinkBody,
  PersonWordBody,
  QuestionAskedBody,
  SettledBody,
  VerdictBody,
} from '../../schemas/fold/case.ts';
import type { Subject, SuchiEvent } from '../../schemas/events/event.ts';
import { eventKinds } from '../../schemas/events/index.ts';
import { canonicalBytes } from '../../schemas/log/canonical.ts';
import { chainHash, logPositionBytes, rowHash } from '../../schemas/log/hash-chain.ts';
import { createServerLogId } from '../../schemas/log/log-id.ts';
import { planMessages } from '../messages/plan-messages.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import { insertMany } from '../store/bulk-insert.ts';
import { rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import type { Epoch } from './epoch.ts';
import { appendToFeed } from './feed.ts';

type Said<Kind extends string, Body, Key extends string | null = string> = {
  readonly kind: Kind;
  readonly subject: Subject;
  readonly caseKey: Key;
  readonly body: Body;
};
/** A word on a dose, what the person said of it, or what a supervisor says of the case. */
export type ServerWord =
  | Said<'confirmed' | 'waiting' | 'held' | 'accepted' | 'revoked', VerdictBody>
  | Said<'word-given' | 'not-me', PersonWordBody>
  | Said<'correction-accepted', CorrectionBody>
  | Said<'reasons-settled', SettledBody>
  | Said<'question-asked', QuestionAskedBody>
  | Said<'aefi-reported', AefiBody>
  | Said<'same-person' | 'not-same-person', PersonLinkBody>
  /** About a vaccination session, and no person. */
  | Said<'evidence-due', Readonly<Record<string, never>>, null>;

export interface ServerLogContext {
  readonly transaction: DatabaseTransaction;
  readonly keys: DeploymentKeys;
  readonly epoch: Epoch;
  readonly centreId: number;
  /** Epoch seconds. */
  readonly now: number;
  readonly appVersion: string;
}

const selectServerHead = rememberQuery<{ readonly centreId: number }>()((reach, { one }) =>
  reach
    .selectFrom('centre')
    .select(['server_seq', 'server_head'])
    .where('centre_id', '=', one('centreId')),
);

const updateServerHead = rememberQuery<{
  readonly centreId: number;
  readonly seq: number;
  readonly head: Uint8Array;
}>()((reach, { one }) =>
  reach
    .updateTable('centre')
    .set({ server_seq: one('seq'), server_head: one('head') })
    .where('centre_id', '=', one('centreId')),
);

/** Appends the server's words in order. The centre must be locked by this transaction. */
export async function appendServerWords(
  context: ServerLogContext,
  words: readonly ServerWord[],
): Promise<void> {
  if (words.length === 0) return;
  const { transaction, centreId, epoch, now } = context;
  const [centre] = await selectServerHead(transaction, { centreId });
  if (centre === undefined) throw new Error('server log: no such centre');
  const log = createServerLogId(epoch.number, epoch.randomHex, centreId);
  let seq = centre.server_seq;
  let head: Uint8Array = centre.server_head;
  const rows = words.map((word) => {
    seq += 1;
    const event: SuchiEvent = {
      v: 1,
      kind: word.kind,
      subject: word.subject,
      at: now,
      skew: 0,
      app: `server ${context.appVersion}`,
      ...(eventKinds.get(word.kind)?.mayDose === true ? { mayDose: true as const } : {}),
      body: { ...word.body },
    };
    const bytes = canonicalBytes(event);
    const salt = context.keys.mac('server-row', logPositionBytes(log, seq));
    const hash = rowHash(nodeDigest, salt, bytes);
    head = chainHash(nodeDigest, head, hash);
    return {
      centre_id: centreId,
      log,
      seq,
      row_hash: hash,
      chain_hash: head,
      origin_log: log,
      origin_seq: seq,
      span: null,
      salt,
      event: bytes,
      kind: word.kind,
      case_key: word.caseKey,
      by_staff: null,
      by_proved: 0,
      received_at: now,
    };
  });
  await insertMany(transaction, 'log_row', rows);
  await updateServerHead(transaction, { centreId, seq, head });
  await appendToFeed(
    transaction,
    centreId,
    rows.map((row) => ({ log, seq: row.seq, rowHash: row.row_hash })),
  );
  await planMessages(context, words);
}
