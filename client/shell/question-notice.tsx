// Owns the counted notice that the district asks something: one line with one tap on the list, never in the way of a dose.

import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { useServices } from '../services.tsx';
import { Icon } from '../ui/icons.tsx';

export function QuestionNotice(): JSX.Element | null {
  const { tablet } = useServices();
  const count = tablet.questions.value.filter((each) => each.answers.length === 0).length;
  if (count === 0) return null;
  return (
    <a class="copy-offer question-offer" href="/questions">
      <Icon name="info" size={28} />
      <span>
        {t('ask.notice', { count })} · <strong>{t('ask.open')}</strong>
      </span>
    </a>
  );
}
