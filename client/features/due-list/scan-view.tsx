// Owns the camera's picture above the list, and the words about what it saw.

import type { JSX } from 'preact';
import { t, tText } from '../../i18n/index.ts';
import { Viewfinder } from '../../parts/viewfinder.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { ScanModel } from './scan-model.ts';

export function ScanView({ model }: { readonly model: ScanModel }): JSX.Element | null {
  const remark = model.remark.value;
  const words =
    remark === null ? null : (
      <Notice tone="plain" icon="camera" title={tText(remark)} live="polite">
        <p>{t('listScan.typeInstead')}</p>
      </Notice>
    );
  if (!model.isScanning.value) return words;
  return (
    <>
      <Viewfinder readFrom={model.readFrom} stop={model.stop} />
      {words}
    </>
  );
}
