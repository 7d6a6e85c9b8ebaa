// Owns the choice of language and theme, on every screen: each language in its own name.

import type { JSX } from 'preact';
import { language, languageNames, languages, t, type Language } from '../i18n/index.ts';
import type { Theme } from '../ports.ts';
import { Icon } from '../ui/icons.tsx';

export function LanguagePicker(props: {
  readonly theme: Theme;
  readonly onLanguage: (chosen: Language) => void;
  readonly onTheme: (chosen: Theme) => void;
}): JSX.Element {
  const isSunlight = props.theme === 'sunlight';
  return (
    <div class="screen-choices">
      <fieldset class="languages" aria-label={t('shell.language')}>
        {languages.map((each) => (
          <button
            key={each}
            type="button"
            class="language"
            lang={each}
            aria-pressed={each === language.value}
            onClick={() => props.onLanguage(each)}
          >
            {languageNames[each]}
          </button>
        ))}
      </fieldset>
      <button
        type="button"
        class="theme"
        aria-pressed={isSunlight}
        aria-label={t('shell.sunlight')}
        title={t('shell.sunlight')}
        onClick={() => props.onTheme(isSunlight ? 'standard' : 'sunlight')}
      >
        <Icon name="sun" />
      </button>
    </div>
  );
}
