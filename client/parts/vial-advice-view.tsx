// Owns the words of the vial adviser: how much would be left over, and the people to call.

import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { Notice } from '../ui/notice.tsx';
import { groupMobile } from './person-words.ts';
import type { StandbyAdvice } from './vial-advice.ts';

export function VialAdviceView(props: {
  readonly given: StandbyAdvice;
  readonly dosesInVial: number;
}): JSX.Element | null {
  const { advice, standby } = props.given;
  if (advice.advice === 'open') return null;
  if (advice.advice === 'use-open-first')
    return (
      <Notice
        tone="plain"
        icon="vial"
        live="polite"
        title={t('adviser.useOpen', { count: advice.dosesLeftOpen })}
      >
        <p>{t('adviser.useOpenDo', { count: advice.waiting })}</p>
      </Notice>
    );
  return (
    <Notice
      tone="wait"
      icon="vial"
      live="polite"
      title={t('adviser.wouldWaste', {
        waiting: advice.waiting + advice.stillExpected,
        size: props.dosesInVial,
        wasted: advice.wasted,
      })}
    >
      {advice.smaller !== null && (
        <p>{t('adviser.smaller', { size: advice.smaller.doses, wasted: advice.smaller.wasted })}</p>
      )}
      <p>{t('adviser.mayOpen')}</p>
      {standby.length > 0 && (
        <>
          <p>
            <strong>{t('adviser.call')}</strong>
          </p>
          <ul class="standby">
            {standby.map((person) => (
              <li key={person.key}>
                <a class="likely-row" href={`tel:${person.mobileNumber ?? ''}`}>
                  <span dir="auto">{person.name}</span>
                  <strong class="standby-number">{groupMobile(person.mobileNumber ?? '')}</strong>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </Notice>
  );
}
