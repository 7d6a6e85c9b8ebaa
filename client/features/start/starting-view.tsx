// Owns the short moment before the tablet knows where it stands.

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { EmptyState } from '../../ui/layout.tsx';

export function StartingView(): JSX.Element {
  return (
    <main class="page page-narrow" aria-busy="true">
      <EmptyState icon="list" title={t('start.opening')} />
    </main>
  );
}
