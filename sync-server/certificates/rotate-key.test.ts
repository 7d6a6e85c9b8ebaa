// Owns the life of the key that signs cards: who may read it, what a rotation leaves, what a theft takes away.

import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDeploymentKeys, uniteKeys, type DeploymentKeys } from '../keys/deployment-keys.ts';
import { holdDataFolder } from '../store/data-lock.ts';
import { checkFromOutside, thumbprintFromOutside } from '../testing/check-card.ts';
import { createCardDesk } from '../testing/card-desk.ts';
import { readKeySet, readRevocationList } from './published.ts';
import { rotateCardKey } from './rotate-key.ts';
import { signCard } from './write-card.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suchi-card-keys-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const keysFile = (): string => join(folder, 'keys', 'keys.json');
const privateHalves = async (): Promise<number> => {
  const { cardKeys } = JSON.parse(await readFile(keysFile(), 'utf8')) as {
    cardKeys: { jwk: { d?: string } }[];
  };
  return cardKeys.filter((key) => key.jwk.d !== undefined).length;
};
const published = (keys: DeploymentKeys) => keys.cards.published;

describe('the key that signs cards', () => {
  it('is made at the first start, named by its thumbprint, and readable by the server’s user alone', async () => {
    const keys = await openDeploymentKeys(folder);
    expect(published(keys)).toHaveLength(1);
    expect(keys.cards.kid).toBe(thumbprintFromOutside(published(keys)[0]!));
    expect((await stat(keysFile())).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'keys'))).mode & 0o777).toBe(0o700);
    expect(JSON.stringify(published(keys))).not.toContain('"d"');
    expect((await openDeploymentKeys(folder)).cards.kid).toBe(keys.cards.kid);
  });

  it('is added to the keys of an earlier program, which keep all that they had', async () => {
    await openDeploymentKeys(folder);
    const { cardKeys: _, ...earlier } = JSON.parse(await readFile(keysFile(), 'utf8')) as Record<
      string,
      unknown
    >;
    await writeFile(keysFile(), JSON.stringify(earlier));
    const keys = await openDeploymentKeys(folder);
    expect(published(keys)).toHaveLength(1);
    const now = JSON.parse(await readFile(keysFile(), 'utf8')) as Record<string, unknown>;
    expect(now).toMatchObject(earlier);
    expect((await stat(keysFile())).mode & 0o777).toBe(0o600);
  });

  it('gives way to another: cards of both are believed, and one private half is left', async () => {
    const before = await openDeploymentKeys(folder);
    const old = signCard(before, '{"a":1}');
    const rotated = await rotateCardKey(folder, false);
    expect(rotated).toMatchObject({ outcome: 'rotated', kidBefore: before.cards.kid });
    const after = await openDeploymentKeys(folder);
    expect(after.cards.kid).not.toBe(before.cards.kid);
    expect(await privateHalves()).toBe(1);
    expect(published(after).map((key) => key.kid)).toEqual([before.cards.kid, after.cards.kid]);
    for (const jws of [old, signCard(after, '{"a":2}')])
      expect(() => checkFromOutside(jws, published(after))).not.toThrow();
  });

  it('that was stolen is published no more', async () => {
    const before = await openDeploymentKeys(folder);
    await rotateCardKey(folder, true);
    const after = await openDeploymentKeys(folder);
    expect(published(after).map((key) => key.kid)).toEqual([after.cards.kid]);
    expect(after.cards.withdrawnKids).toEqual([before.cards.kid]);
    expect(() => checkFromOutside(signCard(before, '{"a":1}'), published(after))).toThrow(
      /unknown key/,
    );
    await rotateCardKey(folder, false);
    expect((await openDeploymentKeys(folder)).cards.withdrawnKids).toEqual([before.cards.kid]);
  });

  it('is not changed under a running server, nor where there is none', async () => {
    expect(await rotateCardKey(folder, false)).toMatchObject({ outcome: 'refused' });
    const { cards } = await openDeploymentKeys(folder);
    const release = holdDataFolder(folder, 'shared')!;
    expect(await rotateCardKey(folder, false)).toMatchObject({ outcome: 'refused' });
    release();
    expect((await openDeploymentKeys(folder)).cards.kid).toBe(cards.kid);
  });

  it('stays in use when an older backup’s keys are put beside it, and what was stolen stays withdrawn', async () => {
    await openDeploymentKeys(folder);
    const older = await readFile(keysFile(), 'utf8');
    await rotateCardKey(folder, true);
    const newer = await readFile(keysFile(), 'utf8');
    const { cards: ours } = await openDeploymentKeys(folder);
    for (const united of [uniteKeys(newer, older), uniteKeys(newer, newer)]) {
      await writeFile(keysFile(), united);
      const { cards } = await openDeploymentKeys(folder);
      expect([cards.kid, cards.withdrawnKids]).toEqual([ours.kid, ours.withdrawnKids]);
    }
  });
});

it('cards of a stolen key are issued anew at the next start, and the old ones are on that key’s list', async () => {
  const desk = await createCardDesk();
  try {
    await desk.give(3);
    await desk.issueDue();
    const before = await desk.cardOf(3);
    if (before.state !== 'issued') throw new Error(before.state);
    const oldKid = desk.deps.keys.cards.kid;
    // The deployment’s own folder is the test’s: the keys are rotated as the command would.
    const { cards } = await openDeploymentKeys(folder);
    const keys = {
      ...desk.deps.keys,
      cards: { ...cards, withdrawnKids: [oldKid] },
    };
    const deps = { ...desk.deps, keys, random: (n: number) => new Uint8Array(randomBytes(n)) };
    const { finishCards } = await import('./card-office.ts');
    const { readCardOfCase } = await import('./read-card.ts');
    await finishCards(deps, desk.deployment.decisions.read().entries);
    const after = await readCardOfCase(deps, 46_420, desk.caseKeyOf(3));
    if (after.state !== 'issued') throw new Error(after.state);
    expect(after.card.rid).not.toBe(before.card.rid);
    expect(() => checkFromOutside(after.card.jws, cards.published)).not.toThrow();
    expect((await readKeySet(deps)).keys.map((key) => key.kid)).toEqual([cards.kid]);
    expect((await readRevocationList(deps, oldKid))?.rids).toEqual([before.card.rid]);
  } finally {
    await desk.stop();
  }
});
