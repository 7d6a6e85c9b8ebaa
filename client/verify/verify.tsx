// Owns the composition of the verify page: its own entry, without PIN, list or account.

import { effect } from '@preact/signals';
import { render } from 'preact';
import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';
import '../ui/ui.css';
import '../shell/shell.css';
import './verify.css';
import { registerAppUpdate } from '../device/app-update.ts';
import { createBrowserClock } from '../device/clock.ts';
import { createCodeScanner } from '../device/code-scanner.ts';
import { createBrowserPageEvents } from '../device/page-events.ts';
import { createBrowserPreferences } from '../device/browser-preferences.ts';
import { fetchTheRest } from '../device/when-needed.ts';
import { language, loadTexts, t } from '../i18n/index.ts';
import { createSettings } from '../settings.ts';
import { LanguagePicker } from '../shell/language-picker.tsx';
import { Icon } from '../ui/icons.tsx';
import { browserCardPlatform } from './card-platform.ts';
import { createListStore } from './list-store.ts';
import { createListsApi } from './lists-api.ts';
import { say } from './verify-texts.ts';
import { createVerifyModel } from './verify-model.ts';
import { VerifyView } from './verify-view.tsx';

async function start(root: HTMLElement): Promise<void> {
  const preferences = createBrowserPreferences(globalThis.indexedDB);
  const settings = createSettings(preferences, await preferences.read(), navigator.languages);
  await loadTexts(language.value).catch(() => undefined);
  const model = createVerifyModel({
    platform: browserCardPlatform,
    store: createListStore(globalThis.indexedDB),
    fetchLists: createListsApi(location.origin),
    scanner: createCodeScanner(),
    receipts: () => import('./browser-receipts.ts').then((it) => it.createBrowserReceipts()),
    now: createBrowserClock().wall,
  });
  effect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dataset['theme'] = settings.theme.value;
    document.title = say('title');
  });
  render(
    <div class="app">
      <header class="cover">
        <div class="cover-choices">
          <BrandInUse />
          <LanguagePickerInUse settings={settings} />
        </div>
      </header>
      <VerifyView model={model} />
    </div>,
    root,
  );
  registerAppUpdate(() => location.reload());
  requestAnimationFrame(() => void fetchTheRest());
  createBrowserPageEvents().onOnline((isOnline) => {
    if (isOnline) void model.start();
  });
  await model.start();
}

function BrandInUse() {
  return (
    <span class="cover-brand">
      <Icon name="list" size={26} /> {t('shell.appName')}
    </span>
  );
}

function LanguagePickerInUse(props: { readonly settings: ReturnType<typeof createSettings> }) {
  const { settings } = props;
  return (
    <LanguagePicker
      theme={settings.theme.value}
      onLanguage={settings.chooseLanguage}
      onTheme={settings.chooseTheme}
    />
  );
}

const root = document.getElementById('app');
if (root) void start(root);
