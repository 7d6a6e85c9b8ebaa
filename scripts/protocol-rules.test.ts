// Owns the check that every rule of the exchange in docs/protocol.md is named by a test that asserts it.

import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const project = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(`${project}/${path}`, 'utf8');

const rulesOf = (document: string): number[] => {
  const section = document.slice(document.indexOf('## 5. Rules'), document.indexOf('## 6.'));
  return [...section.matchAll(/^(\d+)\. /gm)].map((match) => Number(match[1]));
};

/** Numbers named by "rule 4", "rules 13 and 14" in the titles of tests. */
function rulesNamed(text: string): number[] {
  return [...text.matchAll(/\brules? (\d+)(?: and (\d+))?/g)].flatMap(([, one, other]) => [
    Number(one),
    ...(other === undefined ? [] : [Number(other)]),
  ]);
}

it('names every rule of the exchange in a test', () => {
  const tests = globSync('{schemas,client,sync-server,scripts}/**/*.{test,e2e}.{ts,tsx}', {
    cwd: project,
  }).filter((path) => !path.includes('protocol-rules'));
  const titles = tests.map(read).flatMap((text) => text.match(/^\s*(?:it|test)\b.*$/gm) ?? []);
  const named = new Set(titles.flatMap(rulesNamed));
  const rules = rulesOf(read('docs/protocol.md'));
  expect(rules).toEqual(Array.from({ length: rules.length }, (_, i) => i + 1));
  expect(rules.length).toBeGreaterThanOrEqual(16);
  expect(rules.filter((rule) => !named.has(rule))).toEqual([]);
  expect([...named].filter((rule) => !rules.includes(rule))).toEqual([]);
});
