// Owns the page of the district's questions: those still open first. Without a network the answers wait like every record.

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { QuestionCard } from '../../parts/question-card.tsx';
import { useServices } from '../../services.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { EmptyState, PageHead, Sheet } from '../../ui/layout.tsx';

export function QuestionsPage(): JSX.Element {
  const { tablet } = useServices();
  const questions = tablet.questions.value;
  return (
    <main class="page page-narrow">
      <PageHead title={t('ask.pageTitle')} backHref="/" backLabel={t('person.backToList')}>
        <p>{t('ask.pageMeans')}</p>
      </PageHead>
      {questions.length === 0 && (
        <EmptyState icon="info" title={t('ask.none')}>
          <LinkButton icon="back" href="/">
            {t('person.backToList')}
          </LinkButton>
        </EmptyState>
      )}
      {questions.map((question) => (
        <Sheet margin key={question.key}>
          <QuestionCard question={question} withName />
        </Sheet>
      ))}
    </main>
  );
}
