// Owns compression by the platform's streams. What is inflated has a cap in bytes, so that a bomb stops early.

import { concatBytes, type Bytes } from '../../schemas/bytes.ts';

export type CompressionForm = 'gzip' | 'deflate-raw';

export async function compress(form: CompressionForm, bytes: Bytes): Promise<Bytes> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream(form));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Null when the bytes are not of this form, are cut, or would be longer than `bytesMax`. */
export async function decompress(
  form: CompressionForm,
  bytes: Bytes,
  bytesMax: number,
): Promise<Bytes | null> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(form));
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return concatBytes(...parts);
      length += value.length;
      if (length > bytesMax) {
        await reader.cancel();
        return null;
      }
      parts.push(value);
    }
  } catch {
    // The stream throws a TypeError on any damage; the caller treats damaged bytes as not received.
    return null;
  }
}
