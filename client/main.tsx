// Owns the composition of the client: the only file that builds adapters and reads the browser's surroundings.

import { render, type VNode } from 'preact';
import { effect, signal } from '@preact/signals';
import { LocationProvider } from 'preact-iso';
import './styles/index.css';
import { registerAppUpdate } from './device/app-update.ts';
import { createBrowserPreferences } from './device/browser-preferences.ts';
import { createBrowserAlarm } from './device/alarm.ts';
import { createBrowserBattery } from './device/battery.ts';
import { createBrowserPageEvents } from './device/page-events.ts';
import { createCodeScanner } from './device/code-scanner.ts';
import { createFileSharer } from './device/share-file.ts';
import { createBrowserStorage } from './device/storage.ts';
import { findMissingSupport } from './device/support.ts';
import { fetchTheRest, whenNeeded } from './device/when-needed.ts';
import { UnsupportedView, type Missing } from './features/start/unsupported-view.tsx';
import { language, loadFirstTexts, loadTexts, t } from './i18n/index.ts';
import type { CardChecker, StorageCare } from './ports.ts';
import { createKeptModels, type Services } from './services.tsx';
import { createSettings, type Settings } from './settings.ts';

const root = document.getElementById('app');
const linkedCode = /[#&]enrol=([^&]+)/.exec(location.hash)?.[1] ?? null;
// A code in the address bar would be seen and bookmarked.
if (linkedCode !== null) history.replaceState(null, '', location.pathname);

function show(view: VNode): void {
  if (root) render(view, root);
}

const aadhaar = whenNeeded(() => import('./device/read-aadhaar.ts'));

const deskTime = {
  now: () => Math.floor(Date.now() / 1000),
  every: (milliseconds: number, run: () => void) => {
    const timer = setInterval(run, milliseconds);
    return () => clearInterval(timer);
  },
};

/** What lies outside the app's own element follows the choices too: the page's language, title and theme. */
function followChoices(settings: Settings): void {
  effect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dataset['theme'] = settings.theme.value;
    document.title = t('shell.appName');
  });
}

function createStorageCare(): StorageCare {
  const storage = createBrowserStorage();
  const isPersisted = signal<boolean | null>(null);
  void storage.facts().then((facts) => void (isPersisted.value = facts.isPersisted));
  return {
    isPersisted,
    ask: async () => void (isPersisted.value = await storage.askToPersist()),
  };
}

/** Brought in when it is needed: checking a card weighs nothing on the first visit. */
function createCardCheck(): CardChecker {
  const load = (): Promise<CardChecker> =>
    import('./verify/card-checker.ts').then((it) => it.createBrowserCardChecker(deskTime.now));
  let loaded: Promise<CardChecker> | null = null;
  const checker = (): Promise<CardChecker> => (loaded ??= load());
  const cards: CardChecker = {
    check: async (text) => (await checker()).check(text),
    refresh: async () => (await checker()).refresh(),
  };
  // Lists are renewed while there is network, so that they are here when there is none.
  const renew = (): void => void cards.refresh().catch(() => undefined);
  createBrowserPageEvents().onOnline((isOnline) => void (isOnline && renew()));
  requestIdleCallbackOrSoon(renew);
  return cards;
}

/** Older browsers know no idle time. */
function requestIdleCallbackOrSoon(run: () => void): void {
  if ('requestIdleCallback' in globalThis) globalThis.requestIdleCallback(run, { timeout: 10_000 });
  else setTimeout(run, 3_000);
}

async function startTablet(settings: Settings): Promise<void> {
  const [{ createBrowserTablet }, { App }] = await Promise.all([
    import('./tablet-core/browser-tablet.ts'),
    import('./app.tsx'),
  ]);
  const showApp = (services: Services, key: string): void =>
    show(<App key={key} services={services} linkedCode={linkedCode} address={location.origin} />);
  const services: Services = {
    tablet: createBrowserTablet(),
    scanner: createCodeScanner(),
    cards: createCardCheck(),
    readAadhaar: async (key, text) => (await aadhaar.load()).readAadhaar(key, text),
    sharer: createFileSharer(),
    battery: createBrowserBattery(),
    alarm: createBrowserAlarm(),
    practice: {
      isOn: false,
      begin: () => beginPractice(services, showApp),
      end: () => Promise.resolve(),
    },
    update: registerAppUpdate(() => location.reload()),
    storage: createStorageCare(),
    settings,
    kept: createKeptModels(),
    appVersion: __APP_VERSION__,
  };
  showApp(services, 'register');
  fetchTheRestAfterFirstScreen(services);
}

/** What comes later may not compete with the first screen, and a network that came back gets what a lost one kept. */
function fetchTheRestAfterFirstScreen({ tablet }: Services): void {
  const stop = effect(() => {
    if (tablet.stage.value.stage === 'starting') return;
    requestAnimationFrame(() => {
      stop();
      void fetchTheRest();
    });
  });
  addEventListener('online', () => void fetchTheRest());
}

const practiceCode = whenNeeded(() => import('./practice/browser-practice.ts'));

/** The register is locked and goes on delivering behind it; a reload, whatever happened, shows the register. */
async function beginPractice(
  register: Services,
  showApp: (services: Services, key: string) => void,
): Promise<void> {
  const { createBrowserPractice } = await practiceCode.load();
  await register.tablet.lock();
  const practice = await createBrowserPractice(t('practice.centre'));
  history.replaceState(null, '', '/');
  const services: Services = {
    ...register,
    tablet: practice.tablet,
    kept: createKeptModels(),
    practice: {
      isOn: true,
      begin: () => Promise.resolve(),
      end: async () => {
        history.replaceState(null, '', '/');
        showApp(register, 'register');
        await practice.end();
      },
    },
  };
  showApp(services, 'practice');
}

async function startDesk(settings: Settings): Promise<void> {
  const [{ DeskApp }] = await Promise.all([
    import('./features/desk/desk-app.tsx'),
    loadTexts('en'),
    loadTexts(language.value),
  ]);
  registerAppUpdate(() => location.reload());
  show(
    <LocationProvider>
      <DeskApp time={deskTime} settings={settings} origin={location.origin} />
    </LocationProvider>,
  );
}

async function startGallery(settings: Settings): Promise<void> {
  const [{ Gallery }] = await Promise.all([
    import('./gallery/gallery.tsx'),
    loadTexts('en'),
    loadTexts(language.value),
  ]);
  show(<Gallery settings={settings} scene={new URLSearchParams(location.search).get('scene')} />);
}

/** Replaced by constants in a build, so that the gallery is in no build that goes to a tablet. */
const isGalleryBuilt = import.meta.env.DEV || import.meta.env.MODE === 'gallery';

async function start(): Promise<void> {
  const preferences = createBrowserPreferences(globalThis.indexedDB);
  const settings = createSettings(preferences, await preferences.read(), navigator.languages);
  await loadFirstTexts(language.value).catch(() => undefined);
  followChoices(settings);
  const missing: Missing | null = findMissingSupport();
  if (location.pathname.startsWith('/desk')) return startDesk(settings);
  if (isGalleryBuilt && location.pathname.startsWith('/gallery')) return startGallery(settings);
  if (missing !== null)
    return show(<UnsupportedView missing={missing} address={location.origin} />);
  return startTablet(settings);
}

start().catch((fault: unknown) => {
  show(<UnsupportedView missing="start-failed" address={location.origin} />);
  // Seen by developers and by the browser's own report; the screen has said what to do.
  reportError(fault);
});
