// Owns the promise that a stored chain is called unbroken exactly when every hash follows, and that the first break is named.

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import { chainHash, rowHash } from '../../schemas/log/hash-chain.ts';
import { nodeDigest } from '../keys/digest.ts';
import { endWalk, startWalk, walkOn, type StoredLink } from './chain-proof.ts';

const genesis = new Uint8Array(32).fill(7);

function makeRows(count: number): StoredLink[] {
  let chain: Uint8Array = genesis;
  return Array.from({ length: count }, (_, i) => {
    const salt = new Uint8Array(randomBytes(32));
    const event = utf8ToBytes(`{"n":${i}}`);
    const hash = rowHash(nodeDigest, salt, event);
    chain = chainHash(nodeDigest, chain, hash);
    return { seq: i + 1, rowHash: hash, chainHash: chain, salt, event };
  });
}

const headOf = (rows: readonly StoredLink[]) => ({
  seq: rows.length,
  hash: rows.at(-1)?.chainHash ?? genesis,
});

/** In two pages, as a long log is read. */
function prove(rows: readonly StoredLink[], head = headOf(rows), cut = rows.length >> 1) {
  const first = walkOn(nodeDigest, startWalk(genesis), rows.slice(0, cut));
  return endWalk(walkOn(nodeDigest, first, rows.slice(cut)), head);
}

function flip(bytes: Uint8Array): Uint8Array {
  const bent = new Uint8Array(bytes);
  bent[3]! ^= 1;
  return bent;
}

describe('the proof of a chain', () => {
  it('says up to where it is unbroken and in which head it ends, wherever the pages are cut', () => {
    const rows = makeRows(9);
    const whole = { outcome: 'unbroken', to: 9, headHash: bytesToBase64url(rows[8]!.chainHash) };
    for (let cut = 0; cut <= 9; cut++) expect(prove(rows, headOf(rows), cut)).toEqual(whole);
    expect(prove([])).toMatchObject({ outcome: 'unbroken', to: 0 });
  });

  it('takes a row whose content was erased or cannot be read by its hash', () => {
    const rows = makeRows(4).map((row, i) => (i === 1 ? { ...row, salt: null, event: null } : row));
    expect(prove(rows)).toMatchObject({ outcome: 'unbroken', to: 4 });
  });

  it.each(['rowHash', 'chainHash'] as const)('names the number whose %s was flipped', (which) => {
    const rows = makeRows(6);
    rows[3] = { ...rows[3]!, [which]: flip(rows[3]![which]) };
    expect(prove(rows)).toEqual({ outcome: 'broken', firstBad: 4, why: 'hash-differs' });
  });

  it('names the number whose content was changed while its hashes were left alone', () => {
    const rows = makeRows(6);
    rows[2] = { ...rows[2]!, event: utf8ToBytes('{"n":"another"}') };
    expect(prove(rows)).toEqual({ outcome: 'broken', firstBad: 3, why: 'content-differs' });
  });

  it('names a number that was dropped, at the beginning, within, and at the end', () => {
    const rows = makeRows(6);
    for (const gone of [1, 4, 6])
      expect(
        prove(
          rows.filter((row) => row.seq !== gone),
          headOf(rows),
        ),
      ).toEqual({ outcome: 'broken', firstBad: gone, why: 'row-gone' });
  });

  it('names the first of two rows whose contents changed places', () => {
    const rows = makeRows(6);
    const [second, fifth] = [rows[1]!, rows[4]!];
    const swapped = rows.with(1, { ...fifth, seq: 2 }).with(4, { ...second, seq: 5 });
    expect(prove(swapped)).toEqual({ outcome: 'broken', firstBad: 2, why: 'hash-differs' });
    const outOfOrder = rows.with(1, fifth).with(4, second);
    expect(prove(outOfOrder)).toEqual({ outcome: 'broken', firstBad: 2, why: 'row-gone' });
  });

  it('does not call a chain proved that ends in another head, or begins with another tablet', () => {
    const rows = makeRows(5);
    const head = { seq: 5, hash: flip(rows[4]!.chainHash) };
    expect(prove(rows, head)).toEqual({ outcome: 'broken', firstBad: 5, why: 'head-differs' });
    const walk = walkOn(nodeDigest, startWalk(new Uint8Array(32)), rows);
    expect(endWalk(walk, headOf(rows))).toMatchObject({ outcome: 'broken', firstBad: 1 });
  });

  it('finds any single flipped byte of any stored hash or content, at its own number', () => {
    const rows = makeRows(12);
    const place = fc.record({
      at: fc.nat(11),
      field: fc.constantFrom('rowHash', 'chainHash', 'salt', 'event'),
      byte: fc.nat(7),
      bit: fc.nat(7),
    } as const);
    fc.assert(
      fc.property(place, ({ at, field, byte, bit }) => {
        const bent = new Uint8Array(rows[at]![field]!);
        bent[byte % bent.length]! ^= 1 << bit;
        const proof = prove(rows.with(at, { ...rows[at]!, [field]: bent }));
        expect(proof).toMatchObject({ outcome: 'broken', firstBad: at + 1 });
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});
