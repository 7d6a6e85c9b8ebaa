// Owns the promise that what a tablet said of its logs outlives the contact in which it no longer names them.

import { describe, expect, it } from 'vitest';
import type { ExchangeRequest } from '../../schemas/exchange.ts';
import { limits } from '../../schemas/limits.ts';
import { readLastContact, writeLastContact } from './last-contact.ts';

const heartbeat: ExchangeRequest['heartbeat'] = {
  unsent: 4,
  needsHelp: 0,
  driftSeconds: -3,
  isPersisted: null,
  freeBytes: 5e9,
  appVersion: '0.1.0',
  waitingSince: 1_790_000_000,
};
const hash = 'A'.repeat(43);
const asking = (ask: ExchangeRequest['ask']) => ({ heartbeat, ask });

describe('the last contact of a tablet', () => {
  it('keeps the heartbeat and the highest number of every log it named', () => {
    const text = writeLastContact(
      null,
      asking({
        L1: [
          [9, hash],
          [4, hash],
        ],
        L2: [],
      }),
    );
    expect(readLastContact(text)).toEqual({ heartbeat, heads: { L1: 9, L2: 0 } });
  });

  it('takes the newer word on a log that is named again, also downwards, and keeps one that is not', () => {
    const before = writeLastContact(null, asking({ L1: [[9, hash]], L2: [[30, hash]] }));
    const after = writeLastContact(before, asking({ L1: [[7, hash]] }));
    expect(readLastContact(after)?.heads).toEqual({ L1: 7, L2: 30 });
  });

  it('reads a heartbeat from before heads were kept, and nonsense as a contact that said nothing', () => {
    expect(readLastContact(JSON.stringify(heartbeat))).toEqual({ heartbeat, heads: null });
    for (const text of ['', 'null', '[1]', '{"unsent":-1}'])
      expect(readLastContact(text)).toEqual({ heartbeat: null, heads: null });
    expect(readLastContact(null)).toBeNull();
  });

  it('does not grow for ever with logs that were named once', () => {
    let text: string | null = null;
    for (let i = 0; i < 500; i++) text = writeLastContact(text, asking({ [`L${i}`]: [[i, hash]] }));
    const heads = readLastContact(text)?.heads ?? {};
    expect(Object.keys(heads)).toHaveLength(2 * limits.requestLogsMax);
    expect(heads['L499']).toBe(499);
  });
});
