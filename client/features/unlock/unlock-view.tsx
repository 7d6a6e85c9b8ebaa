// Owns the lock screen: large staff cards, then the PIN pad of the chosen person.

import type { JSX } from 'preact';
import { formatTime, t, tText } from '../../i18n/index.ts';
import { StaffCards } from '../../parts/staff-cards.tsx';
import { AddStaffLater } from '../../shell/add-staff-later.tsx';
import type { LockedStaff } from '../../tablet.ts';
import { Button } from '../../ui/button.tsx';
import { NumberPad } from '../../ui/number-pad.tsx';
import { Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PhoneCodeView } from './phone-code-view.tsx';
import type { UnlockModel } from './unlock-model.ts';

const pinDigitsShown = 6;
const pinDigitsMax = 12;

export function UnlockView({ model }: { readonly model: UnlockModel }): JSX.Element {
  const chosen = model.chosen.value;
  const adding = model.addStaff.value;
  if (adding !== null) return <AddStaffLater model={adding} onCancel={model.stopAddStaff} />;
  const phone = model.phone.value;
  if (phone !== null)
    return (
      <main class="page page-narrow">
        <Sheet margin>
          <PhoneCodeView model={phone} onCancel={model.stopPhone} />
        </Sheet>
      </main>
    );
  if (model.isNobodyLeft.value && chosen === null) return <NobodyLeft model={model} />;
  return (
    <main class="page page-narrow">
      <Sheet margin>
        {chosen === null ? (
          <>
            <h1>{t('staff.whoAreYou')}</h1>
            <StaffCards
              staff={model.staff.value}
              noteOf={(person) => noteOf(model.staff.value, person.staffId)}
              onChoose={model.choose}
            />
            <Button icon="plus" wide onPress={() => model.startAddStaff(null)}>
              {t('addStaff.fromLock')}
            </Button>
          </>
        ) : (
          <>
            <h1>{chosen.name}</h1>
            {chosen.hasPin ? (
              <PinPad model={model} />
            ) : (
              <>
                <NoPin destroyed={chosen.triesLeft === 0} />
                <Button
                  look="primary"
                  icon="person"
                  wide
                  onPress={() => model.startAddStaff(chosen.staffId)}
                >
                  {t('addStaff.inChargeHere')}
                </Button>
              </>
            )}
            <Button look="quiet" icon="code" onPress={model.startPhone}>
              {t('phoneCode.open')}
            </Button>
            {model.staff.value.length > 1 && (
              <Button look="quiet" icon="person" onPress={model.chooseAgain}>
                {t('staff.somebodyElse')}
              </Button>
            )}
          </>
        )}
      </Sheet>
    </main>
  );
}

function NobodyLeft({ model }: { readonly model: UnlockModel }): JSX.Element {
  return (
    <main class="page page-narrow">
      <Sheet margin>
        <h1>{t('unlock.nobody')}</h1>
        <Notice tone="warn" live="polite">
          <p>{t('unlock.nobodyDo')}</p>
        </Notice>
        <p>{t('phoneCode.orCall')}</p>
        <StaffCards staff={model.staff.value} onChoose={model.choose} />
        <Button icon="tablet" wide onPress={model.startEnrolling}>
          {t('unlock.enrolAgain')}
        </Button>
      </Sheet>
    </main>
  );
}

function PinPad({ model }: { readonly model: UnlockModel }): JSX.Element {
  const message = model.message.value;
  const until = model.waitUntil.value;
  return (
    <>
      {until !== null && message === null && (
        <Notice
          tone="wait"
          icon="clock"
          title={t('unlock.wait', { time: formatTime(until) })}
          live="polite"
        />
      )}
      <NumberPad
        id="pin"
        label={t('unlock.pin')}
        value={model.pin.value}
        digits={pinDigitsShown}
        digitsMax={pinDigitsMax}
        isSecret
        takeFocus
        fault={message === null ? null : tText(message)}
        busy={model.isBusy.value}
        submitLabel={t('unlock.open')}
        onChange={model.type}
        onSubmit={() => void model.submit()}
      />
    </>
  );
}

function NoPin({ destroyed }: { readonly destroyed: boolean }): JSX.Element {
  return (
    <Notice
      tone="warn"
      title={t(destroyed ? 'unlock.pin-destroyed' : 'unlock.noPin')}
      live="polite"
    >
      <p>{t('unlock.noPinDo')}</p>
    </Notice>
  );
}

function noteOf(staff: readonly LockedStaff[], staffId: string): string | null {
  const person = staff.find((each) => each.staffId === staffId);
  return person === undefined || person.hasPin ? null : t('unlock.noPinHere');
}
