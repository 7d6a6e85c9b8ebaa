// Owns the check for what the tablet cannot work without, so that the screen can name it.

export type MissingSupport = 'secure-context' | 'indexeddb' | 'webcrypto';

export function findMissingSupport(): MissingSupport | null {
  if (!globalThis.isSecureContext) return 'secure-context';
  if (typeof indexedDB === 'undefined') return 'indexeddb';
  const hasCrypto = typeof crypto !== 'undefined' && (crypto.subtle as unknown) !== undefined;
  return hasCrypto && canDeflateRaw() ? null : 'webcrypto';
}

/** Chrome has had CompressionStream since 80, its raw form only since 103. */
function canDeflateRaw(): boolean {
  try {
    return typeof new CompressionStream('deflate-raw') === 'object';
  } catch {
    return false;
  }
}
