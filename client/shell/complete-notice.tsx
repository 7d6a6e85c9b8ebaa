// Owns the counted notice that doses recorded without unlocking are to be completed: one line, one tap, never in the way of a dose.

import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { findDosesToComplete } from '../parts/to-complete.ts';
import { useServices } from '../services.tsx';
import { Icon } from '../ui/icons.tsx';

const nobody: ReadonlySet<string> = new Set();

export function CompleteNotice(): JSX.Element | null {
  const { tablet } = useServices();
  const count = findDosesToComplete(tablet.people.value, [], nobody).length;
  if (count === 0) return null;
  return (
    <a class="copy-offer question-offer" href="/paper">
      <Icon name="lock" size={28} />
      <span>
        {t('complete.notice', { count })} · <strong>{t('complete.open')}</strong>
      </span>
    </a>
  );
}
