// Owns the page on which an enrolment code is made and shown, large and as a QR code.

import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { t } from '../../../i18n/index.ts';
import { Button, LinkButton } from '../../../ui/button.tsx';
import { PageHead, ProgressBar, Sheet } from '../../../ui/layout.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { SelectField } from '../shell/select-field.tsx';
import { enrolmentCodeSecondsMax, type EnrolmentModel, type MadeCode } from './enrolment-model.ts';
import { textToQrDrawing } from '../../../parts/qr-drawing.ts';

export function EnrolmentPage({ model }: { readonly model: EnrolmentModel }): JSX.Element {
  useEffect(() => model.open(), [model]);
  const centres = model.centres.value;
  const made = model.made.value;
  const { value: fault } = model.fault;
  return (
    <main class="page desk-page desk-enrol" id="desk-main">
      <PageHead title={say('enrol.title')}>
        <p>{say('enrol.intro')}</p>
      </PageHead>
      <Sheet>
        {fault !== null && (
          <FaultNotice fault={fault} {...(centres === null ? { onAgain: model.open } : {})} />
        )}
        {centres === null && fault === null && <p role="status">{say('fresh.loading')}</p>}
        {centres !== null && <CentreForm model={model} centres={centres} />}
      </Sheet>
      <div role="status">{made !== null && <MadeCodeSheet made={made} />}</div>
      <LinkButton look="quiet" icon="copy" href="/carry" outside>
        {t('enrol.toCarry')}
      </LinkButton>
    </main>
  );
}

function CentreForm(props: {
  readonly model: EnrolmentModel;
  readonly centres: NonNullable<EnrolmentModel['centres']['value']>;
}): JSX.Element {
  const { model, centres } = props;
  if (centres.length === 0) return <p>{say('enrol.noCentres')}</p>;
  const centreId = model.centreId.value;
  return (
    <form
      class="desk-enrol-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void model.make();
      }}
    >
      <SelectField
        id="desk-enrol-centre"
        label={say('enrol.centre')}
        value={centreId === null ? '' : String(centreId)}
        choices={[
          ...(centres.length === 1 ? [] : [{ value: '', label: say('enrol.choose') }]),
          ...centres.map(({ centreId: id, name, block }) => ({
            value: String(id),
            label: block === '' ? name : `${name} · ${block}`,
          })),
        ]}
        onChoose={(value) => model.chooseCentre(value === '' ? null : Number(value))}
        fault={model.isMissingCentre.value ? say('enrol.centreMissing') : null}
      />
      <Button type="submit" look="primary" icon="plus" busy={model.isBusy.value}>
        {say('enrol.make')}
      </Button>
    </form>
  );
}

function MadeCodeSheet({ made }: { readonly made: MadeCode }): JSX.Element {
  const isOver = made.secondsLeft === 0;
  return (
    <section class="sheet sheet-margin" aria-label={say('enrol.code')}>
      <h2>{made.centreName}</h2>
      {isOver ? (
        <Notice tone="warn" icon="clock" title={say('enrol.over')}>
          <p>{say('enrol.overMeans')}</p>
        </Notice>
      ) : (
        <div class="desk-code-sheet">
          <CodeQr address={made.address} centreName={made.centreName} />
          <div class="desk-code-words">
            <p>{say('enrol.code')}</p>
            <p class="desk-code">{made.code}</p>
            <TimeLeft made={made} />
            <ol class="desk-steps">
              <li>{say('enrol.step1')}</li>
              <li>{say('enrol.step2')}</li>
              <li>{say('enrol.step3')}</li>
            </ol>
          </div>
        </div>
      )}
    </section>
  );
}

function TimeLeft({ made }: { readonly made: MadeCode }): JSX.Element {
  // Not spoken at each step: the time left is read when somebody looks for it.
  return (
    <div aria-live="off">
      <ProgressBar
        label={say('enrol.timeLeft')}
        value={Math.min(made.secondsLeft, enrolmentCodeSecondsMax)}
        max={enrolmentCodeSecondsMax}
        words={say('enrol.minutesLeft', { minutes: Math.ceil(made.secondsLeft / 60) })}
      />
    </div>
  );
}

function CodeQr(props: { readonly address: string; readonly centreName: string }): JSX.Element {
  const drawing = useMemo(() => textToQrDrawing(props.address), [props.address]);
  return (
    <svg
      class="desk-qr"
      viewBox={`0 0 ${drawing.side} ${drawing.side}`}
      role="img"
      aria-label={say('enrol.qr', { centre: props.centreName })}
      shape-rendering="crispEdges"
      data-address={props.address}
    >
      <rect width={drawing.side} height={drawing.side} fill="#ffffff" />
      <path d={drawing.path} fill="#000000" />
    </svg>
  );
}
