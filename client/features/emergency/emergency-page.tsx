// Owns the emergency card: what to do when somebody collapses or cannot breathe. One tap from every screen, locked or not.
//
// Steps and dose: MoHFW, Operational Guidelines "Initial Management of Anaphylaxis using Injection Adrenaline by ANM"
// (2018), and MoHFW, COVID-19 Vaccines Operational Guidelines (28 Dec 2020), chapter on AEFI. The adult dose stands here;
// for children the card names the chart that lies in every anaphylaxis kit (annexure 1), which is approved locally.

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { Button, ButtonRow } from '../../ui/button.tsx';
import { PageHead, Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';

const steps = ['call', 'lay', 'adrenaline', 'time', 'stay', 'refer', 'report'] as const;
const signs = ['skin', 'breath', 'circulation', 'gut'] as const;

export function EmergencyPage({ onBack }: { readonly onBack: () => void }): JSX.Element {
  return (
    <main class="page page-narrow emergency">
      <PageHead title={t('emergency.title')} />
      <Notice tone="bad" title={t('emergency.now')}>
        <p>{t('emergency.nowDo')}</p>
      </Notice>
      <ButtonRow>
        <a class="button button-danger" href="tel:108">
          <span>{t('emergency.call108')}</span>
        </a>
        <Button icon="back" onPress={onBack}>
          {t('emergency.back')}
        </Button>
      </ButtonRow>
      <Sheet margin label={t('emergency.steps')}>
        <h2>{t('emergency.steps')}</h2>
        <ol class="emergency-steps">
          {steps.map((step) => (
            <li key={step}>
              <strong>{t(`emergency.step.${step}`)}</strong>
              <span>{t(`emergency.step.${step}Do`)}</span>
            </li>
          ))}
        </ol>
      </Sheet>
      <Sheet label={t('emergency.signs')}>
        <h2>{t('emergency.signs')}</h2>
        <p>{t('emergency.signsMean')}</p>
        <ul class="emergency-signs">
          {signs.map((sign) => (
            <li key={sign}>{t(`emergency.sign.${sign}`)}</li>
          ))}
        </ul>
        <p>{t('emergency.faint')}</p>
      </Sheet>
      <p class="field-hint">{t('emergency.source')}</p>
    </main>
  );
}
