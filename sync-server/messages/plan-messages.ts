// Owns which message a word of the server calls for: a question while a dose waits for the person, a statement only once it is confirmed.

import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { isSqlite } from '../store/bulk-insert.ts';
import { rememberQuery } from '../store/remembered-query.ts';
import type { ServerLogContext, ServerWord } from '../ingest/server-log.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { MessageTable } from '../store/person-tables.ts';

export const messageKinds = [
  'booking-code',
  'one-time-code',
  'word-asked',
  'dose-confirmed',
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Reasons that the person's own one-time code releases. */
export const wordReasons: ReadonlySet<string> = new Set([
  'walk-in-waits-for-word',
  'code-none',
  'code-wrong',
  'code-several',
]);

/** Null where a word calls for no message. */
export function messageOfWord(word: ServerWord): 'word-asked' | 'dose-confirmed' | null {
  if (word.kind === 'confirmed' || word.kind === 'accepted') return 'dose-confirmed';
  if (word.kind !== 'waiting' && word.kind !== 'held') return null;
  return word.body.reasons.some(({ reason }) => wordReasons.has(reason)) ? 'word-asked' : null;
}

/** The same for ever, also after a restore: a gateway that has seen it sends nothing twice. */
export function messageIdOf(keys: DeploymentKeys, kind: MessageKind, about: string): string {
  return bytesToBase64url(keys.mac('message', utf8ToBytes(`${kind}\n${about}`)).subarray(0, 16));
}

export function newMessage(
  now: number,
  part: Pick<MessageTable, 'message_id' | 'centre_id' | 'kind'> & Partial<MessageTable>,
): MessageTable {
  return {
    case_key: null,
    dose_key: null,
    language: null,
    secret_sealed: null,
    phone_key: null,
    state: 'new',
    attempts: 0,
    next_try_at: now,
    made_at: now,
    valid_until: null,
    settled_at: null,
    settled_by: null,
    problem: null,
    ...part,
  };
}

const messageColumns = Object.keys(
  newMessage(0, { message_id: '', centre_id: 0, kind: '' }),
) as readonly (keyof MessageTable)[];

const rowsPerInsert = 100;

/** The same as the list of rows below; one small statement that is compiled once costs SQLite less. */
const putMessage = rememberQuery<MessageTable>()((reach, { one }) =>
  reach
    .insertInto('message')
    .values(
      Object.fromEntries(
        messageColumns.map((name) => [name, one(name)]),
      ) as unknown as MessageTable,
    )
    .onConflict((conflict) =>
      conflict
        .column('message_id')
        .doUpdateSet({ state: 'new', next_try_at: one('next_try_at') })
        .where('message.state', '=', 'held-back'),
    ),
);

/** In the transaction that says the word: a crash leaves both or neither. Whether it is still true is asked again before sending. */
export async function planMessages(
  { transaction, keys, centreId, now }: ServerLogContext,
  words: readonly ServerWord[],
): Promise<void> {
  const rows = new Map<string, MessageTable>();
  for (const word of words) {
    const kind = messageOfWord(word);
    // A reaction calls for no message: whoever is unwell is met by people.
    if (kind === null || word.kind === 'aefi-reported' || !('doseEvent' in word.body)) continue;
    const doseKey = referenceKey(word.body.doseEvent);
    const message_id = messageIdOf(keys, kind, `${centreId}\n${doseKey}`);
    const about = { case_key: word.caseKey, dose_key: doseKey };
    rows.set(message_id, newMessage(now, { message_id, centre_id: centreId, kind, ...about }));
  }
  const all = [...rows.values()];
  if (isSqlite(transaction)) {
    for (const row of all) await putMessage(transaction, row);
    return;
  }
  for (let i = 0; i < all.length; i += rowsPerInsert)
    await transaction
      .insertInto('message')
      .values(all.slice(i, i + rowsPerInsert))
      .onConflict((conflict) =>
        conflict
          .column('message_id')
          .doUpdateSet({ state: 'new', next_try_at: now })
          // Said once is enough; what was kept back while it was not true may go now.
          .where('message.state', '=', 'held-back'),
      )
      .execute();
}
