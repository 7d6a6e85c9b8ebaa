// Owns the promise that whoever runs Suchi may read, change and pass on all of it.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface LockedPackage {
  readonly license?: string;
}
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));

/** Licences that let anybody use, change and pass on; MPL asks for changes of its own files only. */
const openLicences = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'MPL-2.0',
  'OFL-1.1',
  'Unlicense',
]);
const isOpen = (licence = ''): boolean =>
  licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((each) => openLicences.has(each));

test('every package Suchi is made of bears an open licence', () => {
  const { packages } = read('package-lock.json') as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  const closed = Object.entries(packages).filter(([, { license }]) => !isOpen(license));
  expect(closed.map(([name]) => name)).toEqual([]);
  expect(isOpen('SEE LICENSE IN terms.txt')).toBe(false);
  expect(isOpen(undefined)).toBe(false);
});
