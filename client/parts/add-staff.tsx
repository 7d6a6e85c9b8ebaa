// Owns the screens on which another person is let in at this tablet: from the list, or a substitute, with a vouch or without.

import type { JSX } from 'preact';
import { limits } from '../../schemas/limits.ts';
import { t, tText } from '../i18n/index.ts';
import { Button } from '../ui/button.tsx';
import { ChooseOne } from '../ui/choice.tsx';
import { TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { NumberPad } from '../ui/number-pad.tsx';
import type { AddStaffModel } from './add-staff-model.ts';
import { StaffCards } from './staff-cards.tsx';

const pinDigitsShown = 6;
const pinDigitsMax = 12;

export function AddStaff({ model }: { readonly model: AddStaffModel }): JSX.Element {
  switch (model.step.value) {
    case 'who':
      return <Who model={model} />;
    case 'substitute':
      return <Substitute model={model} />;
    case 'how':
      return <How model={model} />;
    default:
      return <Pins model={model} />;
  }
}

function Who({ model }: { readonly model: AddStaffModel }): JSX.Element {
  return (
    <>
      <h1>{t('addStaff.who')}</h1>
      <StaffCards staff={model.people.value} onChoose={model.choose} />
      <Button icon="plus" wide onPress={model.chooseSubstitute}>
        {t('addStaff.notListed')}
      </Button>
    </>
  );
}

function Substitute({ model }: { readonly model: AddStaffModel }): JSX.Element {
  return (
    <>
      <h1>{t('addStaff.substitute')}</h1>
      <p>{t('addStaff.substituteMeans')}</p>
      <TextField
        id="substitute-name"
        label={t('addStaff.name')}
        value={model.substituteName.value}
        onInput={model.typeName}
        maxLength={limits.nameCharactersMax}
        fault={model.fault.value === null ? null : tText(model.fault.value)}
      />
      <ChooseOne
        legend={t('addStaff.role')}
        name="substitute-role"
        value={model.substituteRole.value}
        onChoose={model.pickRole}
        choices={(['vaccinator', 'verifier'] as const).map((role) => ({
          value: role,
          label: t(`role.${role}`),
        }))}
      />
      <Button look="primary" wide onPress={model.nameSubstitute}>
        {t('ui.next')}
      </Button>
    </>
  );
}

function How({ model }: { readonly model: AddStaffModel }): JSX.Element {
  const vouchers = model.vouchers.value;
  return (
    <>
      <h1>{model.name.value}</h1>
      <p>{t(vouchers.length === 0 ? 'addStaff.nobodyInCharge' : 'addStaff.vouchMeans')}</p>
      {vouchers.length > 0 && (
        <StaffCards
          staff={vouchers}
          noteOf={() => t('addStaff.vouches')}
          onChoose={model.chooseVoucher}
        />
      )}
      {model.mayGoWithout.value && (
        <>
          <Button wide onPress={model.goWithout}>
            {t('addStaff.without')}
          </Button>
          <p class="field-hint">{t('addStaff.withoutMeans')}</p>
        </>
      )}
      <Button look="quiet" icon="back" onPress={model.startOver}>
        {t('staff.somebodyElse')}
      </Button>
    </>
  );
}

function Pins({ model }: { readonly model: AddStaffModel }): JSX.Element {
  const step = model.step.value;
  const isVoucher = step === 'voucher-pin';
  const isAgain = step === 'again';
  const name = isVoucher ? (model.voucher.value?.name ?? '') : model.name.value;
  return (
    <>
      <h1>{name}</h1>
      {isVoucher && (
        <Notice tone="plain" icon="person">
          <p>{t('addStaff.voucherPinMeans', { name: model.name.value })}</p>
        </Notice>
      )}
      <NumberPad
        key={step}
        id={isVoucher ? 'voucher-pin' : isAgain ? 'pin-again' : 'pin-new'}
        label={t(isVoucher ? 'addStaff.voucherPin' : isAgain ? 'pin.again' : 'pin.choose')}
        hint={t(
          isVoucher ? 'addStaff.voucherPinHint' : isAgain ? 'pin.againHint' : 'pin.chooseHint',
        )}
        value={model.digits.value}
        digits={pinDigitsShown}
        digitsMax={pinDigitsMax}
        isSecret
        takeFocus
        fault={model.fault.value === null ? null : tText(model.fault.value)}
        busy={model.isBusy.value}
        submitLabel={t(isAgain ? 'pin.set' : 'ui.next')}
        onChange={model.type}
        onSubmit={() => void model.submit()}
      />
      <Button look="quiet" icon="person" onPress={model.startOver}>
        {t('staff.somebodyElse')}
      </Button>
    </>
  );
}
