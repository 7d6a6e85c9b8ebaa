// Owns the few platform names the contract needs that the ECMAScript library lacks but every runtime here has.

interface Encoder {
  encode(text: string): Uint8Array;
}
interface Decoder {
  decode(bytes: Uint8Array): string;
}
declare const TextEncoder: new () => Encoder;
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => Decoder;

export const utf8Encoder: Encoder = new TextEncoder();
export const utf8Decoder: Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

declare const process: { readonly versions?: { readonly node?: string } } | undefined;

/**
 * True where no code may be made at run time: a browser's content security policy forbids `new Function`, with which zod
 * compiles its validators. On the server compiled ones take a third of the time.
 */
export const isCodeFixed: boolean =
  typeof process === 'undefined' || process?.versions?.node === undefined;
