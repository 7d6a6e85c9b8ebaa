// Tests the real adapters for what headless Chromium lacks: the share sheet and the battery.

import { describe, expect, it } from 'vitest';
import { createBrowserBattery, type BatteryManager } from './battery.ts';
import { createFileSharer } from './share-file.ts';

const bytes = new Uint8Array([1, 2, 3]);

describe('handing out a file', () => {
  it('shares it under its own name where the device takes any file', async () => {
    const shared: string[] = [];
    const sharing = {
      canShare: () => true,
      share: (data?: ShareData) => (shared.push(data!.files![0]!.name), Promise.resolve()),
    };
    expect(await createFileSharer(sharing).share('a.copy', bytes)).toBe('shared');
    expect(shared).toEqual(['a.copy']);
  });

  it('shares it as a text where only known kinds are let through, with the same bytes', async () => {
    const shared: File[] = [];
    const sharing = {
      canShare: (data?: ShareData) => data!.files![0]!.name.endsWith('.txt'),
      share: (data?: ShareData) => (shared.push(data!.files![0]!), Promise.resolve()),
    };
    expect(await createFileSharer(sharing).share('a.copy', bytes)).toBe('shared');
    expect(shared[0]!.name).toBe('a.copy.txt');
    expect(new Uint8Array(await shared[0]!.arrayBuffer())).toEqual(bytes);
  });

  it('downloads it where there is no share sheet or the sheet fails, and nothing when a person cancels', async () => {
    const downloaded: string[] = [];
    const download = (file: File): void => void downloaded.push(file.name);
    expect(await createFileSharer({}, download).share('a.copy', bytes)).toBe('downloaded');
    const failing = (name: string) => ({
      canShare: () => true,
      share: () => Promise.reject(new DOMException('no', name)),
    });
    const share = (name: string) =>
      createFileSharer(failing(name), download).share('b.copy', bytes);
    expect(await share('NotAllowedError')).toBe('downloaded');
    expect(await share('AbortError')).toBe('cancelled');
    expect(downloaded).toEqual(['a.copy', 'b.copy']);
    const throwing = (): void => {
      throw new Error('no downloads here');
    };
    expect(await createFileSharer({}, throwing).share('c.copy', bytes)).toBe('failed');
  });
});

describe('the battery', () => {
  it('is low at a fifth without a charger, and follows both', async () => {
    const runs: (() => void)[] = [];
    const state = { level: 0.21, charging: false };
    const manager: BatteryManager = {
      get level() {
        return state.level;
      },
      get charging() {
        return state.charging;
      },
      addEventListener: (_name, run) => void runs.push(run),
    };
    const battery = createBrowserBattery({ getBattery: () => Promise.resolve(manager) });
    await Promise.resolve();
    await Promise.resolve();
    expect([battery.isLow.value, runs.length]).toEqual([false, 2]);
    state.level = 0.2;
    runs[0]!();
    expect(battery.isLow.value).toBe(true);
    state.charging = true;
    runs[1]!();
    expect(battery.isLow.value).toBe(false);
  });

  it('is never low where the browser does not tell', async () => {
    for (const navigator of [{}, { getBattery: () => Promise.reject(new Error('not allowed')) }]) {
      const battery = createBrowserBattery(navigator);
      await Promise.resolve();
      await Promise.resolve();
      expect(battery.isLow.value).toBe(false);
    }
  });
});
