// Owns real Chromium for tests: a profile on disk for each tablet, so that a browser can be closed and opened again.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface TabletBrowser {
  readonly page: () => Page;
  readonly context: () => BrowserContext;
  /** What went wrong in pages: uncaught errors and refused policies. Empty at the end of every test. */
  readonly faults: readonly string[];
  /** Addresses outside the app's origin that a page asked for. */
  readonly strangers: readonly string[];
  readonly open: () => Promise<Page>;
  readonly close: () => Promise<void>;
  readonly destroy: () => Promise<void>;
}

export async function createTabletBrowser(
  address: string,
  options: {
    readonly width?: number;
    readonly height?: number;
    readonly locale?: string;
    readonly hasTouch?: boolean;
    /** What must be so before the first page opens. */
    readonly prepare?: (context: BrowserContext) => Promise<void>;
  } = {},
): Promise<TabletBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'suchi-tablet-'));
  const faults: string[] = [];
  const strangers: string[] = [];
  let context: BrowserContext | null = null;
  let page: Page | null = null;
  const origin = new URL(address).origin;
  const watch = (opened: Page): void => {
    opened.on('pageerror', (error) => faults.push(error.message));
    opened.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|Trusted/i.test(message.text()))
        faults.push(message.text());
    });
    opened.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.origin !== origin) strangers.push(url.origin);
    });
  };
  return {
    page: () => page!,
    context: () => context!,
    faults,
    strangers,
    open: async () => {
      const executablePath = process.env['CHROMIUM_PATH'];
      context = await chromium.launchPersistentContext(profile, {
        ...(executablePath === undefined ? {} : { executablePath }),
        args: chromiumArgs,
        viewport: { width: options.width ?? 800, height: options.height ?? 1280 },
        hasTouch: options.hasTouch ?? false,
        locale: options.locale ?? 'en-IN',
        timezoneId: 'Asia/Kolkata',
      });
      await options.prepare?.(context);
      page = context.pages()[0] ?? (await context.newPage());
      watch(page);
      return page;
    },
    close: async () => {
      await context?.close();
      context = null;
    },
    destroy: async () => {
      await context?.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
