// Owns what is timed inside a page: from a press to the frame that shows its result, gaps between frames, key presses to paint.
// Every function here runs in the page: it may use nothing of this file but its arguments.

import type { Page } from 'playwright-core';

interface Watch {
  from: number | null;
  to: number | null;
}
type Watched = typeof globalThis & {
  watched?: Watch;
  first?: number;
  presses?: number[];
  whole?: number[];
};

/** Notes when `selector` is first there, on every page opened from now on. */
export async function noteFirst(page: Page, selector: string): Promise<void> {
  await page.addInitScript((wanted) => {
    new MutationObserver((_, observer) => {
      if (document.querySelector(wanted) === null) return;
      observer.disconnect();
      (globalThis as Watched).first = performance.now();
    }).observe(document, { childList: true, subtree: true });
  }, selector);
}

/** Compressed bytes of scripts asked for until the noted moment, and of all. */
export async function scriptBytes(page: Page): Promise<{ before: number; all: number }> {
  return page.evaluate(() => {
    const scripts = performance
      .getEntriesByType('resource')
      .filter((entry) => entry.name.endsWith('.js')) as PerformanceResourceTiming[];
    const sum = (some: PerformanceResourceTiming[]): number =>
      some.reduce((bytes, entry) => bytes + entry.encodedBodySize, 0);
    const first = (globalThis as Watched).first ?? 0;
    return { before: sum(scripts.filter((entry) => entry.startTime < first)), all: sum(scripts) };
  });
}

/** Starts at the HMAC that follows the slow derivation of the PIN, ends with the frame after `selector` is there. */
export async function watchUnlock(page: Page, selector: string): Promise<() => Promise<number>> {
  await page.evaluate((wanted) => {
    const own = globalThis as Watched;
    const watch: Watch = (own.watched = { from: null, to: null });
    const { subtle } = crypto;
    const sign = subtle.sign.bind(subtle);
    subtle.sign = (async (...args: Parameters<SubtleCrypto['sign']>) => {
      if (args[0] === 'HMAC') watch.from ??= performance.now();
      return sign(...args);
    }) as SubtleCrypto['sign'];
    new MutationObserver((_, observer) => {
      if (watch.from === null || document.querySelector(wanted) === null) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => (watch.to = performance.now())));
    }).observe(document.body, { childList: true, subtree: true });
  }, selector);
  return () => readWatch(page);
}

/** Starts at the next click, ends with the frame after `selector` is there. */
export async function watchClick(page: Page, selector: string): Promise<() => Promise<number>> {
  await page.evaluate((wanted) => {
    const own = globalThis as Watched;
    const watch: Watch = (own.watched = { from: null, to: null });
    addEventListener('click', (event) => (watch.from ??= event.timeStamp), {
      capture: true,
      once: true,
    });
    new MutationObserver((_, observer) => {
      if (watch.from === null || document.querySelector(wanted) === null) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => (watch.to = performance.now())));
    }).observe(document.body, { childList: true, subtree: true, attributes: true });
  }, selector);
  return () => readWatch(page);
}

async function readWatch(page: Page): Promise<number> {
  const times = await page.waitForFunction(() => {
    const { watched } = globalThis as Watched;
    return watched?.to ? [watched.from!, watched.to] : null;
  });
  const [from, to] = (await times.jsonValue())!;
  return to! - from!;
}

/** Milliseconds from each key press to its paint, as the browser itself reports them: in steps of 8. */
export async function watchPresses(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const presses: number[] = ((globalThis as Watched).presses = []);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (entry.name === 'keydown' || entry.name === 'input') presses.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  return () => page.evaluate(() => (globalThis as Watched).presses ?? []);
}

/** Milliseconds from each change of the field to the frame in which every row of the list has all of its facts. */
export async function watchWholeRows(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const whole: number[] = ((globalThis as Watched).whole = []);
    addEventListener(
      'input',
      (event) => {
        const look = (): void => {
          if (document.querySelector('.is-bare') !== null) requestAnimationFrame(look);
          else setTimeout(() => whole.push(performance.now() - event.timeStamp));
        };
        requestAnimationFrame(look);
      },
      true,
    );
  });
  return () => page.evaluate(() => (globalThis as Watched).whole ?? []);
}

/** Milliseconds between frames while the page is scrolled from end to end. */
export async function scrollThrough(page: Page, pixelsAFrame: number): Promise<number[]> {
  return page.evaluate(
    (pixels) =>
      new Promise<number[]>((resolve) => {
        const gaps: number[] = [];
        let last: number | null = null;
        const step = (now: number): void => {
          if (last !== null) gaps.push(now - last);
          last = now;
          const before = scrollY;
          scrollBy(0, pixels);
          if (scrollY === before && gaps.length > 10) resolve(gaps);
          else requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    pixelsAFrame,
  );
}
