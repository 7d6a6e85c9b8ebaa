// Tests the one path for fork, lost tail, clone and roll-back, as pure functions over random histories.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest } from '../device/digest.ts';
import { bytesToBase64url, utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import { chainHash } from '../../schemas/log/hash-chain.ts';
import { reEmit } from './adopt.ts';
import { askNumbers, judgeHave, type Point } from './have.ts';
import type { RowRecord } from './records.ts';

/** Chain hashes after each row; equal texts give equal chains as far as they agree. */
function chainOf(rows: readonly string[]): string[] {
  let previous: Bytes = digest.sha256(utf8ToBytes('genesis'));
  return rows.map((row) => {
    previous = chainHash(digest, previous, digest.sha256(utf8ToBytes(row)));
    return bytesToBase64url(previous);
  });
}

function meet(
  own: readonly string[],
  server: readonly string[],
  believed: number,
  isCurrent: boolean,
) {
  const ours = chainOf(own);
  const theirs = chainOf(server);
  const asked = askNumbers(own.length, believed).map((seq): Point => [seq, ours[seq - 1]!]);
  const answer =
    server.length === 0
      ? undefined
      : {
          seq: server.length,
          headHash: theirs.at(-1)!,
          hashAt: asked.map(([seq]) => theirs[seq - 1] ?? null),
        };
  const hashAtServerSeq = ours[server.length - 1] ?? null;
  return judgeHave({ headSeq: own.length, isCurrent, asked, hashAtServerSeq, prunedTo: 0 }, answer);
}

const row = fc.constantFrom('a', 'b', 'c');
const history = fc.array(row, { maxLength: 60 });

describe('an answer about a log', () => {
  it('never acknowledges a row the server has not got under the same hash', () => {
    fc.assert(
      fc.property(
        history,
        history,
        history,
        fc.boolean(),
        fc.nat(60),
        (shared, own, theirs, isCurrent, believed) => {
          const mine = [...shared, ...own];
          const server = [...shared, ...theirs];
          const outcome = meet(mine, server, Math.min(believed, mine.length), isCurrent);
          const upTo = outcome.outcome === 'have' ? outcome.have : outcome.common;
          expect(server.slice(0, upTo)).toEqual(mine.slice(0, upTo));
        },
      ),
    );
  });
  it('is an acknowledgement of exactly what the server has, when it is behind on the same chain', () => {
    fc.assert(
      fc.property(history, fc.nat(60), fc.boolean(), (own, cut, isCurrent) => {
        const server = own.slice(0, cut);
        expect(meet(own, server, 0, isCurrent)).toEqual({ outcome: 'have', have: server.length });
      }),
    );
  });
  it('adopts downwards when a server was restored from an older backup', () => {
    const own = ['a', 'b', 'c', 'd'];
    expect(meet(own, ['a', 'b'], 4, true)).toEqual({ outcome: 'have', have: 2 });
    expect(meet(own, [], 4, true)).toEqual({ outcome: 'have', have: 0 });
  });
  it('leaves a current log whose tail was lost after it was sent, and keeps a retired one', () => {
    expect(meet(['a', 'b'], ['a', 'b', 'c'], 2, true)).toEqual({ outcome: 'diverged', common: 2 });
    expect(meet(['a', 'b'], ['a', 'b', 'c'], 2, false)).toEqual({ outcome: 'have', have: 2 });
  });
  it('finds a fork close to where it is', () => {
    const own = Array.from({ length: 50 }, (_, i) => `r${i}`);
    const outcome = meet(own, [...own.slice(0, 45), 'other'], 40, true);
    expect(outcome).toMatchObject({ outcome: 'diverged' });
    expect((outcome as { common: number }).common).toBeGreaterThanOrEqual(40);
  });
  it('asks at most nine points, the head first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(100_000), (head, have) => {
        const numbers = askNumbers(head, Math.min(head, have));
        expect(numbers[0]).toBe(head);
        expect(numbers.length).toBeLessThanOrEqual(9);
        expect(numbers.every((n) => n >= 1 && n <= head)).toBe(true);
      }),
    );
  });
});

describe('re-emitted rows', () => {
  it('point to where they were first written, twice over as well, with ciphertext unchanged', () => {
    const bytes = (text: string): Bytes => utf8ToBytes(text);
    const written: RowRecord = {
      log: 'L1',
      seq: 7,
      span: 's',
      iv: bytes('iv'),
      sealed: bytes('x'),
      rowHash: digest.sha256(bytes('row')),
      hash: bytes('h'),
    };
    const [once] = reEmit(digest, { log: 'L2', headSeq: 0, headHash: bytes('g2') }, [written]);
    const [twice] = reEmit(digest, { log: 'L3', headSeq: 4, headHash: bytes('g3') }, [once!]);
    const hash = bytesToBase64url(written.rowHash);
    expect(twice).toMatchObject({
      log: 'L3',
      seq: 5,
      span: 's',
      origin: { log: 'L1', seq: 7, hash },
    });
    expect(twice!.sealed).toBe(written.sealed);
    expect(twice!.hash).toEqual(chainHash(digest, bytes('g3'), written.rowHash));
  });
});
