// Owns how many bulk exports run at one time: one for each account and a few in all, so that tablets are served meanwhile.

const atOnceMax = 4;

export interface Slots {
  /** What gives the slot back, once or often alike; null when there is none. */
  readonly take: (account: string) => (() => void) | null;
}

export function createSlots(): Slots {
  const taken = new Set<string>();
  return {
    take: (account) => {
      if (taken.has(account) || taken.size >= atOnceMax) return null;
      taken.add(account);
      let isHeld = true;
      return () => {
        if (isHeld) taken.delete(account);
        isHeld = false;
      };
    },
  };
}
