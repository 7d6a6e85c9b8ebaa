// Tests which taps and which news of the service worker reload the page: only a person's own tap does, and it always does.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { registerAppUpdate } from './app-update.ts';

const { listeners, skipWaiting } = vi.hoisted(() => ({
  listeners: new Map<string, () => void>(),
  skipWaiting: vi.fn<() => void>(),
}));

vi.mock('workbox-window', () => ({
  Workbox: class {
    addEventListener = (name: string, listener: () => void) => void listeners.set(name, listener);
    register = async () => undefined;
    update = async () => undefined;
    messageSkipWaiting = skipWaiting;
  },
}));

const happens = (name: 'waiting' | 'controlling') => listeners.get(name)!();

describe('a new version of the app', () => {
  const reload = vi.fn<() => void>();
  beforeEach(() => {
    reload.mockClear();
    skipWaiting.mockClear();
    vi.stubGlobal('navigator', { serviceWorker: {} });
  });

  it('reloads nothing at the first install, and on our own tap only once it has taken over', () => {
    const update = registerAppUpdate(reload);
    happens('controlling');
    happens('waiting');
    expect(update.isReady.value).toBe(true);
    update.apply();
    expect(skipWaiting).toHaveBeenCalledOnce();
    expect(reload).not.toHaveBeenCalled();
    happens('controlling');
    expect(reload).toHaveBeenCalledOnce();
  });

  it('that another tab agreed to leaves this tab alone, whose own tap still reloads', () => {
    const update = registerAppUpdate(reload);
    happens('waiting');
    happens('controlling');
    expect(reload).not.toHaveBeenCalled();
    update.apply();
    expect(reload).toHaveBeenCalledOnce();
  });
});
