// Owns the receipt on the screen: a code that brings this one dose to the district from any phone, and its number in words.

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { QrCode } from '../../parts/qr-code.tsx';
import type { DoseReceipt } from '../../carry/port.ts';
import { Button } from '../../ui/button.tsx';

export function ReceiptView(props: {
  readonly receipt: DoseReceipt;
  readonly onClose: () => void;
}): JSX.Element {
  const { frame, number } = props.receipt;
  return (
    <section class="receipt" aria-label={t('receipt.title')}>
      <h2>{t('receipt.title')}</h2>
      {frame !== null && <QrCode text={frame} label={t('receipt.code')} />}
      <p>{t(frame === null ? 'receipt.numberOnly' : 'receipt.means')}</p>
      <p>
        {t('receipt.number')} <strong class="receipt-number">{number}</strong>
      </p>
      <p>{t('receipt.noCertificate')}</p>
      <Button icon="close" onPress={props.onClose}>
        {t('receipt.close')}
      </Button>
    </section>
  );
}
