// Owns how the verify page looks: one big button, what was found in plain words, what was checked and as of when.

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatDayTime, t } from '../i18n/index.ts';
import { Button, ButtonRow } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { PageHead, Sheet } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { VerifyResultView } from './result-view.tsx';
import type { VerifyModel } from './verify-model.ts';

export function VerifyView({ model }: { readonly model: VerifyModel }): JSX.Element {
  const result = model.result.value;
  const scanProblem = model.scanProblem.value;
  return (
    <main class="page page-narrow">
      <PageHead title={t('verify.title')}>
        <p>{t('verify.about')}</p>
      </PageHead>
      {result !== null && <VerifyResultView result={result} />}
      {scanProblem !== null && (
        <Notice tone="plain" icon="camera" title={t(scanProblem)} live="polite">
          <p>{t('verify.fileInstead')}</p>
        </Notice>
      )}
      {model.isScanning.value ? <Viewfinder model={model} /> : <Ways model={model} />}
      <ListsSheet model={model} />
    </main>
  );
}

function Ways({ model }: { readonly model: VerifyModel }): JSX.Element {
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  return (
    <Sheet label={t('verify.ways')}>
      <ButtonRow>
        <Button look="primary" icon="camera" onPress={model.scan}>
          {t(model.result.value === null ? 'verify.scan' : 'verify.scanNext')}
        </Button>
        <Button icon="copy" onPress={() => picker.current?.click()}>
          {t('verify.pickFile')}
        </Button>
      </ButtonRow>
      <input
        ref={picker}
        class="verify-file"
        type="file"
        tabIndex={-1}
        aria-label={t('verify.pickFile')}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file !== undefined) void model.readFile(file);
        }}
      />
      <details class="verify-text">
        <summary>{t('verify.typeInstead')}</summary>
        <TextField
          id="verify-text"
          label={t('verify.text')}
          value={text}
          onInput={setText}
          multiline
        />
        <Button
          onPress={() => {
            if (text.trim() !== '') void model.readText(text);
          }}
        >
          {t('verify.checkText')}
        </Button>
      </details>
    </Sheet>
  );
}

function Viewfinder({ model }: { readonly model: VerifyModel }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) void model.readFrom(video.current);
    return model.stopScan;
  }, [model]);
  return (
    <div class="viewfinder">
      <video ref={video} muted playsInline aria-label={t('scan.picture')} />
      <p>{t('scan.hold')}</p>
      <Button icon="close" onPress={model.stopScan}>
        {t('scan.stop')}
      </Button>
    </div>
  );
}

/** What this page goes by: it must be seen before anybody relies on it. */
function ListsSheet({ model }: { readonly model: VerifyModel }): JSX.Element {
  const lists = model.lists.value;
  return (
    <Sheet label={t('verify.lists')}>
      <h2>{t('verify.lists')}</h2>
      {model.isReady.value && (
        <p>
          {lists === null
            ? t('verify.listsNone')
            : t('verify.listsOf', { time: formatDayTime(lists.fetchedAt) })}
        </p>
      )}
      {model.isOffline.value && <p>{t('verify.offline')}</p>}
      <p aria-live="polite">
        {model.waiting.value > 0 && t('verify.waiting', { count: model.waiting.value })}
      </p>
      <Button icon="refresh" busy={model.isRefreshing.value} onPress={() => void model.refresh()}>
        {t('verify.renew')}
      </Button>
    </Sheet>
  );
}
