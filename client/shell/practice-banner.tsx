// Owns the frame of a practice session: on every screen of it, striped, in words, with the way out; and the way in.

import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { useServices } from '../services.tsx';
import { Button } from '../ui/button.tsx';
import { practiceCode } from '../practice/practice-pack.ts';

export function PracticeBanner({ onEnd }: { readonly onEnd: () => Promise<void> }): JSX.Element {
  return (
    <aside class="practice-banner" aria-label={t('practice.title')}>
      <p>
        <strong>{t('practice.title')}</strong>{' '}
        <span>{t('practice.means', { code: String(practiceCode) })}</span>
      </p>
      <Button icon="close" onPress={() => void onEnd()}>
        {t('practice.end')}
      </Button>
    </aside>
  );
}

/** On the lock screen: whoever learns needs no PIN of the register. */
export function PracticeLink(): JSX.Element | null {
  const { practice } = useServices();
  return practice.isOn ? null : (
    <p class="rescue-link">
      <Button look="quiet" icon="person" onPress={() => void practice.begin()}>
        {t('practice.begin')}
      </Button>
    </p>
  );
}
