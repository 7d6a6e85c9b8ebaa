// Owns the battery's word, where the browser gives it: low is a fifth left and no charger.

import { signal } from '@preact/signals';
import type { Battery } from '../ports.ts';

export interface BatteryManager {
  readonly level: number;
  readonly charging: boolean;
  readonly addEventListener: (name: 'levelchange' | 'chargingchange', run: () => void) => void;
}

export interface BatteryNavigator {
  readonly getBattery?: () => Promise<BatteryManager>;
}

const lowLevel = 0.2;

export function createBrowserBattery(
  navigator: BatteryNavigator = globalThis.navigator as BatteryNavigator,
): Battery {
  const isLow = signal(false);
  const level = signal<number | null>(null);
  const follow = async (): Promise<void> => {
    const battery = await navigator.getBattery?.();
    if (battery === undefined) return;
    const look = (): void => {
      level.value = battery.level;
      isLow.value = battery.level <= lowLevel && !battery.charging;
    };
    battery.addEventListener('levelchange', look);
    battery.addEventListener('chargingchange', look);
    look();
  };
  // A browser that refuses to tell is like one that cannot.
  follow().catch(() => undefined);
  return { isLow, level };
}
