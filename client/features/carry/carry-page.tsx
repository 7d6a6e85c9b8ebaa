// Owns the page of copies: make one, take one, and what is carried for others. It works locked, and before any set-up.

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { useKept, useServices } from '../../services.tsx';
import { PageHead, Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { createMakeModel } from './make-model.ts';
import { CodesView, MakeView } from './make-view.tsx';
import { createTakeModel } from './take-model.ts';
import { TakeView } from './take-view.tsx';

export function CarryPage(): JSX.Element {
  const { tablet } = useServices();
  const make = useKept('carry-make', (services) =>
    createMakeModel(services.tablet.carry, services.sharer),
  );
  const take = useKept('carry-take', (services) =>
    createTakeModel(services.tablet.carry, services.scanner),
  );
  const count = tablet.carry.carriedCount.value;
  const { stage } = tablet.stage.value;
  const isTablet = stage !== 'not-enrolled';
  // Nothing else beside the codes: they need the whole width of a phone, and a still hand.
  if (isTablet && make.step.value === 'codes')
    return (
      <main class="page page-narrow carry">
        <CodesView model={make} />
      </main>
    );
  return (
    <main class="page page-narrow carry">
      <PageHead title={t('carry.title')} backHref="/" backLabel={t('carry.back')} />
      {count > 0 && (
        <Notice tone="saved" icon="copy" title={t('carry.carried', { count })} live="polite">
          <p>{t('carry.carriedMeans')}</p>
        </Notice>
      )}
      {isTablet && (
        <Sheet margin label={t('carry.make')}>
          <MakeView model={make} uncopied={tablet.carry.uncopied.value} />
        </Sheet>
      )}
      <Sheet label={t('carry.take')}>
        <TakeView model={take} />
      </Sheet>
    </main>
  );
}
