// Owns the whole app in a real Chromium for a measure: a real server with a list of the wished length, one tablet that is set up.

import type { CDPSession, Page } from 'playwright-core';
import { createTabletBrowser } from '../../e2e/parts/browser.ts';
import { createRegister, type Register } from '../../e2e/parts/register.ts';
import { createTabletSteps, type TabletSteps } from '../../e2e/parts/tablet-steps.ts';
import { findChromium } from '../../testing/find-chromium.ts';
import type { BenchContext } from '../measure.ts';

export interface AppInBrowser {
  readonly register: Register;
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly steps: TabletSteps;
  readonly throttle: (rate: number) => Promise<void>;
}

export const pin = '482917';

/** A register whose first centre has so many people booked today, and a browser that has seen nothing of it. */
export async function openApp(context: BenchContext, people: number): Promise<AppInBrowser> {
  const found = findChromium(context.say);
  if (found.path === undefined) throw new Error(found.reason);
  process.env['CHROMIUM_PATH'] = found.path;
  context.facts.set('chromium', found.version);
  const register = await createRegister();
  context.atEnd(register.destroy);
  const booked = await countBooked(register);
  await register.bookMore(people - booked);
  const browser = await createTabletBrowser(register.server.address);
  context.atEnd(browser.destroy);
  const page = await browser.open();
  const cdp = await browser.context().newCDPSession(page);
  return {
    register,
    page,
    cdp,
    steps: createTabletSteps(page),
    throttle: async (rate) => {
      await cdp.send('Emulation.setCPUThrottlingRate', { rate });
    },
  };
}

/** From an empty browser to the day's list; the name of the staff member who set the PIN. */
export async function setUp(app: AppInBrowser): Promise<string> {
  const { page, steps, register } = app;
  await page.goto(register.server.address);
  await steps.enrol(await register.makeEnrolmentCode());
  const name = await steps.choosePin(/Vaccinator/, pin);
  await steps.openList();
  await page.locator(listRow).first().waitFor();
  return name;
}

export const listRow = 'a[href^="/person/"]';

async function countBooked(register: Register): Promise<number> {
  const { count } = await register.withStore(({ database }) =>
    database
      .selectFrom('appointment')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('centre_id', '=', register.centreId)
      .where('is_ended', '=', 0)
      .executeTakeFirstOrThrow(),
  );
  return Number(count);
}
