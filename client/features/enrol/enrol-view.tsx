// Owns the enrolment screen: code field, its own keypad, the camera, and the sentence for every answer.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { Button, ButtonRow, LinkButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { codeKeys, type EnrolModel } from './enrol-model.ts';

export function EnrolView(props: {
  readonly model: EnrolModel;
  readonly isEmptied: boolean;
}): JSX.Element {
  const { model, isEmptied } = props;
  const fault = model.fault.value;
  const scanProblem = model.scanProblem.value;
  return (
    <main class="page page-narrow">
      <Sheet margin>
        <h1>{t('enrol.title')}</h1>
        <p>{t('enrol.intro')}</p>
        {isEmptied && (
          <Notice tone="bad" title={t('enrol.emptied')} live="now">
            <p>{t('enrol.emptied.do')}</p>
          </Notice>
        )}
        <TextField
          id="enrolment-code"
          label={t('enrol.code')}
          hint={t('enrol.codeHint')}
          value={model.typed.value}
          autoComplete="one-time-code"
          onInput={model.type}
          onEnter={() => void model.submit()}
        />
        {fault !== null && (
          <Notice tone="warn" title={t(`enrol.${fault}`)} live="now">
            <p>{t(`enrol.${fault}.do`)}</p>
          </Notice>
        )}
        {scanProblem !== null && (
          <Notice tone="plain" icon="camera" title={t(scanProblem)} live="polite">
            <p>{t('scan.typeInstead')}</p>
          </Notice>
        )}
        <ButtonRow>
          <Button
            look="primary"
            icon="tablet"
            busy={model.isBusy.value}
            onPress={() => void model.submit()}
          >
            {t(model.isBusy.value ? 'enrol.asking' : 'enrol.submit')}
          </Button>
          {!model.isScanning.value && (
            <Button icon="camera" onPress={model.scan}>
              {t('scan.start')}
            </Button>
          )}
        </ButtonRow>
        {model.isScanning.value ? <Viewfinder model={model} /> : <CodeKeys model={model} />}
      </Sheet>
      <LinkButton look="quiet" icon="copy" href="/carry">
        {t('enrol.toCarry')}
      </LinkButton>
      <LinkButton look="quiet" href="/desk" outside>
        {t('enrol.toDesk')}
      </LinkButton>
    </main>
  );
}

function CodeKeys({ model }: { readonly model: EnrolModel }): JSX.Element {
  return (
    <fieldset class="code-keys" aria-label={t('enrol.keys')}>
      {codeKeys.map((key) => (
        <button key={key} type="button" class="code-key" onClick={() => model.press(key)}>
          {key}
        </button>
      ))}
      <button type="button" class="code-key code-key-erase" onClick={model.erase}>
        <Icon name="erase" size={28} />
        <span class="visually-hidden">{t('ui.erase')}</span>
      </button>
    </fieldset>
  );
}

function Viewfinder({ model }: { readonly model: EnrolModel }): JSX.Element {
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
