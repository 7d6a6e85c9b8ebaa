import { expect, test } from 'vitest';
import { findLockFaults, type Lock } from './lock.ts';

const dexie = { version: '4.4.2', integrity: 'sha512-x' };
const rxdb = { ...dexie, dependencies: { dexie: '4.4.2' } };
const goodLock: Lock = {
  packages: { '': {}, 'node_modules/dexie': dexie, 'node_modules/rxdb': rxdb },
};

test('finds nothing wrong with exact pins and a whole lock', () => {
  expect(findLockFaults({ dependencies: { dexie: '4.4.2' } }, goodLock)).toEqual([]);
});

test('names a loose pin', () => {
  const faults = findLockFaults({ dependencies: { dexie: '4.4.2', zod: '^4.0.0' } }, goodLock);
  expect(faults).toEqual(['package.json: zod is ^4.0.0; pin one exact version.']);
});

test('names a Dexie that differs from the one RxDB wants', () => {
  const [fault] = findLockFaults({ dependencies: { dexie: '4.4.3' } }, goodLock);
  expect(fault).toContain('rxdb wants 4.4.2');
});

test('names what lacks an integrity, comes from elsewhere, or was left out', () => {
  const packages = {
    ...goodLock.packages,
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { integrity: 'sha512-x', resolved: 'http://localhost/b.tgz' },
    'node_modules/c': { integrity: 'sha512-x', optionalDependencies: { 'c-linux': '1.0.0' } },
    'node_modules/d': { version: '1.0.0', inBundle: true },
    'node_modules/dexie/node_modules/e': { version: '1.0.0', inBundle: true },
  };
  const faults = findLockFaults({ dependencies: { dexie: '4.4.2' } }, { packages });
  expect(faults.map((fault) => /node_modules\/(\w)/.exec(fault)?.[1])).toEqual([
    'a',
    'd',
    'b',
    'c',
  ]);
});
