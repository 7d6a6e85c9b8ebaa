// Owns the screen while the day list comes down: how much, how long, and what to do when the network is gone.

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import type { PackProgress } from '../../tablet.ts';
import { Button } from '../../ui/button.tsx';
import { ProgressBar, Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';

export function PackView(props: {
  readonly progress: PackProgress | null;
  readonly isOffline: boolean;
  readonly onAgain: () => void;
}): JSX.Element {
  const { progress } = props;
  return (
    <main class="page page-narrow">
      <Sheet margin>
        <h1>{t('pack.title')}</h1>
        <ProgressBar
          label={t('pack.title')}
          value={progress?.receivedBytes ?? 0}
          max={progress?.totalBytes ?? 1}
          words={progress === null ? t('pack.asking') : wordsOf(progress)}
        />
        {props.isOffline && (
          <Notice tone="plain" icon="offline" title={t('pack.offline')} live="polite">
            <p>{t('pack.offlineDo')}</p>
          </Notice>
        )}
        <Button icon="refresh" onPress={props.onAgain}>
          {t('pack.again')}
        </Button>
      </Sheet>
    </main>
  );
}

function wordsOf(progress: PackProgress): string {
  const done = t('pack.received', {
    received: Math.ceil(progress.receivedBytes / 1024),
    total: Math.ceil(progress.totalBytes / 1024),
  });
  if (progress.secondsLeft === null) return done;
  return `${done} · ${t('pack.secondsLeft', { count: Math.max(1, Math.ceil(progress.secondsLeft)) })}`;
}
