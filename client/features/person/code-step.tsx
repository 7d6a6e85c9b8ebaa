// Owns the second step's view: the number pad for four digits, the answer in words, and the way without a code.

import type { JSX } from 'preact';
import { t, tText } from '../../i18n/index.ts';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import { Viewfinder } from '../../parts/viewfinder.tsx';
import type { PersonRow } from '../../tablet.ts';
import { Button } from '../../ui/button.tsx';
import { ActionList } from '../../ui/choice.tsx';
import { FieldFault } from '../../ui/field.tsx';
import type { StepState } from '../../ui/layout.tsx';
import { NumberPad } from '../../ui/number-pad.tsx';
import { Notice, StatusWords } from '../../ui/notice.tsx';
import type { CodeModel } from './code-model.ts';
import type { ScanOnce } from '../../parts/scan-once.ts';
import { reasonsWithoutCode, type Proof, type WithoutCode } from './proof.ts';

const codeDigits = 4;
/** Longer numbers are taken, so that a six-digit OTP can be named as one. */
const typedDigitsMax = 8;

export function CodeStep(props: {
  readonly model: CodeModel;
  readonly scan: ScanOnce;
  readonly person: PersonRow;
  readonly proof: Proof;
  readonly state: StepState;
}): JSX.Element | null {
  const { model, person, proof, state } = props;
  if (state === 'done' || proof.proof !== 'open') return <ProofResult {...props} />;
  if (state === 'later') return null;
  const answer = model.answer.value;
  return (
    <>
      <p>{t('code.ask')}</p>
      <NumberPad
        id="security-code"
        label={t('code.label')}
        value={model.typed.value}
        digits={codeDigits}
        digitsMax={typedDigitsMax}
        takeFocus
        fault={answer === null ? null : tText(answer)}
        submitLabel={t('code.check')}
        onChange={model.type}
        onSubmit={() => void model.submit(person)}
      />
      {model.wrongTries.value > 1 && (
        <Notice
          tone="plain"
          title={t('code.severalWrong', { count: model.wrongTries.value })}
          live="polite"
        >
          <p>{t('code.severalWrongDo')}</p>
        </Notice>
      )}
      <SaveProblemNotice problem={model.saving.problem.value} />
      <SlipScanner scan={props.scan} />
      {model.isAskingWhy.value ? (
        <WithoutCodeChoice model={model} />
      ) : (
        <Button icon="code" onPress={model.askWhy}>
          {t('code.noCode')}
        </Button>
      )}
    </>
  );
}

/** The camera in this step, and why there is no picture. */
function SlipScanner({ scan }: { readonly scan: ScanOnce }): JSX.Element {
  const remark = scan.problem.value;
  if (scan.isScanning.value) return <Viewfinder readFrom={scan.readFrom} stop={scan.stop} />;
  return (
    <>
      {remark !== null && (
        <Notice tone="plain" icon="camera" title={t(remark)} live="polite">
          <p>{t('slip.typeInstead')}</p>
        </Notice>
      )}
      <Button icon="camera" onPress={scan.start}>
        {t('slip.scan')}
      </Button>
    </>
  );
}

function WithoutCodeChoice({ model }: { readonly model: CodeModel }): JSX.Element {
  return (
    <div class="form">
      <Notice tone="wait">
        <p>{t('code.withoutMeans')}</p>
      </Notice>
      <ActionList<WithoutCode>
        legend={t('code.whyNone')}
        choices={reasonsWithoutCode.map((value) => ({ value, label: t(`code.without.${value}`) }))}
        onAct={model.chooseWithout}
      />
      <Button onPress={model.haveCode}>{t('code.haveCode')}</Button>
    </div>
  );
}

function ProofResult(props: {
  readonly model: CodeModel;
  readonly scan: ScanOnce;
  readonly proof: Proof;
  readonly person: PersonRow;
  readonly state: StepState;
}): JSX.Element | null {
  const { proof, model, person } = props;
  if (proof.proof === 'open') return null;
  if (proof.proof === 'code')
    return (
      <output>
        <StatusWords tone="good" icon="confirmed">
          {t('code.matches')}
        </StatusWords>
      </output>
    );
  if (proof.proof === 'stated') return <p class="step-line">{t('booking.stated')}</p>;
  if (props.state === 'later') return null;
  const canStillType = !person.isWalkIn && proof.why !== 'code-not-issued';
  return (
    <>
      <p class="step-line">{t(`code.without.${proof.why}`)}</p>
      <Notice tone="wait">
        <p>
          {t(
            proof.why === 'no-phone' || proof.why === 'facilitated'
              ? 'code.waitsForCentre'
              : 'code.waitsForWord',
          )}
        </p>
      </Notice>
      {proof.why === 'code-not-issued' && (
        <>
          {model.answer.value !== null && (
            <FieldFault id="slip" fault={tText(model.answer.value)} />
          )}
          <SlipScanner scan={props.scan} />
        </>
      )}
      {canStillType && <Button onPress={model.haveCode}>{t('code.haveCode')}</Button>}
    </>
  );
}
