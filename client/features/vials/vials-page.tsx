// Owns the vials page's model and view.

import type { JSX } from 'preact';
import { useKept, useServices } from '../../services.tsx';
import { createVialsModel } from './vials-model.ts';
import { VialsView } from './vials-view.tsx';

export function VialsPage(): JSX.Element {
  const { tablet } = useServices();
  const model = useKept('vials', () => createVialsModel(tablet));
  return <VialsView model={model} rules={tablet.day.value?.rules} />;
}
