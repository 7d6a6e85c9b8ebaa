// Owns the offer of a new version: a line that waits, never a reload by itself.

import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { useServices } from '../services.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

export function UpdateNotice(): JSX.Element | null {
  const { update, kept } = useServices();
  if (!update.isReady.value) return null;
  const hasOpenForm = kept.unsaved().length > 0;
  return (
    <Notice tone="plain" icon="refresh" title={t('update.ready')} live="polite">
      <p>{t(hasOpenForm ? 'update.finishFirst' : 'update.safe')}</p>
      <Button icon="refresh" onPress={update.apply}>
        {t('update.now')}
      </Button>
    </Notice>
  );
}
