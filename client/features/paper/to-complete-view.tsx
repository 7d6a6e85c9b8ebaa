// Owns what is shown of doses that were recorded without unlocking: what each lacks, and the one that is being completed.

import type { JSX } from 'preact';
import { formatDayTime, t } from '../../i18n/index.ts';
import { productLabel } from '../../parts/person-words.ts';
import type { DoseToComplete } from '../../parts/to-complete.ts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { PaperModel } from './paper-model.ts';

export function ToCompleteView({ model }: { readonly model: PaperModel }): JSX.Element | null {
  const doses = model.toComplete.value;
  if (doses.length === 0) return null;
  return (
    <Sheet label={t('complete.list')}>
      <h2>{t('complete.list')}</h2>
      <p>{t('complete.means')}</p>
      <ul class="paper-to-complete">
        {doses.map((dose) => (
          <li key={dose.ref.h}>
            <Facts dose={dose} />
            {dose.doneAs === null ? (
              <>
                <p>
                  {t('complete.missing', {
                    what: dose.missing.map((each) => t(`complete.missing.${each}`)).join(', '),
                  })}
                </p>
                <Button icon="person" wide onPress={() => model.complete(dose)}>
                  {t('complete.begin')}
                </Button>
              </>
            ) : (
              <>
                <p>{t('complete.doneAs', { name: dose.doneAs.name })}</p>
                <Button
                  icon="confirmed"
                  wide
                  busy={model.saving.isBusy.value}
                  onPress={() => void model.close(dose)}
                >
                  {t('complete.close')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

export function CompletingWords({ dose }: { readonly dose: DoseToComplete }): JSX.Element {
  return (
    <Notice tone="plain" icon="lock" title={t('complete.title')}>
      <Facts dose={dose} />
      <p>{t('complete.how')}</p>
    </Notice>
  );
}

function Facts({ dose }: { readonly dose: DoseToComplete }): JSX.Element {
  const { person, doseNumber, product, vial, vaccineBatch, administeredAt } = dose;
  const phone = person.mobileLast4 === null ? [] : [`••${person.mobileLast4}`];
  return (
    <p>
      <strong dir="auto">{person.name}</strong> · {[person.birthYear, ...phone].join(' · ')}
      <br />
      {[
        formatDayTime(administeredAt),
        t('dose.number', { number: doseNumber }),
        productLabel(undefined, product),
        `${vial} / ${vaccineBatch}`,
      ].join(' · ')}
    </p>
  );
}
