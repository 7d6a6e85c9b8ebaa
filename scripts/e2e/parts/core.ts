// Owns the opening of a core page (core-page.ts) in a browser: bundled once, served at the register's own address.

import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import type { BrowserContext, Page } from 'playwright-core';
import type { CorePage } from './core-page.ts';

/** What `page.evaluate` finds: `(globalThis as unknown as InPage).core`. */
export interface InPage {
  readonly core: CorePage;
}

let bundled: Promise<string> | null = null;

async function bundleCore(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'silent',
    define: { __APP_VERSION__: JSON.stringify('0.0.0-test') },
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('./core-page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'corePage',
      },
    },
  })) as Rolldown.RolldownOutput[];
  return built[0]!.output[0].code;
}

/** Opens the core in one more tab, or in the given one. */
export async function openCorePage(
  context: BrowserContext,
  address: string,
  page: Page | null = null,
): Promise<Page> {
  bundled ??= bundleCore();
  const code = await bundled;
  const opened = page ?? (await context.newPage());
  await opened.route('**/core-page', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><meta charset="utf-8"><script src="/core-page.js"></script>',
    }),
  );
  await opened.route('**/core-page.js', (route) =>
    route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: code }),
  );
  await opened.goto(`${address}/core-page`);
  await opened.waitForFunction(
    () => (globalThis as unknown as InPage).core?.tablet.stage.value.stage !== 'starting',
  );
  return opened;
}
