// Owns the home screen's model and view.

import type { JSX } from 'preact';
import { useKept, useServices } from '../../services.tsx';
import { createDueListModel } from './due-list-model.ts';
import { DueListView } from './due-list-view.tsx';

export function DueListPage(): JSX.Element {
  const { tablet } = useServices();
  const model = useKept('due-list', () => createDueListModel(tablet));
  const day = tablet.day.value;
  return (
    <DueListView
      model={model}
      day={day?.day ?? ''}
      rules={day?.rules}
      isExpired={day?.isExpired ?? false}
    />
  );
}
