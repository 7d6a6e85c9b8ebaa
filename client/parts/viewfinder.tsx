// Owns the camera's picture above a form, and the way to stop it.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { Button } from '../ui/button.tsx';

export function Viewfinder(props: {
  readonly readFrom: (video: HTMLVideoElement) => Promise<void>;
  readonly stop: () => void;
}): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const { readFrom, stop } = props;
  useEffect(() => {
    if (video.current) void readFrom(video.current);
    return stop;
  }, [readFrom, stop]);
  return (
    <div class="viewfinder">
      <video ref={video} muted playsInline aria-label={t('scan.picture')} />
      <p>{t('scan.hold')}</p>
      <Button icon="close" onPress={stop}>
        {t('scan.stop')}
      </Button>
    </div>
  );
}
