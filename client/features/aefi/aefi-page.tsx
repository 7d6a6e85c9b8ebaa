// Owns the two pages of reactions: whom it is about, and the report of one person.

import type { JSX } from 'preact';
import { useRoute } from 'preact-iso';
import { t } from '../../i18n/index.ts';
import { useKept, useServices } from '../../services.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/layout.tsx';
import { createAefiModel } from './aefi-model.ts';
import { AefiView } from './aefi-view.tsx';
import { createWhomModel } from './whom-model.ts';
import { WhomView } from './whom-view.tsx';

export function WhomPage(): JSX.Element {
  const model = useKept('aefi-whom', ({ tablet }) => createWhomModel(tablet));
  return <WhomView model={model} />;
}

export function AefiPage(): JSX.Element {
  const { params } = useRoute();
  const key = params['key'] ?? '';
  const { tablet } = useServices();
  const model = useKept(`aefi-${key}`, () => createAefiModel(tablet, key));
  const person = model.person.value;
  const day = tablet.day.value;
  if (person === null || day === null)
    return (
      <main class="page page-narrow">
        <EmptyState icon="person" title={t('person.notHere')}>
          <LinkButton icon="back" href="/aefi">
            {t('aefi.whom')}
          </LinkButton>
        </EmptyState>
      </main>
    );
  return <AefiView model={model} person={person} day={day} />;
}
