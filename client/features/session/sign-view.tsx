// Owns the signature under a closing: who signs, and their PIN.

import type { JSX } from 'preact';
import { t, tText } from '../../i18n/index.ts';
import { StaffCards } from '../../parts/staff-cards.tsx';
import type { DayView } from '../../tablet.ts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/layout.tsx';
import { NumberPad } from '../../ui/number-pad.tsx';
import { useSignal } from '@preact/signals';
import type { CloseModel } from './close-model.ts';

const pinDigitsShown = 6;
const pinDigitsMax = 12;

export function SignView(props: {
  readonly model: CloseModel;
  readonly day: DayView;
}): JSX.Element {
  const { model, day } = props;
  const isAnybody = useSignal(false);
  const signer = model.signer.value;
  const inCharge = model.inCharge.value;
  const isOpenToAll = isAnybody.value || inCharge.length === 0;
  if (signer !== null)
    return (
      <Sheet margin label={t('close.sign')}>
        <h2>{t('close.signAs', { name: signer.name })}</h2>
        <NumberPad
          id="close-pin"
          label={t('close.pinOf', { name: signer.name })}
          value={model.pin.value}
          digits={pinDigitsShown}
          digitsMax={pinDigitsMax}
          isSecret
          takeFocus
          fault={model.pinFault.value === null ? null : tText(model.pinFault.value)}
          busy={model.isSigning.value}
          submitLabel={t('close.sign')}
          onChange={model.typePin}
          onSubmit={() => void model.sign()}
        />
        <Button look="quiet" icon="person" onPress={() => model.chooseSigner(null)}>
          {t('close.somebodyElse')}
        </Button>
      </Sheet>
    );
  return (
    <Sheet margin label={t('close.sign')}>
      <h2>{t('close.sign')}</h2>
      <p>{t(inCharge.length === 0 ? 'close.noInCharge' : 'close.signMeans')}</p>
      <StaffCards staff={isOpenToAll ? day.staff : inCharge} onChoose={model.chooseSigner} />
      {!isOpenToAll && (
        <Button look="quiet" icon="person" onPress={() => void (isAnybody.value = true)}>
          {t('close.somebodyElse')}
        </Button>
      )}
    </Sheet>
  );
}
