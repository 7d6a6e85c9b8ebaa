// Makes the texts ready while the app is built: plurals and choices are read, and each language goes out in two parts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isIcu, parseIcu } from '../../client/i18n/message.ts';
import { filesFetchedWith, textsNamedIn } from './first-texts.ts';

const client = join(import.meta.dirname, '../../client');
/** What a first visit fetches before it can show something: the shell, and the tablet behind it. */
const firstRoots = ['main.tsx', 'app.tsx', 'tablet-core/browser-tablet.ts'];

const withoutReader = {
  '@formatjs/icu-messageformat-parser': '@formatjs/icu-messageformat-parser/no-parser.js',
};

/** A person's own page fills its few places by itself. */
const texts = /^(.*\/client\/i18n\/(?:desk\.|verify\.)?[a-z]{2,3}\.json)(?:\?(first|rest))?$/;

/** In development and in tests each part is the whole, and messages are read as they are asked for. */
export function compileTexts({ isBuild }: { readonly isBuild: boolean }) {
  let first: ReadonlySet<string> | null = null;
  const isInFirst = (key: string): boolean => {
    first ??= textsNamedIn(
      filesFetchedWith(firstRoots.map((root) => join(client, root))),
      Object.keys(readTexts(join(client, 'i18n/en.json'))),
    );
    return first.has(key);
  };
  return {
    name: 'compile-texts',
    enforce: 'pre' as const,
    config: () => ({ resolve: { alias: isBuild ? withoutReader : {} } }),
    buildStart: () => void (first = null),
    load(id: string) {
      const [, file, part] = texts.exec(id) ?? [];
      if (file === undefined) return null;
      const wanted = Object.entries(readTexts(file)).filter(
        ([key]) => !isBuild || part === undefined || isInFirst(key) === (part === 'first'),
      );
      const json = JSON.stringify(Object.fromEntries(isBuild ? wanted.map(compile) : wanted));
      // A whole file goes on as JSON. A browser reads text faster as JSON than as a script.
      return part === undefined ? json : `export default JSON.parse(${JSON.stringify(json)});`;
    },
  };
}

function readTexts(file: string): Record<string, string> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
}

function compile([key, pattern]: readonly [string, string]): readonly [string, unknown] {
  return [key, isIcu(pattern) ? withoutPlaces(parseIcu(pattern)) : pattern];
}

/** Nothing in the app asks where in its pattern a piece stood. */
function withoutPlaces(parsed: unknown): unknown {
  return JSON.parse(
    JSON.stringify(parsed, (key, value: unknown) => (key === 'location' ? undefined : value)),
  );
}
