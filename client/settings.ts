// Owns the choices of the screen: language and theme, remembered through the preferences port.

import { signal, type ReadonlySignal } from '@preact/signals';
import { loadTexts } from './i18n/index.ts';
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
  let wanted = language.value;
  // A choice that cannot be remembered still holds until the page closes.
  const remember = (): void =>
    void preferences.write({ language: language.value, theme: theme.value }).catch(() => undefined);
  return {
    theme,
    chooseLanguage: (chosen) => {
      wanted = chosen;
      // Texts that cannot be fetched now (a first visit without a network) leave the language as it is.
      const show = (): void => {
        if (wanted !== chosen) return;
        language.value = chosen;
        remember();
      };
      void loadTexts(chosen).then(show, () => undefined);
    },
    chooseTheme: (chosen) => {
      theme.value = chosen;
      remember();
    },
  };
}
