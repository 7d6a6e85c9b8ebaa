import { describe, expect, it } from 'vitest';
import { fetchTheRest, whenNeeded } from './when-needed.ts';

describe('code for later', () => {
  it('is fetched once, however often it is called for', async () => {
    let count = 0;
    const part = whenNeeded(async () => ++count);
    expect(await Promise.all([part.load(), part.load()])).toEqual([1, 1]);
    await fetchTheRest();
    expect(count).toBe(1);
  });

  it('is fetched again after a fetch that failed', async () => {
    let count = 0;
    const part = whenNeeded(async () => {
      count += 1;
      if (count === 1) throw new Error('no network');
      return 'there';
    });
    await expect(part.load()).rejects.toThrow('no network');
    expect(await part.load()).toBe('there');
  });

  it('can be looked at without waiting once it is there', async () => {
    const part = whenNeeded(async () => 'there');
    expect(part.loaded()).toBeNull();
    await part.load();
    expect(part.loaded()).toBe('there');
  });
});
