// Owns a Chromium that a test can kill like a power cut: its own process group, a profile on disk that can be copied, reached over CDP.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { waitUntil } from './server-process.ts';

const chromiumArgs = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-breakpad',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--password-store=basic',
  '--use-mock-keychain',
  '--window-size=800,1280',
  '--lang=en-IN',
];

/** As a tablet's settings would: the page's clock stands this many seconds beside the machine's. */
export interface ChromiumOptions {
  readonly clockAheadSeconds?: number;
}

export interface ChromiumProcess {
  readonly context: () => BrowserContext;
  readonly page: () => Page;
  /** Starts the browser on its profile, at the address. */
  readonly open: (address: string, options?: ChromiumOptions) => Promise<Page>;
  /** SIGKILL to the whole process group: nobody gets to say or write a last thing. */
  readonly kill: () => Promise<void>;
  readonly close: () => Promise<void>;
  /** The profile as it stands now, as another device's disk. The browser must be closed. */
  readonly copyProfile: () => Promise<ChromiumProcess>;
  /** Puts the profile of another one in the place of this one's, as after a power loss. Both must be closed. */
  readonly takeProfileOf: (other: ChromiumProcess) => Promise<void>;
  readonly profile: string;
  readonly destroy: () => Promise<void>;
}

export async function createChromiumProcess(): Promise<ChromiumProcess> {
  return onProfile(await mkdtemp(join(tmpdir(), 'suchi-failure-')));
}

function onProfile(profile: string): ChromiumProcess {
  let child: ChildProcess | null = null;
  let browser: Browser | null = null;
  let page: Page | null = null;
  // A run that ends in the middle of a test leaves no browser behind.
  const killAtExit = (): void => {
    if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  const kill = async (): Promise<void> => {
    process.off('exit', killAtExit);
    const running = child;
    child = null;
    page = null;
    if (running?.pid === undefined) return;
    if (running.exitCode === null && running.signalCode === null) {
      const exited = once(running, 'exit');
      process.kill(-running.pid, 'SIGKILL');
      await exited;
    }
    await browser?.close().catch(() => undefined);
    browser = null;
  };
  const close = async (): Promise<void> => {
    const running = child;
    if (running === null) return;
    const exited = once(running, 'exit');
    const session = await browser!.newBrowserCDPSession();
    await session.send('Browser.close').catch(() => undefined);
    await exited;
    await kill();
  };
  return {
    profile,
    context: () => browser!.contexts()[0]!,
    page: () => page!,
    open: async (address, options = {}) => {
      child = spawn(
        process.env['CHROMIUM_PATH'] ?? chromium.executablePath(),
        [...chromiumArgs, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
        {
          detached: true,
          stdio: ['ignore', 'ignore', 'pipe'],
          env: { ...process.env, TZ: 'Asia/Kolkata' },
        },
      );
      process.once('exit', killAtExit);
      browser = await chromium.connectOverCDP(await readDebuggerAddress(child));
      const context = browser.contexts()[0]!;
      if (options.clockAheadSeconds !== undefined)
        await context.addInitScript(shiftClock, options.clockAheadSeconds * 1000);
      page = context.pages()[0] ?? (await context.newPage());
      await page.goto(address);
      return page;
    },
    kill,
    close,
    copyProfile: async () => {
      const copy = await mkdtemp(join(tmpdir(), 'suchi-failure-copy-'));
      await cp(profile, copy, { recursive: true });
      return onProfile(copy);
    },
    takeProfileOf: async (other) => {
      await rm(profile, { recursive: true, force: true });
      await cp(other.profile, profile, { recursive: true });
    },
    destroy: async () => {
      await kill();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function readDebuggerAddress(child: ChildProcess): Promise<string> {
  let said = '';
  const hear = (bytes: Buffer): void => void (said += bytes.toString());
  child.stderr!.on('data', hear);
  const find = (): string | undefined => /DevTools listening on (ws:\S+)/.exec(said)?.[1];
  await waitUntil(() => find() !== undefined || child.exitCode !== null, 'Chromium to listen');
  const address = find();
  if (address === undefined) throw new Error(`Chromium did not start: ${said}`);
  child.stderr!.off('data', hear).resume();
  return address;
}

/** Runs in the page before its own scripts. The running clock (performance.now) stays as it is: it cannot be set by hand. */
function shiftClock(milliseconds: number): void {
  const RealDate = Date;
  const shifted = (): number => RealDate.now() + milliseconds;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: [], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [shifted()] : args, newTarget) as object,
    get: (target, name) => (name === 'now' ? shifted : (Reflect.get(target, name) as unknown)),
  });
}
