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
