// Owns the canonical bytes of an event (RFC 8785): what is hashed, sealed and compared.

import canonicalize from 'canonicalize';
import { utf8ToBytes, type Bytes } from '../bytes.ts';

/** RFC 8785 text. Throws on values JSON cannot carry: that is a bug of the caller, not an input fault. */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('canonicalText: the value has no JSON form');
  return text;
}

export function canonicalBytes(value: unknown): Bytes {
  return utf8ToBytes(canonicalText(value));
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
// oxlint-disable-next-line no-control-regex -- control characters are exactly what is looked for
const controlCharacter = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;

/** True when the text can be stored everywhere: no control characters (PostgreSQL refuses U+0000), no half surrogate. */
export function isStorableText(text: string): boolean {
  return !loneSurrogate.test(text) && !controlCharacter.test(text);
}

/** True when every text inside a JSON value, keys included, is storable. */
export function isStorableValue(value: unknown): boolean {
  // A list of what is still to be looked at: a deeply nested value must not use up the stack.
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string' && !isStorableText(next)) return false;
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, inner] of Object.entries(next)) {
      if (!isStorableText(key)) return false;
      open.push(inner);
    }
  }
  return true;
}
