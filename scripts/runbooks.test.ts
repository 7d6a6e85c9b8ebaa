// Owns the promise that the runbooks do not rot: every page of the index is there, every screen text they quote is one, every link leads somewhere.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../docs/runbooks/', import.meta.url));
const read = (path: string): string => readFileSync(path, 'utf8');
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
const index = read(`${folder}README.md`);
const scripts = Object.keys(
  (JSON.parse(read(`${folder}../../package.json`)) as { scripts: Record<string, string> }).scripts,
);

const messages = ['en', 'desk.en', 'my.en'].flatMap((name) =>
  Object.values(
    JSON.parse(read(`${folder}../../client/i18n/${name}.json`)) as Record<string, string>,
  ),
);

/** A whole text of a screen, or a part of one that has placeholders: nobody sees such a text as it is written. */
function isOnScreen(quote: string): boolean {
  return messages.some(
    (message) => message === quote || (message.includes('{') && message.includes(quote)),
  );
}

const quotesOf = (text: string): string[] =>
  [...text.matchAll(/“([^”]+)”/g)].map(([, quote]) => quote!.replaceAll(/\s+/g, ' '));

describe('the runbooks', () => {
  it('are all in the index, and the index names no page that is not there', () => {
    const named = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name!);
    expect(new Set([...named, 'README.md'])).toEqual(new Set(pages));
    expect(new Set(named).size).toBe(named.length);
  });

  it.each(pages)('%s quotes only what a screen says', (name) => {
    const quotes = quotesOf(read(`${folder}${name}`));
    expect(quotes.length).toBeGreaterThan(0);
    expect(quotes.filter((quote) => !isOnScreen(quote))).toEqual([]);
  });

  it.each(pages.filter((name) => name !== 'README.md'))(
    '%s says what is seen, what to do step by step, what never, and who to call',
    (name) => {
      const text = read(`${folder}${name}`);
      const heads = [...text.matchAll(/^## (.+)$/gm)].map(([, head]) => head);
      expect(heads).toEqual(['What the screen says', 'What to do', 'Never', 'Who to call']);
      const steps = [...text.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
      expect(steps).toEqual(steps.map((_, i) => i + 1));
      expect(steps.length).toBeGreaterThan(2);
    },
  );

  it.each(pages)('%s links to pages that are there and names commands that exist', (name) => {
    const text = read(`${folder}${name}`);
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link!);
    const gone = links.filter((link) => !existsSync(`${folder}${link}`));
    expect(gone).toEqual([]);
    const commands = [...text.matchAll(/npm run ([\w-]+)/g)].map(([, command]) => command!);
    const unknown = commands.filter((command) => !scripts.includes(command));
    expect(unknown).toEqual([]);
  });

  it('would notice a text that no screen shows', () => {
    expect(isOnScreen('Saved on this tablet')).toBe(true);
    expect(isOnScreen('Saved on that tablet')).toBe(false);
  });
});
