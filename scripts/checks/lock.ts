// The lock file and the pins: the same bytes on every machine, and one Dexie for two users.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, type Stage } from './stage.ts';

type Versions = Readonly<Record<string, string>>;
type Manifest = {
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
  readonly overrides?: Versions;
};
type LockedPackage = Manifest & {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly inBundle?: boolean;
};
export type Lock = { readonly packages: Readonly<Record<string, LockedPackage>> };

const exactVersion = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

export const lockStage: Stage = {
  name: 'pins and lock file',
  run: async () => {
    const faults = findLockFaults(
      readJson<Manifest>('package.json'),
      readJson('package-lock.json'),
    );
    if (faults.length === 0) return { outcome: 'passed' };
    return { outcome: 'failed', details: faults.join('\n') };
  },
};

/** Returns a sentence for each thing that would make two machines install different code. */
export function findLockFaults(manifest: Manifest, lock: Lock): string[] {
  const pins = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
    ...manifest.overrides,
  };
  const locked = Object.entries(lock.packages).filter(([path]) => path !== '');
  const names = new Set(locked.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 13)));
  const dexie = manifest.dependencies?.['dexie'];
  const rxdbDexie = lock.packages['node_modules/rxdb']?.dependencies?.['dexie'];
  return [
    ...Object.entries(pins)
      .filter(([, version]) => !exactVersion.test(version))
      .map(([name, version]) => `package.json: ${name} is ${version}; pin one exact version.`),
    ...locked
      .filter(([path, entry]) => entry.integrity === undefined && !isInBundle(path, entry, lock))
      .map(([path]) => `package-lock.json: ${path} has no integrity.`),
    ...locked
      .filter(([, { resolved }]) => resolved && !resolved.startsWith('https://registry.npmjs.org/'))
      .map(([path, { resolved }]) => `package-lock.json: ${path} comes from ${resolved}.`),
    ...locked.flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => !names.has(name))
        .map((name) => `package-lock.json: ${path} wants ${name}, which npm left out; see README.`),
    ),
    ...(dexie === rxdbDexie
      ? []
      : [`package.json: dexie is ${dexie}, but rxdb wants ${rxdbDexie}; two versions throw.`]),
  ];
}

function readJson<Shape>(file: string): Shape {
  return JSON.parse(readFileSync(join(projectFolder, file), 'utf8')) as Shape;
}

/** Inside the archive of the package it stands under: that one's integrity covers it. */
function isInBundle(path: string, entry: LockedPackage, { packages }: Lock): boolean {
  const holder = path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/')));
  return entry.inBundle === true && packages[holder]?.integrity !== undefined;
}
