// Owns the rescue page: reachable in every stage of an enrolled tablet, and of one whose key is gone.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { useKept, useServices } from '../../services.tsx';
import { createRescueModel } from './rescue-model.ts';
import { RescueView } from './rescue-view.tsx';

const backLabels = {
  unlocked: 'rescue.toTablet',
  locked: 'unlock.back',
} as const;

export function RescuePage(): JSX.Element {
  const { tablet } = useServices();
  const model = useKept('rescue', (services) =>
    createRescueModel(services.tablet, services.storage),
  );
  const { unsent, state } = tablet.connection.value;
  const { stage } = tablet.stage.value;
  const isKept = model.isPersisted.value;
  useEffect(() => model.refresh(), [model, unsent, state, stage, isKept, tablet.selfCheck.value]);
  const isUnlocked = stage === 'unlocked';
  const label = stage === 'unlocked' || stage === 'locked' ? backLabels[stage] : 'rescue.toSetUp';
  return (
    <RescueView
      model={model}
      backHref={isUnlocked ? '/status' : '/'}
      backLabel={t(label)}
      isUnlocked={isUnlocked}
    />
  );
}
