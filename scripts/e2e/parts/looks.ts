// Owns looking at a screen: in every language and size, judged by axe, and kept as pictures when asked for.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { waitUntil } from './server-process.ts';
import { languageNames, type Language } from './tablet-steps.ts';

export const looks = {
  languages: ['en', 'hi', 'mr'] as const satisfies readonly Language[],
  sizes: [
    { width: 1280, height: 800 },
    { width: 800, height: 1280 },
    { width: 360, height: 740 },
  ],
} as const;

export interface Picture {
  readonly screen: string;
  readonly language: Language;
  readonly size: string;
  readonly jpeg: Buffer;
}

interface AxeResult {
  readonly id: string;
  readonly nodes: readonly {
    readonly target: readonly unknown[];
    readonly failureSummary?: string;
  }[];
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

export interface Looker {
  readonly pictures: Picture[];
  /** One line a fault: screen, language, size, rule, element. */
  readonly faults: string[];
  readonly look: (page: Page, screen: string) => Promise<void>;
}

/** With `keepPictures` every language in every size is photographed; without, each language is judged in one size. */
export function createLooker(keepPictures: boolean): Looker {
  const pictures: Picture[] = [];
  const faults: string[] = [];
  return {
    pictures,
    faults,
    look: async (page, screen) => {
      const before = page.viewportSize() ?? looks.sizes[1];
      const used = await languageInUse(page);
      for (const language of looks.languages) {
        await page
          .getByRole('button', { name: languageNames[language], exact: true })
          .first()
          .click();
        await page.locator(`html[lang^="${language}"]`).waitFor();
        for (const size of keepPictures ? looks.sizes : [looks.sizes[2]]) {
          await resizeTo(page, size);
          const name = `${size.width}x${size.height}`;
          if (keepPictures)
            pictures.push({
              screen,
              language,
              size: name,
              jpeg: await page.screenshot({ type: 'jpeg', quality: 70 }),
            });
          for (const fault of await findFaults(page, size))
            faults.push(`${screen} ${language} ${name}: ${fault}`);
        }
      }
      await page.setViewportSize(before);
      await page.getByRole('button', { name: languageNames[used], exact: true }).first().click();
      await waitUntil(
        async () => ['any', used].includes((await readKeptLanguage(page)) ?? ''),
        'the language to be remembered: the next step may be a reload',
      );
    },
  };
}

/** `any` on pages that remember nothing. */
function readKeptLanguage(page: Page): Promise<string | null> {
  return page.evaluate(async () => {
    const name = 'suchi-preferences';
    // Opening what is not there would make it.
    if (!(await indexedDB.databases()).some((database) => database.name === name)) return 'any';
    return new Promise<string | null>((resolve) => {
      const opening = indexedDB.open(name);
      opening.onerror = () => resolve(null);
      opening.onsuccess = () => {
        const database = opening.result;
        const reading = database
          .transaction('preferences')
          .objectStore('preferences')
          .get('screen') as IDBRequest<{ readonly language?: string } | undefined>;
        reading.onsuccess = () => {
          database.close();
          resolve(reading.result?.language ?? null);
        };
      };
    });
  });
}

async function languageInUse(page: Page): Promise<Language> {
  const tag = (await page.locator('html').getAttribute('lang')) ?? 'en';
  return looks.languages.find((language) => tag.startsWith(language)) ?? 'en';
}

/** Resolves when the page has that size and was drawn in it: a resize arrives after the call, and what is judged before it lies elsewhere. */
async function resizeTo(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size);
  await page.waitForFunction(
    ({ width, height }) => window.innerWidth === width && window.innerHeight === height,
    size,
  );
  await page.evaluate(async () => {
    await document.fonts.ready;
    const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await drawn();
    await drawn();
  });
}

/** Pixels: a form with a fault at every field on a phone is higher than the first; a list of thousands is cut at the last. */
const wholeHeights = { least: 4_000, most: 8_000 } as const;

/** So high that the bar at the page's foot lies over nothing. */
async function showWhole(page: Page, width: number): Promise<void> {
  await resizeTo(page, { width, height: wholeHeights.least });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (height > wholeHeights.least)
    await resizeTo(page, { width, height: Math.min(height + 200, wholeHeights.most) });
}

/** Axe's WCAG 2.2 AA rules on a page tall enough that nothing lies under the bar at its foot; and no sideways scrolling. */
export async function findFaults(
  page: Page,
  size: { width: number; height: number },
): Promise<string[]> {
  const isWide = await page.evaluate(
    () => document.documentElement.scrollWidth > window.innerWidth + 1,
  );
  await showWhole(page, size.width);
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const axe = (
      window as unknown as {
        axe: { run: (where: Document, options: object) => Promise<{ violations: AxeResult[] }> };
      }
    ).axe;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    return (await axe.run(document, { runOnly: { type: 'tag', values: tags } })).violations;
  });
  const overlaps = await findOverlaps(page);
  await resizeTo(page, size);
  return [
    ...(isWide ? ['the page scrolls sideways'] : []),
    ...overlaps,
    ...violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id} at ${node.target.map(String).join(' ')}`),
    ),
  ];
}

/** Two things to press that lie on each other by more than a rounded pixel: whoever aims at one may hit the other. */
async function findOverlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const slack = 1.5;
    const pressed = [
      ...document.querySelectorAll<HTMLElement>('button, a[href], select, textarea, input'),
    ]
      // A box that only takes keys, and one that is drawn by its label, are not what is pressed.
      .filter(
        (each) =>
          !each.classList.contains('pad-input') &&
          each.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
      )
      .map((each) => ({ each, box: each.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 2 && box.height > 2);
    const nameOf = (each: HTMLElement): string =>
      `${each.tagName.toLowerCase()}.${each.className} "${(each.ariaLabel ?? each.textContent).trim().slice(0, 30)}"`;
    return pressed.flatMap(({ each, box }, i) =>
      pressed
        .slice(i + 1)
        .filter(
          (other) =>
            !each.contains(other.each) &&
            !other.each.contains(each) &&
            // The bar at the foot of a page that is taller still lies over what is scrolled under it.
            each.closest('nav') === other.each.closest('nav') &&
            Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left) > slack &&
            Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top) > slack,
        )
        .map((other) => `${nameOf(each)} lies on ${nameOf(other.each)}`),
    );
  });
}
