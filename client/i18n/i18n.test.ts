// Tests that the three languages say the same things: keys, placeholders, plural forms, and every key a screen asks for.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { afterEach, describe, expect, it } from 'vitest';
import { formatDay, formatDayTime, formatTime, language, t, type Language } from './index.ts';
import { localeTags } from './language.ts';

type Node = ReturnType<IntlMessageFormat['getAst']>[number];

const here = import.meta.dirname;
const parts = ['', 'desk.'] as const;

function textsOf(part: string, of: Language): Record<string, string> {
  return JSON.parse(readFileSync(join(here, `${part}${of}.json`), 'utf8')) as Record<
    string,
    string
  >;
}

/** What a message asks for: names of placeholders with their kind, and the forms of each plural. */
function shapeOf(pattern: string, of: Language): { names: string[]; plurals: string[][] } {
  const names = new Set<string>();
  const plurals: string[][] = [];
  const walk = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      const { type, value, options } = node as {
        type: number;
        value?: string;
        options?: Record<string, { value: Node[] }>;
      };
      if (type !== 0 && type !== 7 && value !== undefined) names.add(`${value}:${type}`);
      if (!options) continue;
      plurals.push(Object.keys(options).sort());
      for (const option of Object.values(options)) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(pattern, localeTags[of], undefined, { ignoreTag: true }).getAst());
  plurals.sort((a, b) => (a.join() < b.join() ? -1 : 1));
  return { names: [...names].sort(), plurals };
}

function sourcesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
    .map((file) => join(folder, file));
}

// The desk's own test looks after its texts.
describe('the texts of the tablet', () => {
  const part = '';
  const en = textsOf(part, 'en');

  it.each(['hi', 'mr'] as const)('has the same keys in %s', (other) => {
    expect(Object.keys(textsOf(part, other)).sort()).toEqual(Object.keys(en).sort());
  });

  it.each(['hi', 'mr'] as const)(
    'asks for the same values and has the same plural forms in %s',
    (other) => {
      const texts = textsOf(part, other);
      for (const [key, pattern] of Object.entries(en))
        expect({ key, ...shapeOf(texts[key] ?? '', other) }).toEqual({
          key,
          ...shapeOf(pattern, 'en'),
        });
    },
  );

  it('never says a word of the machine room', () => {
    const forbidden = /\b(sync|queue|conflict|fork|quarantine|sealed|poison|epoch|segment|cursor)/i;
    expect(Object.entries(en).filter(([, text]) => forbidden.test(text))).toEqual([]);
  });

  it.each(['en', 'hi', 'mr'] as const)('writes no Devanagari digits in %s', (each) => {
    expect(
      Object.values(textsOf(part, each)).filter((text) => /[\u0966-\u096F]/.test(text)),
    ).toEqual([]);
  });
});

describe('the screens', () => {
  it('ask only for texts that exist', () => {
    const known = new Set(parts.flatMap((part) => Object.keys(textsOf(part, 'en'))));
    const asked = sourcesUnder(join(here, '..')).flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([^']+)'/g),
    ]);
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.map((match) => match[1] ?? '').filter((key) => !known.has(key))).toEqual([]);
  });
});

describe('numbers and days', () => {
  afterEach(() => void (language.value = 'en'));

  it.each(['mr', 'hi', 'en'] as const)('are written with Latin digits in %s', (each) => {
    language.value = each;
    const written = [
      formatDay('2021-05-21'),
      formatTime(1_621_573_200),
      formatDayTime(1_621_573_200),
      t('vial.dosesLeft', { count: 12_345 }),
    ];
    expect(written.join(' ')).not.toMatch(/[\u0966-\u096F]/);
    expect(written[0]).toContain('2021');
    expect(written[1]).toBe('10:30');
  });

  it('leaves a text that is no day as it is', () => {
    expect(formatDay('soon')).toBe('soon');
  });
});
