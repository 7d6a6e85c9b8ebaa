// Tests when the tablet takes its link for a slow one.

import { describe, expect, it } from 'vitest';
import { isSlowLink, type LinkHints } from './link-pace.ts';

const silent: LinkHints = { effectiveType: null, isSavingData: false };

describe('a link', () => {
  it.each(['2g', 'slow-2g'])(
    'is slow when the browser says %s, however fast the last exchange was',
    (effectiveType) => {
      expect(isSlowLink({ ...silent, effectiveType }, { seconds: 0.2, bytes: 1_000 })).toBe(true);
    },
  );
  it('is slow when the person saves data', () => {
    expect(isSlowLink({ effectiveType: '4g', isSavingData: true }, null)).toBe(true);
  });
  it('is not slow before anything was learnt of it', () => {
    expect(isSlowLink(silent, null)).toBe(false);
    expect(isSlowLink({ effectiveType: '3g', isSavingData: false }, null)).toBe(false);
  });
  it('is slow when a few bytes took long, though the browser calls it 4g', () => {
    const hints = { effectiveType: '4g', isSavingData: false };
    expect(isSlowLink(hints, { seconds: 3.5, bytes: 1_500 })).toBe(true);
    expect(isSlowLink(hints, { seconds: 2.9, bytes: 1_500 })).toBe(false);
  });
  it('is not slow because much came: a whole day list may take its time', () => {
    expect(isSlowLink(silent, { seconds: 8, bytes: 200_000 })).toBe(false);
    // 2 kB a second is EDGE on a bad day.
    expect(isSlowLink(silent, { seconds: 100, bytes: 200_000 })).toBe(true);
  });
});
