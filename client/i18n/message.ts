// Owns how one message becomes a text. Plain words and `{places}` are filled here; plurals and choices are ICU, read when the app is built.

import { IntlMessageFormat } from 'intl-messageformat';

export type TextValues = Readonly<Record<string, string | number>>;
type Parsed = ReturnType<IntlMessageFormat['getAst']>;
/** A pattern as it stands in the language's file, or what the build has made of it. */
export type Message = string | Parsed;

/** Quotes, plurals and choices need the ICU reader: 10 kB that no tablet should fetch, so the build does its work. */
const icu = /'|\{\s*\w+\s*,/;
const place = /\{\s*(\w+)\s*\}/;

export function isIcu(pattern: string): boolean {
  return icu.test(pattern);
}

export function parseIcu(pattern: string): Parsed {
  return new IntlMessageFormat(pattern, 'en', undefined, { ignoreTag: true }).getAst();
}

export function compileMessage(message: Message, tag: string): (values?: TextValues) => string {
  if (typeof message !== 'string' || isIcu(message)) {
    const format = new IntlMessageFormat(message, tag, undefined, { ignoreTag: true });
    return (values) => String(format.format(values));
  }
  // Words stand at even places, names of values between them.
  const pieces = message.split(place);
  if (pieces.length === 1) return () => message;
  return (values) =>
    pieces.map((piece, at) => (at % 2 === 0 ? piece : valueOf(piece, values, message))).join('');
}

function valueOf(name: string, values: TextValues | undefined, message: string): string {
  const value = values?.[name];
  if (value === undefined) throw new Error(`No value for {${name}} in "${message}"`);
  return String(value);
}
