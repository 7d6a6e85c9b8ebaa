// Owns the screen on which a staff member is chosen from large cards and sets a PIN twice.

import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { Button } from '../ui/button.tsx';
import { NumberPad } from '../ui/number-pad.tsx';
import type { SetPinModel } from './set-pin-model.ts';
import { StaffCards } from './staff-cards.tsx';

const pinDigitsShown = 6;
const pinDigitsMax = 12;

export function SetPin({ model }: { readonly model: SetPinModel }): JSX.Element {
  const chosen = model.chosen.value;
  if (chosen === null)
    return (
      <>
        <h1>{t('staff.whoAreYou')}</h1>
        <StaffCards staff={model.staff.value} onChoose={model.choose} />
      </>
    );
  const isAgain = model.step.value === 'again';
  return (
    <>
      <h1>{chosen.name}</h1>
      <NumberPad
        key={isAgain ? 'again' : 'first'}
        id={isAgain ? 'pin-again' : 'pin-new'}
        label={t(isAgain ? 'pin.again' : 'pin.choose')}
        hint={t(isAgain ? 'pin.againHint' : 'pin.chooseHint')}
        value={model.typed.value}
        digits={pinDigitsShown}
        digitsMax={pinDigitsMax}
        isSecret
        takeFocus
        fault={model.fault.value === null ? null : t(model.fault.value)}
        busy={model.isBusy.value}
        submitLabel={t(isAgain ? 'pin.set' : 'ui.next')}
        onChange={model.type}
        onSubmit={() => void model.submit()}
      />
      <Button look="quiet" icon="person" onPress={model.chooseAgain}>
        {t('staff.somebodyElse')}
      </Button>
    </>
  );
}
