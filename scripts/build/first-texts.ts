// Finds the texts that the first screens can show: those named in the code that the first visit fetches, and in no other.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const staticImport = /^(?:import|export)\s+(?!type\b)(?:[^;']*?\sfrom\s+)?'(\.[^']+\.tsx?)'/gm;
const name = /['"`]([a-zA-Z]+\.[a-zA-Z.]+)['"`]/g;
/** A name that is put together, such as `enrol.${fault}`: every text that begins like it. */
const beginning = /`([a-zA-Z]+\.[a-zA-Z.]*)\$\{/g;

/** All that is fetched with `roots`; what is imported by a call comes later and does not count. */
export function filesFetchedWith(roots: readonly string[]): ReadonlySet<string> {
  const files = new Set<string>();
  const waiting = [...roots];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file) || !existsSync(file)) continue;
    files.add(file);
    for (const [, target] of readFileSync(file, 'utf8').matchAll(staticImport))
      waiting.push(resolve(dirname(file), target!));
  }
  return files;
}

export function textsNamedIn(
  files: Iterable<string>,
  keys: readonly string[],
): ReadonlySet<string> {
  const known = new Set(keys);
  const found = new Set<string>();
  for (const file of files) {
    const source = readFileSync(file, 'utf8');
    for (const [, key] of source.matchAll(name)) if (known.has(key!)) found.add(key!);
    for (const [, start] of source.matchAll(beginning))
      for (const key of keys) if (key.startsWith(start!)) found.add(key);
  }
  return found;
}
