// Owns the counting of what a person does in a page: taps, digits and letters, from the events themselves, and the waiting in between.

import type { Locator, Page } from 'playwright-core';
import type { CountedRun } from '../../taps/keystroke-model.ts';

interface Counts {
  taps: number;
  digits: number;
  letters: number;
}

/** Looks often, so that the waiting is the tablet's and not the test's. */
const lookMilliseconds = 4;

export interface Counting {
  /** A decision of the person before what follows. */
  readonly decide: () => void;
  readonly tap: (where: Locator) => Promise<void>;
  /** On the large pad, or as keys into the field that has the focus. */
  readonly digits: (digits: string, pad?: boolean) => Promise<void>;
  readonly type: (text: string) => Promise<void>;
  /** Waits for what the person waits for. */
  readonly await: (what: Locator) => Promise<void>;
  readonly end: () => Promise<CountedRun>;
}

export async function startCounting(page: Page): Promise<Counting> {
  await page.evaluate(countInPage);
  let decisions = 0;
  let waited = 0;
  let since: number | null = null;
  const settle = async (locator: Locator): Promise<void> => {
    await locator.waitFor({ state: 'attached' });
    for (;;) {
      if (await locator.isVisible()) break;
      await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
    }
    if (since !== null) waited += (performance.now() - since) / 1000;
    since = null;
  };
  const act = async (work: () => Promise<void>): Promise<void> => {
    await work();
    since = performance.now();
  };
  return {
    decide: () => void (decisions += 1),
    tap: async (where) => {
      await settle(where);
      await act(() => where.tap());
    },
    digits: async (digits, pad = false) => {
      for (const digit of digits)
        await act(() =>
          pad
            ? page.getByRole('button', { name: digit, exact: true }).tap()
            : page.keyboard.press(digit),
        );
    },
    type: (text) => act(() => page.keyboard.type(text)),
    await: settle,
    end: async () => {
      const counts = await page.evaluate(
        () => (globalThis as unknown as { counts: Counts }).counts,
      );
      return { ...counts, decisions, waitedSeconds: waited };
    },
  };
}

/** Runs in the page: a press on a digit of the pad is a digit, every other press is a tap; keys are told by what they write. */
function countInPage(): void {
  const counts = { taps: 0, digits: 0, letters: 0 };
  const isNew = !('counts' in globalThis);
  Object.assign(globalThis, { counts });
  if (!isNew) return;
  const current = (): Counts => (globalThis as unknown as { counts: Counts }).counts;
  addEventListener(
    'pointerdown',
    (event) => {
      const key = event.target instanceof Element ? event.target.closest('.pad-key') : null;
      if (key !== null && /^\d$/.test(key.textContent.trim())) current().digits += 1;
      else current().taps += 1;
    },
    { capture: true },
  );
  addEventListener(
    'keydown',
    (event) => {
      if (event.key.length !== 1) return;
      if (/\d/.test(event.key)) current().digits += 1;
      else current().letters += 1;
    },
    { capture: true },
  );
}
