// Owns the person's page: finds the model by the opaque key of the address.

import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { language, t } from '../../i18n/index.ts';
import { keyOfPersonPath } from '../../parts/person-path.ts';
import { createScanOnce } from '../../parts/scan-once.ts';
import { QuestionCard } from '../../parts/question-card.tsx';
import { useKept, useServices } from '../../services.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { EmptyState, Sheet } from '../../ui/layout.tsx';
import { createPersonModel } from './person-model.ts';
import { PersonView } from './person-view.tsx';

export function PersonPage(): JSX.Element {
  const { params } = useRoute();
  const key = keyOfPersonPath(params['key'] ?? '');
  const { tablet, kept, scanner, cards } = useServices();
  const keptAs = `person-${key}`;
  const model = useKept(keptAs, () => createPersonModel(tablet, key, () => language.value));
  // Of this model and no longer: kept by itself it would hold every person of the day, and read cards for a form that is gone.
  const cardScan = useMemo(
    () =>
      createScanOnce(scanner, async (text) => {
        const about = model.person.value;
        if (about !== null) model.earlierDose.takeCard(about, await cards.check(text));
      }),
    [scanner, cards, model],
  );
  // What was typed stays until it is recorded; a finished page starts afresh next time.
  useEffect(
    () => () => {
      if (model.unsaved() === null) kept.drop(keptAs);
    },
    [model, kept, keptAs],
  );
  const slipScan = useMemo(() => createScanOnce(scanner, model.code.readSlip), [scanner, model]);
  const { query, path, route } = useLocation();
  const asked = query['ask'];
  useEffect(() => {
    if (asked !== 'booking') return;
    model.showPanel('booking');
    route(path, true);
  }, [asked, model, route, path]);
  const person = model.person.value;
  // A slip that was read before the check counts once the check is done.
  const isSlipDue = model.isSlipDue.value;
  useEffect(() => {
    if (isSlipDue && person !== null) void model.code.useSlip(person);
  }, [isSlipDue, person, model]);
  const day = tablet.day.value;
  if (person === null || day === null)
    return (
      <main class="page page-narrow">
        <EmptyState icon="person" title={t('person.notHere')}>
          <LinkButton icon="back" href="/">
            {t('person.backToList')}
          </LinkButton>
        </EmptyState>
      </main>
    );
  const questions = tablet.questions.value.filter((asked) => asked.caseKey === key);
  return (
    <PersonView
      model={model}
      slipScan={slipScan}
      cardScan={cardScan}
      person={person}
      day={day}
      now={tablet.now.value}
    >
      {questions.map((question) => (
        <Sheet margin key={question.key}>
          <QuestionCard question={question} withName={false} />
        </Sheet>
      ))}
    </PersonView>
  );
}
