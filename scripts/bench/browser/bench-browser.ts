// Owns the real Chromium of a measure, with the bench page bundled once and a profile on the disk.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import { chromium, type BrowserContext, type CDPSession, type Page } from 'playwright-core';
import { findChromium } from '../../testing/find-chromium.ts';
import type { BenchContext } from '../measure.ts';
import type { BenchPage } from './bench-page.ts';

/** What `page.evaluate` finds. */
export interface InPage {
  readonly bench: BenchPage;
}

export interface BenchBrowser {
  readonly script: string;
  /** A page of the given origin, its core ready. */
  readonly open: (address: string) => Promise<Page>;
  readonly cdp: (page: Page) => Promise<CDPSession>;
}

const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function benchBrowser(context: BenchContext): Promise<BenchBrowser> {
  return context.once('browser', async () => {
    const found = findChromium(context.say);
    if (found.path === undefined) throw new Error(found.reason);
    context.facts.set('chromium', found.version);
    const script = await bundlePage();
    const profile = await mkdtemp(join(tmpdir(), 'suchi-bench-profile-'));
    const browser: BrowserContext = await chromium.launchPersistentContext(profile, {
      executablePath: found.path,
      args: chromiumArgs,
      timezoneId: 'Asia/Kolkata',
    });
    context.atEnd(async () => {
      await browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    });
    return {
      script,
      open: async (address) => {
        const page = await browser.newPage();
        await page.goto(`${address}/bench-page`);
        await page.waitForFunction(
          () => (globalThis as unknown as Partial<InPage>).bench !== undefined,
        );
        return page;
      },
      cdp: (page) => browser.newCDPSession(page),
    };
  });
}

async function bundlePage(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'silent',
    define: { __APP_VERSION__: JSON.stringify('0.1.0') },
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL('./bench-page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'benchPage',
      },
    },
  })) as Rolldown.RolldownOutput[];
  return built[0]!.output[0].code;
}
