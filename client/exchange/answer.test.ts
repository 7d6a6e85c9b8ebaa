// Tests that an answer is taken frame by frame, and that whatever is not ours, cut or damaged ends it without effect.

import { describe, expect, it } from 'vitest';
import { bytesToBase64url, concatBytes, utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import { encodeFrame } from '../../schemas/frames.ts';
import { packDayPack } from '../../schemas/records/roster.ts';
import { compress } from '../device/compression.ts';
import { digest } from '../device/digest.ts';
import { createTestPack } from '../testing/test-pack.ts';
import { createAnswerReader } from './answer.ts';
import { createPackCollector } from './pack-collector.ts';
import type { TransportAnswer } from './transport.ts';

const head = {
  protocol: 1,
  serverTime: 1,
  epoch: '1',
  retryAfterSeconds: null,
  have: {},
  stable: {},
  verdicts: {},
  need: [],
  pull: 'granted',
  counter: 1,
  needsCertificate: false,
  feed: 'continues',
  packBytes: 0,
  minAppVersion: null,
};
const page = {
  part: 'feed',
  rows: [],
  cursor: 'c',
  feedSeq: 0,
  rolling: 'A'.repeat(43),
  isLast: true,
};

const frameOf = async (value: unknown): Promise<Bytes> =>
  encodeFrame(await compress('gzip', utf8ToBytes(JSON.stringify(value))));

function answerOf(bytes: Uint8Array, chunkBytes = 7): TransportAnswer {
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  };
  return {
    status: 200,
    contentType: 'application/octet-stream',
    retryAfterSeconds: null,
    chunks: chunks(),
  };
}

describe('an answer', () => {
  it('gives its head and its parts however it is chopped, then ends', async () => {
    const bytes = concatBytes(await frameOf(head), await frameOf(page));
    for (const size of [1, 7, 10_000]) {
      const reader = createAnswerReader(answerOf(bytes, size));
      expect(await reader.head()).toMatchObject({ epoch: '1' });
      expect(await reader.next()).toMatchObject({ part: 'feed' });
      expect(await reader.next()).toBe('end');
    }
  });
  it('keeps the frames before a cut, wherever it is cut', async () => {
    const first = await frameOf(head);
    const bytes = concatBytes(first, await frameOf(page));
    for (let length = 0; length < bytes.length; length += 5) {
      const reader = createAnswerReader(answerOf(bytes.subarray(0, length)));
      const got = await reader.head();
      expect(got === null).toBe(length < first.length);
      if (got !== null && length > first.length) expect(await reader.next()).toBe('cut');
    }
  });
  it('is nothing when it is HTML, damaged, or a bomb', async () => {
    const bomb = encodeFrame(await compress('gzip', new Uint8Array(40_000_000)));
    const damaged = await frameOf(head);
    damaged[20]! ^= 1;
    for (const bytes of [
      utf8ToBytes('<html>sign in to the network</html>'),
      damaged,
      bomb,
      new Uint8Array(0),
    ])
      expect(await createAnswerReader(answerOf(bytes, 4096)).head()).toBeNull();
  });
});

describe('a day list in pieces', () => {
  const piecesOf = async () => {
    const gzipped = await compress(
      'gzip',
      utf8ToBytes(JSON.stringify(packDayPack(createTestPack(20)))),
    );
    const packHash = bytesToBase64url(digest.sha256(gzipped));
    const of = 3;
    const size = Math.ceil(gzipped.length / of);
    return Array.from({ length: of }, (_, index) => ({
      part: 'pack' as const,
      index,
      of,
      packHash,
      data: bytesToBase64url(gzipped.slice(index * size, (index + 1) * size)),
    }));
  };
  it('is whole only when every piece came, in any order, also over several answers', async () => {
    const [a, b, c] = await piecesOf();
    const collector = createPackCollector(digest);
    expect((await collector.add(c!)).outcome).toBe('more');
    expect((await collector.add(c!)).outcome).toBe('more');
    expect((await collector.add(a!)).outcome).toBe('more');
    expect(await collector.add(b!)).toMatchObject({ outcome: 'whole', pack: { packVersion: 1 } });
  });
  it('is refused when its hash is another', async () => {
    const pieces = (await piecesOf()).map((piece) => ({ ...piece, packHash: 'B'.repeat(43) }));
    const collector = createPackCollector(digest);
    const outcomes = [];
    for (const piece of pieces) outcomes.push((await collector.add(piece)).outcome);
    expect(outcomes).toEqual(['more', 'more', 'damaged']);
  });
});
