// Owns how the verify page looks: one big button, what was found in plain words, what was checked and as of when.

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatDayTime, t } from '../i18n/index.ts';
import { Button, ButtonRow } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { PageHead, Sheet } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';
import { VerifyResultView } from './result-view.tsx';
import { say } from './verify-texts.ts';
import type { VerifyModel } from './verify-model.ts';

export function VerifyView({ model }: { readonly model: VerifyModel }): JSX.Element {
  const result = model.result.value;
  const scanProblem = model.scanProblem.value;
  return (
    <main class="page page-narrow">
      <PageHead title={say('title')}>
        <p>{say('about')}</p>
      </PageHead>
      {result !== null && <VerifyResultView result={result} />}
      {scanProblem !== null && (
        <Notice tone="plain" icon="camera" title={t(scanProblem)} live="polite">
          <p>{say('fileInstead')}</p>
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
    <Sheet label={say('ways')}>
      <ButtonRow>
        <Button look="primary" icon="camera" onPress={model.scan}>
          {say(model.result.value === null ? 'scan' : 'scanNext')}
        </Button>
        <Button icon="copy" onPress={() => picker.current?.click()}>
          {say('pickFile')}
        </Button>
      </ButtonRow>
      <input
        ref={picker}
        class="verify-file"
        type="file"
        tabIndex={-1}
        aria-label={say('pickFile')}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file !== undefined) void model.readFile(file);
        }}
      />
      <details class="verify-text">
        <summary>{say('typeInstead')}</summary>
        <TextField id="verify-text" label={say('text')} value={text} onInput={setText} multiline />
        <Button
          onPress={() => {
            if (text.trim() !== '') void model.readText(text);
          }}
        >
          {say('checkText')}
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
    <Sheet label={say('lists')}>
      <h2>{say('lists')}</h2>
      {model.isReady.value && (
        <p>
          {lists === null
            ? say('listsNone')
            : say('listsOf', { time: formatDayTime(lists.fetchedAt) })}
        </p>
      )}
      {model.isOffline.value && <p>{say('offline')}</p>}
      <p aria-live="polite">
        {model.waiting.value > 0 && say('waiting', { count: model.waiting.value })}
      </p>
      <Button icon="refresh" busy={model.isRefreshing.value} onPress={() => void model.refresh()}>
        {say('renew')}
      </Button>
    </Sheet>
  );
}
