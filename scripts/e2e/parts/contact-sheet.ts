// Owns contact sheets: many pictures of screens on one page, small enough to keep beside the text.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Picture } from './looks.ts';

const bytesMax = 200_000;
/** More on one sheet can no longer be read at that size. */
const picturesPerSheetMax = 22;

/** One file a language and size, or several: `<prefix>-<language>-<size>[-2].jpg`, each at most 200 kB. */
export async function writeContactSheets(
  browser: Browser,
  folder: string,
  prefix: string,
  pictures: readonly Picture[],
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const written: string[] = [];
  for (const name of new Set(pictures.map(({ language, size }) => `${language}-${size}`))) {
    const own = pictures.filter(({ language, size }) => `${language}-${size}` === name);
    for (let at = 0; at < own.length; at += picturesPerSheetMax) {
      const part = at === 0 ? '' : `-${at / picturesPerSheetMax + 1}`;
      const file = join(folder, `${prefix}-${name}${part}.jpg`);
      await writeFile(file, await drawSheet(browser, own.slice(at, at + picturesPerSheetMax)));
      written.push(file);
    }
  }
  return written;
}

async function drawSheet(browser: Browser, pictures: readonly Picture[]): Promise<Buffer> {
  const isWide = pictures[0]!.size.startsWith('1280');
  const width = isWide ? 330 : 210;
  const figures = pictures
    .map(
      ({ screen, jpeg }) =>
        `<figure><img width="${width}" src="data:image/jpeg;base64,${jpeg.toString('base64')}"><figcaption>${screen}</figcaption></figure>`,
    )
    .join('');
  const page = await browser.newPage({ viewport: { width: 1100, height: 400 } });
  await page.setContent(
    `<style>body{margin:12px;display:flex;flex-wrap:wrap;gap:10px;font:12px sans-serif;background:#ddd}figure{margin:0}img{display:block}</style>${figures}`,
  );
  for (let quality = 78; ; quality -= 8) {
    const sheet = await page.screenshot({ fullPage: true, type: 'jpeg', quality });
    if (sheet.length <= bytesMax || quality < 20) {
      await page.close();
      return sheet;
    }
  }
}

/** The README's picture: the tablet's list and the desk's day side by side. */
export async function writeReadmePicture(
  browser: Browser,
  file: string,
  tablet: Picture,
  desk: Picture,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 560 } });
  const image = (picture: Picture): string =>
    `<img height="520" src="data:image/jpeg;base64,${picture.jpeg.toString('base64')}">`;
  await page.setContent(
    `<style>body{margin:20px;display:flex;gap:20px;background:#e9e5da}img{border-radius:8px}</style>${image(tablet)}${image(desk)}`,
  );
  await writeFile(file, await page.screenshot({ type: 'jpeg', quality: 80 }));
  await page.close();
}
