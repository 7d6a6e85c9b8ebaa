// Owns the loading of the product into a worker: the platform first, then the switch's edits, then everything else.

import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { installPlatform } from './platform.ts';
import { switches, type Switch } from './switches.ts';

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

/** Null: the product as it is. Throws at the first import that a switch no longer fits. */
export function prepareWorker(
  switchName: string | null,
  known: readonly Pick<Switch, 'name' | 'edits'>[] = switches,
): { readonly checkEdits: () => void } {
  installPlatform();
  muteDexie();
  const chosen = switchName === null ? null : known.find((one) => one.name === switchName);
  if (chosen === undefined) throw new Error(`simulation: there is no switch "${switchName}"`);
  const open = new Set(chosen?.edits ?? []);
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (!url.startsWith('file:') || typeof loaded.source === 'undefined') return loaded;
      const edits = [...open].filter((edit) => url.endsWith(`/${edit.file}`));
      if (edits.length === 0 || !fileURLToPath(url).startsWith(projectFolder)) return loaded;
      let source = toText(loaded.source);
      for (const edit of edits) {
        if (source.split(edit.find).length !== 2)
          throw new Error(`simulation: "${switchName}" finds its piece of ${edit.file} not once`);
        source = source.replace(edit.find, () => edit.put);
        open.delete(edit);
      }
      return { ...loaded, source };
    },
  });
  return {
    checkEdits: () => {
      if (open.size > 0)
        throw new Error(`simulation: "${switchName}" edits a file that is not loaded`);
    },
  };
}

function toText(source: unknown): string {
  return typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8');
}

/** Dexie warns of what a tab's death looks like from inside; every run is full of deaths. */
function muteDexie(): void {
  const warn = console.warn.bind(console);
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).startsWith('Dexie')) warn(...words);
  };
}
