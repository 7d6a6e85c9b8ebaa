// Owns looking at the gallery: every scene in three languages and both themes judged by axe, photographed in three sizes.

import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTabletBrowser, type TabletBrowser } from './parts/browser.ts';
import { writeContactSheets } from './parts/contact-sheet.ts';
import { findFaults, looks, type Picture } from './parts/looks.ts';
import { freePort } from './parts/server-process.ts';

const sheetFolder = process.env['SCREENS'];
const themes = ['standard', 'sunlight'] as const;
const narrow = looks.sizes[2];
const table = looks.sizes[1];

describe('the gallery', () => {
  let folder: string;
  let server: PreviewServer;
  let browser: TabletBrowser;
  let address: string;
  let names: string[];
  const pictures: Picture[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'suchi-gallery-'));
    const args = ['build', '--mode', 'gallery', '--outDir', folder, '--logLevel', 'error'];
    const built = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', ...args], {
      stdio: 'inherit',
    });
    expect(built.status).toBe(0);
    const port = await freePort();
    server = await preview({ build: { outDir: folder }, preview: { port, strictPort: true } });
    address = `http://localhost:${port}`;
    browser = await createTabletBrowser(address);
    const page = await browser.open();
    await page.goto(`${address}/gallery`);
    const links = page.locator('.gallery-pictures a');
    await links.first().waitFor();
    names = await links.allTextContents();
  });
  afterAll(async () => {
    const photographer = browser?.context().browser();
    if (sheetFolder !== undefined && photographer) {
      const of = (isDesk: boolean, theme: string) =>
        pictures.filter(
          ({ screen, size }) =>
            screen.startsWith('desk') === isDesk &&
            (theme === 'sunlight') === size.endsWith('sunlight'),
        );
      for (const theme of themes) {
        await writeContactSheets(photographer, sheetFolder, 'gallery', of(false, theme));
        await writeContactSheets(photographer, sheetFolder, 'gallery-desk', of(true, theme));
      }
    }
    await browser?.destroy();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('has scenes of tablet and desk', () => {
    expect(names.length).toBeGreaterThan(50);
  });

  for (const language of looks.languages)
    for (const theme of themes)
      it(
        `shows every scene without a fault: ${language}, ${theme}`,
        { timeout: 900_000 },
        async () => {
          const page = browser.page();
          const faults: string[] = [];
          for (const screen of names) {
            await page.setViewportSize(narrow);
            await page.goto(`${address}/gallery?scene=${screen}&lang=${language}&theme=${theme}`);
            await page.locator(`html[data-scene="${screen}"][lang="${language}"]`).waitFor();
            await page.evaluate(() => document.fonts.ready);
            for (const fault of await findFaults(page, narrow))
              faults.push(`${screen} ${language} ${theme}: ${fault}`);
            if (sheetFolder === undefined) continue;
            for (const size of theme === 'standard' ? looks.sizes : [table]) {
              await page.setViewportSize(size);
              const name = `${size.width}x${size.height}`;
              pictures.push({
                screen,
                language,
                size: theme === 'standard' ? name : `${name}-${theme}`,
                jpeg: await page.screenshot({ type: 'jpeg', quality: 70 }),
              });
            }
          }
          expect(faults).toEqual([]);
        },
      );
});
