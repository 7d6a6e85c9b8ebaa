// Tests when the page asks the browser for background delivery.

import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../tablet.ts';
import { askWhileUnsent } from './background.ts';

function createScene() {
  const connection = signal<Connection>({ state: 'online', lastExchangeAt: null, unsent: 0 });
  let asked = 0;
  const stop = askWhileUnsent(connection, { ask: async () => void (asked += 1) });
  const become = (change: Partial<Connection>): number => {
    connection.value = { ...connection.value, ...change };
    return asked;
  };
  return { become, stop };
}

describe('background delivery', () => {
  it('is asked for with each record that is saved, and not when records were sent', () => {
    const { become } = createScene();
    expect(become({ unsent: 1 })).toBe(1);
    expect(become({ unsent: 2 })).toBe(2);
    expect(become({ unsent: 0, lastExchangeAt: 5 })).toBe(2);
    expect(become({ lastExchangeAt: 9 })).toBe(2);
    expect(become({ unsent: 1 })).toBe(3);
  });
  it('is asked for again when an exchange has failed, for the browser may have given up meanwhile', () => {
    const { become } = createScene();
    become({ unsent: 3 });
    expect(become({ state: 'offline' })).toBe(2);
    expect(become({ state: 'reaching' })).toBe(2);
    expect(become({ state: 'offline' })).toBe(3);
  });
  it('is asked for at a start that finds unsent records, and no more once it was stopped', () => {
    const { become, stop } = createScene();
    expect(become({ unsent: 7 })).toBe(1);
    stop();
    expect(become({ unsent: 8 })).toBe(1);
  });
});
