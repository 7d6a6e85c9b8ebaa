// Owns the button that opens the camera, its picture, and the words when there is none.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import type { ScanOnce } from './scan-once.ts';

export function ScanOnceView(props: {
  readonly scan: ScanOnce;
  readonly label: string;
}): JSX.Element {
  const { scan } = props;
  const problem = scan.problem.value;
  if (scan.isScanning.value) return <Viewfinder scan={scan} />;
  return (
    <>
      <Button icon="camera" onPress={scan.start}>
        {props.label}
      </Button>
      {problem !== null && <Notice tone="plain" icon="camera" title={t(problem)} live="polite" />}
    </>
  );
}

function Viewfinder({ scan }: { readonly scan: ScanOnce }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) void scan.readFrom(video.current);
    return scan.stop;
  }, [scan]);
  return (
    <div class="viewfinder">
      <video ref={video} muted playsInline aria-label={t('scan.picture')} />
      <p>{t('scan.hold')}</p>
      <Button icon="close" onPress={scan.stop}>
        {t('scan.stop')}
      </Button>
    </div>
  );
}
