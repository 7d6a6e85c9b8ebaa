// Tests that a message says the same whichever way it was made into a text.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { languages, localeTags } from './language.ts';
import { compileMessage, isIcu, parseIcu } from './message.ts';

const parts = ['', 'desk.', 'verify.'];
const counts = [0, 1, 2, 12_345];

describe('a message', () => {
  it.each(languages)('is said as ICU says it, read at once or by the build, in %s', (language) => {
    const tag = localeTags[language];
    let compared = 0;
    for (const part of parts) {
      const file = join(import.meta.dirname, `${part}${language}.json`);
      for (const pattern of Object.values(JSON.parse(readFileSync(file, 'utf8')) as object)) {
        const whole = new IntlMessageFormat(pattern, tag, undefined, { ignoreTag: true });
        const names = [...String(pattern).matchAll(/\{\s*(\w+)/g)].map((found) => found[1]!);
        for (const count of counts) {
          const values = Object.fromEntries(names.map((name) => [name, count]));
          const expected = String(whole.format(values));
          expect(compileMessage(pattern, tag)(values)).toBe(expected);
          if (isIcu(pattern)) expect(compileMessage(parseIcu(pattern), tag)(values)).toBe(expected);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(4_000);
  });

  it('without a value that it asks for is a fault, not a hole in a sentence', () => {
    expect(() => compileMessage('{count} doses', 'en')({})).toThrow('count');
  });
});
