// Tests the way back from sealed rows to known events where rows had to move to another log.

import { describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../schemas/log/canonical.ts';
import { createBrowserRandomness } from '../device/random.ts';
import type { RowRecord } from '../journal/records.ts';
import { importAesKey } from '../vault/aes.ts';
import { sealRow } from '../vault/sealing.ts';
import type { SpanKey } from '../vault/span.ts';
import { createOwnReader, inWritingOrder } from './known-events.ts';

const random = createBrowserRandomness();

async function writeRow(key: SpanKey, seq: number, kind: string, body: object): Promise<RowRecord> {
  const event = { v: 1, kind, subject: { tablet: true }, at: 1, skew: 0, app: 't', body };
  const box = await sealRow(random, key, { log: key.log, seq }, canonicalBytes(event));
  const hash = new Uint8Array(32).fill(seq);
  return { log: key.log, seq, span: key.span, ...box, rowHash: hash, hash };
}

describe('own rows', () => {
  it('keep their author when they moved to a log that is read before the one with the sign-in', async () => {
    const raw = random.bytes(32);
    const key: SpanKey = { span: 's', log: 'ZZZZZZZZ.1', raw, aes: await importAesKey(raw) };
    const signIn = await writeRow(key, 1, 'signed-in', { staffId: 'st-1', signature: null });
    const written = await writeRow(key, 2, 'not-today', {});
    const origin = { log: key.log, seq: 2, hash: 'h' };
    const moved: RowRecord = { ...written, log: 'ZZZZZZZZ.0', seq: 1, origin };
    const reader = createOwnReader({ keyOf: async () => key, add: () => undefined });
    const known = await reader.read(inWritingOrder([moved, signIn]));
    expect(known.map((entry) => entry.by?.staffId)).toEqual(['st-1', 'st-1']);
  });
});
