// Owns the steps of a supervisor at the desk, in the words on the screen, in any of its languages.

import type { BrowserContext, Locator, Page } from 'playwright-core';
import { createTabletBrowser, type TabletBrowser } from './browser.ts';
import type { Register } from './register.ts';
import { languageNames, words, type Language } from './tablet-steps.ts';

export interface DeskScreen {
  readonly browser: TabletBrowser;
  readonly page: Page;
  readonly say: (key: string) => string | RegExp;
  readonly button: (key: string) => Locator;
  /** To a page of the desk; a sign-in that has run out is made anew. */
  readonly go: (place: 'day' | 'review' | 'tablets') => Promise<void>;
}

export async function openDesk(
  register: Register,
  language: Language,
  prepare?: (context: BrowserContext) => Promise<void>,
): Promise<DeskScreen> {
  const browser = await createTabletBrowser(register.server.address, {
    width: 1280,
    height: 800,
    ...(prepare === undefined ? {} : { prepare }),
  });
  const page = await browser.open();
  const say = (key: string): string | RegExp => words(language, key);
  const button = (key: string): Locator => page.getByRole('button', { name: say(key) });
  await page.goto(`${register.server.address}/desk`);
  await page.getByRole('button', { name: languageNames[language], exact: true }).first().click();
  const link = (place: string): Locator =>
    page.getByRole('link', { name: new RegExp(`^${String(say(`desk.nav.${place}`))}`) }).first();
  return {
    browser,
    page,
    say,
    button,
    go: async (place) => {
      const account = page.getByLabel(say('desk.signIn.account'));
      await account.or(link('day')).first().waitFor();
      if (await account.isVisible()) {
        const offer = register.server.demo();
        await account.fill(offer.account);
        await page.getByLabel(say('desk.signIn.password'), { exact: true }).fill(offer.password);
        await button('desk.signIn.submit').click();
      }
      await link(place).click();
    },
  };
}
