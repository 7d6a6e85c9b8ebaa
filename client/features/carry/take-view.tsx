// Owns the taking of a copy on the screen: pick a file, or hold the camera before the other tablet until every code is read.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { Button, ButtonRow } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { TakeModel } from './take-model.ts';

export function TakeView({ model }: { readonly model: TakeModel }): JSX.Element {
  const picker = useRef<HTMLInputElement>(null);
  const result = model.result.value;
  const scanProblem = model.scanProblem.value;
  const isGood = result === 'taken' || result === 'already-carried';
  return (
    <>
      <h2>{t('carry.take')}</h2>
      <p>{t('carry.takeWhy')}</p>
      {result !== null && (
        <Notice
          tone={isGood ? 'good' : 'warn'}
          title={t(`carry.take.${result}`)}
          live={isGood ? 'polite' : 'now'}
        >
          <p>{t(`carry.take.${result}.do`)}</p>
        </Notice>
      )}
      {scanProblem !== null && (
        <Notice tone="plain" icon="camera" title={t(scanProblem)} live="polite">
          <p>{t('carry.scan.fileInstead')}</p>
        </Notice>
      )}
      {model.isScanning.value ? (
        <Viewfinder model={model} />
      ) : (
        <ButtonRow>
          <Button icon="camera" onPress={model.scan}>
            {t('carry.scanCodes')}
          </Button>
          <Button icon="copy" busy={model.isBusy.value} onPress={() => picker.current?.click()}>
            {t('carry.pickFile')}
          </Button>
        </ButtonRow>
      )}
      <input
        ref={picker}
        class="carry-file"
        type="file"
        multiple
        tabIndex={-1}
        aria-label={t('carry.pickFile')}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          void model.takeFiles(files);
        }}
      />
    </>
  );
}

function Viewfinder({ model }: { readonly model: TakeModel }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) void model.readFrom(video.current);
    return model.stopScan;
  }, [model]);
  const progress = model.progress.value;
  const remark = model.remark.value;
  const missing = model.missing.value;
  return (
    <div class="viewfinder">
      <video ref={video} muted playsInline aria-label={t('scan.picture')} />
      {progress === null ? (
        <p>{t('carry.scan.hold')}</p>
      ) : (
        <output class="carry-position">
          {t('carry.scan.progress', { count: progress.numbers.length, of: progress.of })}
        </output>
      )}
      {progress !== null && (
        <ProgressBar
          label={t('carry.scan.label')}
          value={progress.numbers.length}
          max={progress.of}
          words={t('carry.scan.missing', { numbers: missing.join(', ') })}
        />
      )}
      {remark !== null && <Notice tone="plain" title={t(remark)} live="polite" />}
      <Button icon="close" onPress={model.stopScan}>
        {t('scan.stop')}
      </Button>
    </div>
  );
}
