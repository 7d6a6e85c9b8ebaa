// Owns how often something may be tried: a small bucket of tokens per key, in memory, refilled with time.

import type { Clock } from '../parts.ts';

export interface TokenBuckets {
  /** 0 when a token was taken, else the seconds until there is one. */
  readonly take: (key: string) => number;
  /** After a success the tries before it no longer count. */
  readonly forget: (key: string) => void;
}

export interface TokenBucketOptions {
  readonly tokensMax: number;
  readonly secondsPerToken: number;
  /** The key unused for longest goes first: many made-up names cannot fill the memory. */
  readonly keysMax: number;
}

export function createTokenBuckets(options: TokenBucketOptions, clock: Clock): TokenBuckets {
  const { tokensMax, secondsPerToken, keysMax } = options;
  const buckets = new Map<string, { readonly tokens: number; readonly at: number }>();
  return {
    take: (key) => {
      const now = clock.nowSeconds();
      const bucket = buckets.get(key) ?? { tokens: tokensMax, at: now };
      const refilled = Math.max(0, now - bucket.at) / secondsPerToken;
      const tokens = Math.min(tokensMax, bucket.tokens + refilled);
      buckets.delete(key);
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
      if (buckets.size > keysMax) buckets.delete(buckets.keys().next().value ?? '');
      return tokens >= 1 ? 0 : Math.ceil((1 - tokens) * secondsPerToken);
    },
    forget: (key) => void buckets.delete(key),
  };
}
