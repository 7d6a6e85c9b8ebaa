// Owns the receipt: what was given, when to come again, and a code that brings this one dose to the district from any phone.
// It can be printed, and without a printer three short lines of it are written by hand.

import type { JSX } from 'preact';
import { formatDayShort, t } from '../../i18n/index.ts';
import { productLabel } from '../../parts/person-words.ts';
import { QrCode } from '../../parts/qr-code.tsx';
import type { DoseReceipt } from '../../carry/port.ts';
import { tokenOf } from '../../room/board.ts';
import type { DayView } from '../../tablet.ts';
import { Button, ButtonRow } from '../../ui/button.tsx';
import { administeredAtOf } from '../../../schemas/fold/administered-at.ts';
import type { DoseInCase } from '../../../schemas/fold/case.ts';
import { istDayOf } from '../../../schemas/rules/day.ts';
import { nextDoseDueFrom } from '../../../schemas/rules/dose-interval.ts';

export function ReceiptView(props: {
  readonly receipt: DoseReceipt;
  readonly dose: DoseInCase;
  readonly day: DayView;
  readonly onClose: () => void;
}): JSX.Element {
  const { frame, number } = props.receipt;
  const { dose, day } = props;
  const { doseNumber, product, vaccineBatch } = dose.body;
  const givenDay = istDayOf(administeredAtOf(dose));
  const next = nextDoseDueFrom(day.rules, product, doseNumber, givenDay);
  return (
    <section class="receipt printed" aria-label={t('receipt.title')}>
      <h2>{t('receipt.title')}</h2>
      <p class="receipt-centre">{day.centre.name}</p>
      {frame !== null && <QrCode text={frame} label={t('receipt.code')} />}
      <p class="not-printed">{t(frame === null ? 'receipt.numberOnly' : 'receipt.means')}</p>
      <div class="receipt-slip">
        <p class="field-hint not-printed">{t('receipt.byHand')}</p>
        <p>
          {t('receipt.given', {
            dose: t('dose.number', { number: doseNumber }),
            product: productLabel(day.rules, product),
            batch: vaccineBatch,
            day: formatDayShort(givenDay),
          })}
        </p>
        <p>
          {t('receipt.number')} <strong class="receipt-number">{number}</strong> ·{' '}
          {t('board.token')} <strong>{tokenOf(dose.ref)}</strong>
        </p>
        <p>
          <strong>
            {next === null
              ? t('receipt.noNext')
              : t('receipt.next', { dose: doseNumber + 1, day: formatDayShort(next) })}
          </strong>
        </p>
      </div>
      <p>{t('receipt.noCertificate')}</p>
      <ButtonRow>
        <Button icon="list" onPress={() => globalThis.print()}>
          {t('receipt.print')}
        </Button>
        <Button icon="close" onPress={props.onClose}>
          {t('receipt.close')}
        </Button>
      </ButtonRow>
    </section>
  );
}
