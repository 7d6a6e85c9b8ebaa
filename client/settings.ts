// Owns the choices of the screen: language and theme, remembered through the preferences port.

import { signal, type ReadonlySignal } from '@preact/signals';
import { language, languageOf, type Language } from './i18n/language.ts';
import type { Preferences, SavedPreferences, Theme } from './ports.ts';

export interface Settings {
  readonly theme: ReadonlySignal<Theme>;
  readonly chooseLanguage: (chosen: Language) => void;
  readonly chooseTheme: (chosen: Theme) => void;
}

export function createSettings(
  preferences: Preferences,
  saved: SavedPreferences,
  browserLanguages: readonly string[],
): Settings {
  const theme = signal<Theme>(saved.theme ?? 'standard');
  language.value = saved.language ?? languageOf(browserLanguages);
  // A choice that cannot be remembered still holds until the page closes.
  const remember = (): void =>
    void preferences.write({ language: language.value, theme: theme.value }).catch(() => undefined);
  return {
    theme,
    chooseLanguage: (chosen) => {
      language.value = chosen;
      remember();
    },
    chooseTheme: (chosen) => {
      theme.value = chosen;
      remember();
    },
  };
}
