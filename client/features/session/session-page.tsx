// Owns the session's page: before it and at its end, side by side as two tabs.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { formatTime, t } from '../../i18n/index.ts';
import { useKept, useServices } from '../../services.tsx';
import { Filters } from '../../ui/choice.tsx';
import { PageHead } from '../../ui/layout.tsx';
import { createCloseModel, type CloseModel } from './close-model.ts';
import { CloseView } from './close-view.tsx';
import { createReadyModel } from './ready-model.ts';
import { ReadyView } from './ready-view.tsx';

export function SessionPage(): JSX.Element {
  const { tablet } = useServices();
  const ready = useKept('session-ready', (services) =>
    createReadyModel(services.tablet, services.battery),
  );
  const close = useKept('session-close', (services) =>
    createCloseModel(services.tablet, services.scanner),
  );
  const part = useSignal<'before' | 'close'>(
    close.state.peek()?.phase === 'open' || close.state.peek()?.phase === 'closed'
      ? 'close'
      : 'before',
  );
  useEffect(() => void tablet.refreshHoldings(), [tablet]);
  const day = tablet.day.value;
  return (
    <main class="page page-narrow session">
      <PageHead title={t('session.title')}>
        <p class="session-phase">{phaseWords(close)}</p>
      </PageHead>
      <Filters
        label={t('session.parts')}
        value={part.value}
        choices={[
          { value: 'before', label: t('session.before') },
          { value: 'close', label: t('session.close') },
        ]}
        onChoose={(chosen) => void (part.value = chosen)}
      />
      {day === null || close.vaccinationSession.value === null ? (
        <p>{t('session.none')}</p>
      ) : part.value === 'before' ? (
        <ReadyView model={ready} day={day} />
      ) : (
        <CloseView model={close} day={day} carry={tablet.carry} />
      )}
    </main>
  );
}

function phaseWords({ state }: CloseModel): string {
  const now = state.value;
  if (now === null || now.phase === 'not-opened') return t('session.phase.not-opened');
  const entries = now.phase === 'open' ? now.opened : now.standingCloses;
  const at = entries.reduce((latest, entry) => Math.max(latest, entry.at), 0);
  return t(`session.phase.${now.phase}`, { time: formatTime(at) });
}
