// Owns the sheets of slips: eight to a page of A4, cut along the dashes. Printed without the desk around them.

import type { JSX } from 'preact';
import type { DeskSlips, PrintedSlip } from '../../../../schemas/desk-slips.ts';
import { formatDay, t } from '../../../i18n/index.ts';
import { QrCode } from '../../../parts/qr-code.tsx';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import type { SlipsModel } from './slips-model.ts';
import './slip-sheet.css';

export function SlipSheets(props: {
  readonly model: SlipsModel;
  readonly shown: DeskSlips;
}): JSX.Element {
  const { model, shown } = props;
  const fault = model.fault.value;
  return (
    <main class="page slips-page" id="desk-main">
      <div class="slips-actions">
        <h1>{say('slips.count', { count: shown.slips.length })}</h1>
        <Notice tone="wait" icon="warning" title={say('slips.writtenDown')} />
        {shown.dosed > 0 && <p>{say('slips.dosed', { count: shown.dosed })}</p>}
        {fault !== null && <FaultNotice fault={fault} onAgain={() => void model.showNext()} />}
        <ButtonRow>
          <Button look="primary" onPress={() => window.print()}>
            {say('cards.print')}
          </Button>
          {shown.next !== null && (
            <Button busy={model.isBusy.value} onPress={() => void model.showNext()}>
              {say('slips.next')}
            </Button>
          )}
          <Button icon="back" onPress={model.hide}>
            {say('slips.back')}
          </Button>
        </ButtonRow>
      </div>
      <div class="slip-sheet">
        {shown.slips.map((slip) => (
          <Slip key={slip.qr} slip={slip} of={shown} />
        ))}
      </div>
    </main>
  );
}

function Slip({ slip, of }: { readonly slip: PrintedSlip; readonly of: DeskSlips }): JSX.Element {
  const place = of.centreAddress === '' ? of.centreName : `${of.centreName}, ${of.centreAddress}`;
  return (
    <article class="slip">
      <div class="slip-words">
        <h2>{slip.name}</h2>
        <p>{say('slips.paper.born', { year: String(slip.birthYear) })}</p>
        <p class="slip-when">{formatDay(of.day)}</p>
        <p class="slip-when">{slip.slot}</p>
        <p class="slip-place">{place}</p>
        <p>{say('slips.paper.dose', { product: slip.product, number: slip.doseNumber })}</p>
        <p>{say('slips.paper.reference', { id: slip.referenceId })}</p>
      </div>
      <div class="slip-code">
        <QrCode text={slip.qr} label={say('slips.paper.picture')} correction="M" />
        {slip.digits === null ? (
          <p>{say('slips.paper.noDigits')}</p>
        ) : (
          <p class="slip-digits">
            {say('slips.paper.code')} <strong>{slip.digits}</strong>
          </p>
        )}
      </div>
      <p class="slip-do">
        <strong>{t('shell.appName')}</strong> · {say('slips.paper.bring')}
      </p>
    </article>
  );
}
