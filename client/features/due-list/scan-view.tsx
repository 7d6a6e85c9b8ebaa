// Owns the camera's picture above the list, and the words about what it saw.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { ScanModel } from './scan-model.ts';

export function ScanView({ model }: { readonly model: ScanModel }): JSX.Element | null {
  const remark = model.remark.value;
  const words =
    remark === null ? null : (
      <Notice tone="plain" icon="camera" title={t(remark)} live="polite">
        <p>{t('listScan.typeInstead')}</p>
      </Notice>
    );
  if (!model.isScanning.value) return words;
  return (
    <>
      <Viewfinder model={model} />
      {words}
    </>
  );
}

function Viewfinder({ model }: { readonly model: ScanModel }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) void model.readFrom(video.current);
    return model.stop;
  }, [model]);
  return (
    <div class="viewfinder">
      <video ref={video} muted playsInline aria-label={t('scan.picture')} />
      <p>{t('scan.hold')}</p>
      <Button icon="close" onPress={model.stop}>
        {t('scan.stop')}
      </Button>
    </div>
  );
}
