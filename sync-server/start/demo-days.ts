// Owns the demo's days while it runs: past midnight in India the new day gets its made-up people too.

import { istDayOf } from '../../schemas/rules/day.ts';
import type { ServerParts } from '../parts.ts';
import { ensureDemoDay } from '../seed/demo.ts';

const lookEveryMilliseconds = 15_000;

/** Answers with its own stop. A day that could not be made is tried again at the next look. */
export function followDemoDays(
  { store, keys, clock, random }: ServerParts,
  onFault: (error: unknown) => void,
): () => void {
  let madeDay = istDayOf(clock.nowSeconds());
  let isMaking = false;
  const look = async (): Promise<void> => {
    const day = istDayOf(clock.nowSeconds());
    if (isMaking || day === madeDay) return;
    isMaking = true;
    try {
      await ensureDemoDay(store, keys, clock, random);
      madeDay = day;
    } catch (error) {
      onFault(error);
    } finally {
      isMaking = false;
    }
  };
  const timer = setInterval(() => void look(), lookEveryMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
