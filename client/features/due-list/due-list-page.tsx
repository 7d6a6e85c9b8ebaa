// Owns the home screen's model and view.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { personPath } from '../../parts/person-path.ts';
import { useKept, useServices } from '../../services.tsx';
import { createDueListModel, type DueListModel } from './due-list-model.ts';
import { createScanModel } from './scan-model.ts';
import { DueListView } from './due-list-view.tsx';

const betweenTurnsMilliseconds = 16;

export function DueListPage(): JSX.Element {
  const { tablet, scanner } = useServices();
  const model = useKept('due-list', () => createDueListModel(tablet));
  const { route } = useLocation();
  const scan = useKept('due-list-scan', () =>
    createScanModel(scanner, {
      onReference: model.type,
      readSlip: tablet.readSlip,
      onPerson: ({ outcome, key }) => {
        const person = tablet.people.value.find((each) => each.key === key);
        if (outcome === 'of-person') route(personPath(key));
        // Its row says what was given, when and by whom.
        else {
          model.choose('all');
          model.type(person?.referenceId ?? '');
        }
      },
    }),
  );
  usePrepared(model, tablet.people.value.length);
  const day = tablet.day.value;
  return (
    <DueListView
      model={model}
      scan={scan}
      day={day?.day ?? ''}
      rules={day?.rules}
      isExpired={day?.isExpired ?? false}
    />
  );
}

/** Names are folded in small turns, so that neither the first paint nor the first key press waits for them. */
function usePrepared(model: DueListModel, peopleCount: number): void {
  useEffect(() => {
    let turn = setTimeout(function next() {
      if (model.prepare()) turn = setTimeout(next, betweenTurnsMilliseconds);
    }, betweenTurnsMilliseconds);
    return () => clearTimeout(turn);
  }, [model, peopleCount]);
}
