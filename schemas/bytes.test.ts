// Tests that bytes are spelled the same on every engine.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64urlToBytes, bytesToBase64url } from './bytes.ts';

/** As on an engine that has not built it in. */
function onOlderEngine(bytes: Uint8Array): Uint8Array {
  return Object.defineProperty(bytes.slice(), 'toBase64', { value: undefined });
}

describe('base64url', () => {
  it('is spelled the same by older and newer engines, and read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const spelled = bytesToBase64url(bytes);
        expect(bytesToBase64url(onOlderEngine(bytes))).toBe(spelled);
        expect(base64urlToBytes(spelled)).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it('has no padding and none of the two signs that mean something in an address', () => {
    expect(bytesToBase64url(new Uint8Array([251, 255, 254, 63]))).toBe('-__-Pw');
    expect(bytesToBase64url(onOlderEngine(new Uint8Array([251, 255, 254, 63])))).toBe('-__-Pw');
    expect(bytesToBase64url(new Uint8Array())).toBe('');
  });
});
