// Owns what the decisions file can tell of itself: whole, torn by a power loss, damaged, or with something taken out.

import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDeploymentKeys, type DeploymentKeys } from '../keys/deployment-keys.ts';
import { openDecisionsFile } from './decisions-file.ts';
import { inOrderOfMaking, latestEpochNumber, sealWords, type DoseDecision } from './entry.ts';

let folder: string;
let path: string;
let keys: DeploymentKeys;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'suchi-decisions-'));
  path = join(folder, 'decisions.log');
  keys = await openDeploymentKeys(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const decision = (id: string, more: Partial<DoseDecision> = {}): DoseDecision => ({
  what: 'dose',
  id,
  centreId: 7,
  caseKey: 'a3-99',
  caseHash: 'hash',
  doseEvent: { log: '00000000.00000000', seq: 4, h: 'AAAAAAAAAAA' },
  decision: 'accepted',
  reasons: [{ reason: 'code-wrong' }],
  at: 1_790_000_000,
  word: { log: 'S1-00000000.7', seq: 1 },
  sealed: sealWords(keys, id, { account: 'meera.patil', note: 'Called Sunita, 98 1234 5678' }),
  ...more,
});
const idsOf = () =>
  openDecisionsFile(path, keys)
    .read()
    .entries.map((entry) => entry.id);

describe('the decisions file', () => {
  it('gives back what was appended, also by a second process that writes in between', () => {
    const [one, two] = [openDecisionsFile(path, keys), openDecisionsFile(path, keys)];
    one.append([decision('a')]);
    two.append([decision('b')]);
    one.append([decision('c'), decision('d')]);
    two.append([decision('e')]);
    expect(one.read()).toMatchObject({
      isLastLineTorn: false,
      damagedLines: [],
      linesAfterGap: [],
    });
    expect(idsOf()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('holds no name, no phone and no account in clear, and is readable for its owner only', () => {
    openDecisionsFile(path, keys).append([decision('a')]);
    expect(readFileSync(path, 'utf8')).not.toMatch(/Sunita|1234|meera/);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('names a last line that a power loss tore, and writes on after it', () => {
    const file = openDecisionsFile(path, keys);
    file.append([decision('a'), decision('b')]);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, -40));
    expect(openDecisionsFile(path, keys).read().isLastLineTorn).toBe(true);
    expect(idsOf()).toEqual(['a']);
    openDecisionsFile(path, keys).append([decision('b')]);
    expect(idsOf()).toEqual(['a', 'b']);
    expect(openDecisionsFile(path, keys).read()).toMatchObject({
      isLastLineTorn: false,
      damagedLines: [2],
      linesAfterGap: [],
    });
  });

  it('does not write on into a line that another process left torn', () => {
    const file = openDecisionsFile(path, keys);
    file.append([decision('a')]);
    appendFileSync(path, '{"previous":"half a li');
    file.append([decision('b')]);
    expect(idsOf()).toEqual(['a', 'b']);
  });

  it('names a line that was changed, and one before which something was taken out', () => {
    openDecisionsFile(path, keys).append([decision('a'), decision('b'), decision('c')]);
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(
      path,
      [lines[0], lines[1]!.replace('accepted', 'revoked'), lines[2], ''].join('\n'),
    );
    expect(openDecisionsFile(path, keys).read()).toMatchObject({ damagedLines: [2] });
    expect(idsOf()).toEqual(['a', 'c']);
    writeFileSync(path, [lines[0], lines[2], ''].join('\n'));
    expect(openDecisionsFile(path, keys).read()).toMatchObject({
      damagedLines: [],
      linesAfterGap: [2],
    });
  });

  it('says nothing to somebody with other keys', async () => {
    openDecisionsFile(path, keys).append([decision('a')]);
    const others = await openDeploymentKeys(join(folder, 'other'));
    expect(openDecisionsFile(path, others).read()).toMatchObject({
      entries: [],
      damagedLines: [1],
    });
  });

  it('writes what it could not write before, ahead of the next', () => {
    const nowhere = join(folder, 'not-mounted', 'decisions.log');
    const file = openDecisionsFile(nowhere, keys);
    expect(() => file.append([decision('a')])).toThrow();
    mkdirSync(join(folder, 'not-mounted'));
    file.append([decision('b')]);
    path = nowhere;
    expect(idsOf()).toEqual(['a', 'b']);
  });
});

describe('decisions', () => {
  it('stand in the order of their making: epoch first, then the log, whatever order the file has', () => {
    const word = (log: string, seq: number) => ({ word: { log, seq } });
    const later = decision('later', word('S2-00000001.7', 1));
    const second = decision('second', word('S1-00000000.7', 9));
    const first = decision('first', word('S1-00000000.7', 4));
    expect(inOrderOfMaking([later, second, first]).map((one) => one.id)).toEqual([
      'first',
      'second',
      'later',
    ]);
    expect(latestEpochNumber([first, later])).toBe(2);
    expect(latestEpochNumber([first, { what: 'epoch', id: '5-00000000', at: 1 }])).toBe(5);
  });
});
