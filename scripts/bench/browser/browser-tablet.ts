// Owns a measuring tablet in Chromium behind a proxy of its own: another origin, so another disk, for each.

import type { Page } from 'playwright-core';
import { createDice, type Dice } from '../../simulation/dice.ts';
import { planDay, type PlannedRecord } from '../day/day-plan.ts';
import type { Trip } from '../day/bench-tablet.ts';
import type { LinkProfile } from '../link/link-model.ts';
import { createProxy, type Proxy } from '../link/proxy.ts';
import type { BenchContext } from '../measure.ts';
import { createBenchServer, morningSeconds, type BenchServer } from '../server/bench-server.ts';
import type { AppendTimes } from './append-times.ts';
import { benchBrowser, type InPage } from './bench-browser.ts';

export interface BrowserTablet {
  readonly page: Page;
  readonly proxy: Proxy;
  readonly centreId: number;
  /** What the morning's list took. */
  readonly morning: readonly Trip[];
  readonly morningSeconds: number;
  /** The whole day of its list, recorded while nothing is sent. */
  readonly recordDay: (plan?: readonly PlannedRecord[]) => Promise<void>;
  readonly lock: () => Promise<void>;
  readonly crash: () => Promise<void>;
  readonly dropBodies: () => Promise<void>;
  readonly exchange: () => Promise<readonly Trip[]>;
  /** Of the first person of the list, over and over: the journal holds any number of doses. */
  readonly measureAppends: (pairs: number) => Promise<AppendTimes>;
  readonly close: () => Promise<void>;
}

export interface ListeningServer {
  readonly server: BenchServer;
  readonly port: number;
}

export function browserServer(context: BenchContext): Promise<ListeningServer> {
  return context.once('browser server', async () => {
    const { script } = await benchBrowser(context);
    const server = await createBenchServer();
    context.atEnd(server.stop);
    return { server, port: await server.listen(script) };
  });
}

export async function createBrowserTablet(
  context: BenchContext,
  people: number,
  /** The link from the moment on at which the page stands: the morning goes over it. */
  link: { readonly profile: LinkProfile; readonly dice: Dice } | null = null,
): Promise<BrowserTablet> {
  const browser = await benchBrowser(context);
  const { server, port } = await browserServer(context);
  const centre = await server.addCentre(people);
  const proxy = await createProxy(port);
  const page = await browser.open(proxy.address);
  const { publicKey, device } = await page.evaluate(() =>
    (globalThis as unknown as InPage).bench.begin(),
  );
  const record = await server.enrol(new Uint8Array(publicKey), device, centre.centreId);
  if (link !== null) proxy.setLink(link.profile, link.dice);
  const start = performance.now();
  const morning = await page.evaluate(
    ([enrolment, seconds]) => (globalThis as unknown as InPage).bench.morning(enrolment, seconds),
    [record, morningSeconds] as const,
  );
  const seconds = (performance.now() - start) / 1000;
  proxy.setLink(null);
  return {
    page,
    proxy,
    centreId: centre.centreId,
    morning,
    morningSeconds: seconds,
    recordDay: (plan = planDay(createDice(1), people)) =>
      page.evaluate(
        ([list, planned]) => (globalThis as unknown as InPage).bench.recordDay(list, planned),
        [centre.people, plan] as const,
      ),
    lock: () => page.evaluate(() => (globalThis as unknown as InPage).bench.lock()),
    crash: () => page.evaluate(() => (globalThis as unknown as InPage).bench.crash()),
    dropBodies: () => page.evaluate(() => (globalThis as unknown as InPage).bench.dropBodies()),
    exchange: () => page.evaluate(() => (globalThis as unknown as InPage).bench.exchange()),
    measureAppends: (pairs) =>
      page.evaluate(
        ([person, count]) => (globalThis as unknown as InPage).bench.measureAppends(person, count),
        [centre.people[0]!, pairs] as const,
      ),
    close: async () => {
      await page.close();
      await proxy.close();
    },
  };
}
