// Owns the making of a copy on the screen: two ways, the codes one after the other, and the question whether it has arrived.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t, tText } from '../../i18n/index.ts';
import { QrCode } from '../../parts/qr-code.tsx';
import { Button, ButtonRow } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { MakeModel } from './make-model.ts';

/** Long enough for a camera to find it, short enough that nobody puts the device down. */
const turnMilliseconds = 2_500;

export function MakeView(props: {
  readonly model: MakeModel;
  readonly uncopied: number;
}): JSX.Element {
  const { model } = props;
  const step = model.step.value;
  const problem = model.problem.value;
  return (
    <>
      <h2>{t('carry.make')}</h2>
      {step === 'file' && <FileMade model={model} />}
      {step === 'done' && (
        <Notice tone="good" title={t('carry.done')} live="polite">
          <p>{t('carry.doneMeans')}</p>
        </Notice>
      )}
      {(step === 'choose' || step === 'done') && (
        <>
          <p>{t('carry.makeWhy')}</p>
          <p>
            <strong>{t('carry.uncopied', { count: props.uncopied })}</strong>
          </p>
          {problem !== null && <Notice tone="warn" title={tText(problem)} live="polite" />}
          <ButtonRow>
            <Button
              look="primary"
              icon="qr"
              busy={model.isBusy.value}
              onPress={() => void model.showCodes('since-last')}
            >
              {t('carry.showCodes')}
            </Button>
            <Button icon="copy" busy={model.isBusy.value} onPress={() => void model.shareFile()}>
              {t('carry.shareFile')}
            </Button>
          </ButtonRow>
          <Button look="quiet" onPress={() => void model.showCodes('everything')}>
            {t('carry.showAllCodes')}
          </Button>
        </>
      )}
    </>
  );
}

export function CodesView({ model }: { readonly model: MakeModel }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The page before was longer: what has to be seen begins at the top.
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
    const timer = setInterval(model.turn, turnMilliseconds);
    return () => clearInterval(timer);
  }, [model]);
  const frame = model.frame.value;
  const of = model.made.value?.frames?.length ?? 0;
  const position = model.position.value;
  const isTurning = model.isTurning.value;
  return (
    <div class="carry-codes">
      <h1 class="carry-position" tabIndex={-1} ref={heading}>
        {t('carry.position', { position, of })}
      </h1>
      {frame !== null && <QrCode text={frame} label={t('carry.code', { position, of })} />}
      <p>{t('carry.codesHow')}</p>
      {of > 1 && (
        <ButtonRow>
          <Button icon="back" onPress={model.back}>
            {t('carry.codeBack')}
          </Button>
          <Button icon="next" onPress={model.next}>
            {t('carry.codeNext')}
          </Button>
          <Button pressed={isTurning} onPress={() => model.setTurning(!isTurning)}>
            {t('carry.turning')}
          </Button>
        </ButtonRow>
      )}
      <Arrived model={model} canBeThere={model.hasSeenAll.value} />
    </div>
  );
}

function FileMade({ model }: { readonly model: MakeModel }): JSX.Element {
  return (
    <>
      <Notice tone="plain" icon="copy" title={model.made.value?.fileName ?? ''} live="polite">
        <p>{t(model.isDownloaded.value ? 'carry.downloaded' : 'carry.shared')}</p>
      </Notice>
      <Arrived model={model} canBeThere />
    </>
  );
}

/** Only a person sees whether the other device has it; until then the next copy begins where this one did. */
function Arrived(props: { readonly model: MakeModel; readonly canBeThere: boolean }): JSX.Element {
  const { model } = props;
  return (
    <ButtonRow>
      <Button
        look="primary"
        icon="confirmed"
        busy={model.isBusy.value}
        disabled={!props.canBeThere}
        onPress={() => void model.confirm()}
      >
        {t('carry.arrived')}
      </Button>
      <Button icon="close" onPress={model.close}>
        {t('carry.notArrived')}
      </Button>
    </ButtonRow>
  );
}
